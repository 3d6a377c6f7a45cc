"""Tells an agency something: a batch in the books, its file in the outbox, its commission in the ledger. At once.

The file leaves through the outbox, once. Must not decide what is told: `rules` does.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from workers.escalation.rules.protocol.columns import batch_name
from workers.escalation.rules.protocol.writing import BatchHead, Told, digest_of, record_id, total_of, write_batch
from workers.ledger.cash.agency_cash import Commission, post_commission
from workers.ledger.queue import agency_batches
from workers.ledger.queue.agency_batches import OutgoingRecord, SentBatch
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.placement import Placement

PURPOSE, CHANNEL = "placement", "agency"


def tell(
    connection: Connection, placement: Placement, records: Sequence[Told], policy: PolicySet, occasion: Occasion
) -> int:
    """Record a batch for the agency's folder; returns the message's id.

    What follows a claim goes where the claim went, whatever agencies.yaml says by then.
    """
    kind, day = records[0].kind.value, occasion.business_date
    size = (len(records), total_of(records))
    batch_id = agency_batches.start_batch(connection, placement, kind, size, day)
    agency = policy.agencies.get(placement.agency)
    head = BatchHead(batch_id, placement.agency, f"{day}", placement.id)
    file = write_batch(head, records, agency.format if agency else "csv")
    new = NewMessage(
        entity=placement.entity,
        purpose=PURPOSE,
        subject=_subject(batch_id, 1),
        channel=CHANNEL,
        recipient=placement.folder,
        template="",
        payload={"file_name": file.name, "content": file.text},
        account_id=placement.account_id,
        currency=placement.currency,
    )
    message_id = enqueue(connection, new, occasion)
    kept = [_kept(batch_id, number, record) for number, record in enumerate(records, start=1)]
    agency_batches.keep_batch(connection, placement, (batch_id, message_id), kept, occasion)
    earned = sum(record.commission or 0 for record in records)
    if earned:
        about = Commission(placement.entity, placement.account_id, placement.currency, earned)
        post_commission(connection, about, f"agency_batch:{batch_id}", occasion)
    return message_id


def send_again(connection: Connection, batch: SentBatch, occasion: Occasion) -> int:
    """The same bytes under the same numbers, to where they went before: nothing is placed twice."""
    new = NewMessage(
        entity=batch.entity,
        purpose=PURPOSE,
        subject=_subject(batch.id, batch.sendings + 1),
        channel=CHANNEL,
        recipient=batch.recipient,
        template="",
        payload=dict(agency_batches.content_of(connection, batch)),
        account_id=batch.account_id,
        currency=batch.currency,
    )
    message_id = enqueue(connection, new, occasion)
    agency_batches.note_sending(connection, batch, message_id, occasion)
    return message_id


def _subject(batch_id: int, sending: int) -> str:
    return f"agency batch {batch_name(batch_id)} sending {sending}"


def _kept(batch_id: int, number: int, record: Told) -> OutgoingRecord:
    return OutgoingRecord(
        record_id=record_id(batch_id, number),
        kind=record.kind.value,
        digest=digest_of(record),
        amount=record.amount,
        item_id=record.item_id,
        commission=record.commission,
        application_id=record.application_id,
    )

"""What was sent to agencies: batches with their records, their acknowledgements, and what they were not told yet.

A batch is made once and may be sent again, with the same bytes. Must not write a file or decide what is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Select, insert, or_, select, update
from sqlalchemy.orm import aliased

from workers.ledger import journal
from workers.ledger.schema import (
    accounts,
    agency_batches,
    agency_records,
    agency_remittances,
    applications,
    messages,
    payments,
    placement_items,
    placements,
)
from workers.receivables.occasion import Occasion
from workers.receivables.placement import Placement, Received

_REACHED = ("handed_over", "delivered")


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A batch as it stands; ``handed_over_on`` is the day of its newest sending, None while it is on its way."""

    id: int
    agency: str
    placement_id: int
    account_id: int
    customer_id: str
    entity: str
    currency: str
    kind: str
    records: int
    amount_minor: int
    message_id: int
    sendings: int
    state: str
    made_on: date
    acknowledged_on: date | None
    handed_over_on: date | None
    message_state: str
    recipient: str


@dataclass(frozen=True, slots=True)
class OutgoingRecord:
    """A record of a batch as the ledger keeps it."""

    record_id: str
    kind: str
    digest: str
    amount: int
    item_id: int | None = None
    commission: int | None = None
    application_id: int | None = None


def start_batch(connection: Connection, placement: Placement, kind: str, size: tuple[int, int], on: date) -> int:
    """A batch of that many records and that sum; its number goes into the file before the file can be sent."""
    values = {
        "agency": placement.agency,
        "placement_id": placement.id,
        "account_id": placement.account_id,
        "currency": placement.currency,
        "kind": kind,
        "records": size[0],
        "amount_minor": size[1],
        "state": "sent",
        "made_on": on,
    }
    return int(connection.execute(insert(agency_batches).values(values).returning(agency_batches.c.id)).scalar_one())


def keep_batch(
    connection: Connection,
    placement: Placement,
    batch: tuple[int, int],
    records: Sequence[OutgoingRecord],
    occasion: Occasion,
) -> None:
    """The (batch, message) with its records; the database refuses to tell the same cash twice."""
    batch_id, message_id = batch
    own = update(agency_batches).where(agency_batches.c.id == batch_id)
    connection.execute(own.values(message_id=message_id))
    rows = [
        {
            "agency": placement.agency,
            "direction": "out",
            "record_id": record.record_id,
            "kind": record.kind,
            "digest": record.digest,
            "told_on": occasion.business_date,
            "batch_id": batch_id,
            "placement_id": placement.id,
            "open_item_id": record.item_id,
            "amount_minor": record.amount,
            "commission_minor": record.commission,
            "application_id": record.application_id,
        }
        for record in records
    ]
    connection.execute(insert(agency_records), rows)
    data = {"batch": batch_id, "placement": placement.id, "message": message_id, "records": len(records)}
    journal.record(connection, "agency.batch_made", data, occasion, account_id=placement.account_id)


def note_sending(connection: Connection, batch: SentBatch, message_id: int, occasion: Occasion) -> None:
    """The same batch leaves again, as another message."""
    own = update(agency_batches).where(agency_batches.c.id == batch.id)
    connection.execute(own.values(message_id=message_id, sendings=batch.sendings + 1))
    data = {"batch": batch.id, "message": message_id, "sending": batch.sendings + 1}
    journal.record(connection, "agency.batch_sent_again", data, occasion, account_id=batch.account_id)


def content_of(connection: Connection, batch: SentBatch) -> Mapping[str, str]:
    """The file as it left: its name and its content."""
    found: Mapping[str, str] = orjson.loads(
        connection.scalars(select(messages.c.payload).where(messages.c.id == batch.message_id)).one()
    )
    return found


def acknowledge(connection: Connection, batch: SentBatch, state: str, occasion: Occasion) -> None:
    """The agency has the batch, whole (``acknowledged``) or not (``mismatched``)."""
    own = update(agency_batches).where(agency_batches.c.id == batch.id)
    connection.execute(own.values(state=state, acknowledged_on=occasion.business_date))
    data = {"batch": batch.id, "state": state}
    journal.record(connection, "agency.batch_acknowledged", data, occasion, account_id=batch.account_id)


def find_batch(connection: Connection, batch_id: int) -> SentBatch | None:
    """The batch of that number."""
    row = connection.execute(_joined().where(agency_batches.c.id == batch_id)).one_or_none()
    return SentBatch(**row._asdict()) if row else None


def find_unacknowledged(connection: Connection) -> list[SentBatch]:
    """Batches that reached their folder and that nobody has acknowledged, the oldest first."""
    waiting = _joined().where(agency_batches.c.state == "sent", messages.c.state.in_(_REACHED))
    return [SentBatch(**row._asdict()) for row in connection.execute(waiting.order_by(agency_batches.c.id))]


def find_batches(
    connection: Connection, *, account_id: int | None = None, agency: str = "", limit: int = 100
) -> list[SentBatch]:
    """The newest batches: of an account, of an agency, or all."""
    query = _joined().order_by(agency_batches.c.id.desc()).limit(limit)
    if account_id is not None:
        query = query.where(agency_batches.c.account_id == account_id)
    if agency:
        query = query.where(agency_batches.c.agency == agency)
    return [SentBatch(**row._asdict()) for row in connection.execute(query)]


def find_untold(connection: Connection, placement_id: int) -> list[Received]:
    """Cash that came to us on placed items, or was taken back, of which the agency knows nothing yet.

    Not what the agency passed on itself, nor what was taken back before anybody told it.
    """
    a, undone, told = applications, aliased(applications), agency_records
    known = select(told.c.id).where(told.c.application_id == a.c.id).exists()
    # Another agency's commission is not this one's to give back: it hears of the open amount alone.
    own_telling = (told.c.application_id == a.c.reverses_id) & (told.c.agency == placements.c.agency)
    tells_of_undone = select(told.c.id).where(own_telling).correlate(a, placements).exists()
    is_undone = select(undone.c.id).where(undone.c.reverses_id == a.c.id).exists()
    r = agency_remittances.c
    passed_on = select(r.id).where(or_(r.payment_id == a.c.payment_id, r.set_off_id == a.c.payment_id)).exists()
    fresh = a.c.reverses_id.is_(None) & (payments.c.clearing == "cleared") & ~is_undone
    query = (
        select(a.c.id, a.c.open_item_id, a.c.cash_minor, payments.c.received_on, a.c.reverses_id)
        .join(payments, payments.c.id == a.c.payment_id)
        .join(placement_items, placement_items.c.open_item_id == a.c.open_item_id)
        .join(placements, placements.c.id == placement_items.c.placement_id)
        .where(placements.c.id == placement_id, a.c.id > placements.c.newest_application_id, a.c.cash_minor != 0)
        .where(or_(fresh, tells_of_undone), ~known, ~passed_on)
        .order_by(a.c.id)
    )
    return [Received(*row) for row in connection.execute(query)]


def commission_told(connection: Connection, application_id: int) -> int:
    """What was promised to the agency for a payment, and goes when the payment goes."""
    c = agency_records.c
    return connection.scalar(select(c.commission_minor).where(c.application_id == application_id)) or 0


def told_without_fee(connection: Connection, placement_id: int, since: date) -> list[str]:
    """The records of payments received from a day on that were told to earn nothing."""
    c = agency_records.c
    query = (
        select(c.record_id)
        .join(applications, applications.c.id == c.application_id)
        .join(payments, payments.c.id == applications.c.payment_id)
        .where(c.placement_id == placement_id, c.commission_minor == 0, payments.c.received_on >= since)
        .order_by(c.id)
    )
    return list(connection.scalars(query))


def _joined() -> Select[Any]:
    c = agency_batches.c
    columns = (
        c.id, c.agency, c.placement_id, c.account_id, accounts.c.customer_id, accounts.c.entity, c.currency, c.kind,
        c.records, c.amount_minor, c.message_id, c.sendings, c.state, c.made_on, c.acknowledged_on,
        messages.c.handed_over_on, messages.c.state.label("message_state"), messages.c.recipient,
    )  # fmt: skip
    return select(*columns).join(accounts, accounts.c.id == c.account_id).join(messages, messages.c.id == c.message_id)

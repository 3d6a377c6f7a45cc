"""Gathers the evidence of a dispute from the ledger, and records the mail that brings it to its owner.

Must not print: the outbox does, when the mail leaves.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Connection

from workers.errors import UnreadableDocument
from workers.ledger.book.dispute_papers import Written, disputed_item, entity_of, happened_to, written_with
from workers.outbox.dispute_packet import DISPUTE
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.policy_set import PolicySet
from workers.receivables.dispute import Dispute
from workers.receivables.evidence_packet import EvidencePacket, Happening, Letter
from workers.receivables.mail import parse_mail
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion

TEMPLATE = "report/dispute"
_MAIL = re.compile(r"\bmail (\d+)")
_TEXT_LENGTH, _NOTE_LENGTH = 4_000, 600


def packet_of(
    connection: Connection, dispute: Dispute, policy: PolicySet, more: tuple[str, ...] = ()
) -> EvidencePacket:
    """What is known of a dispute today; ``more`` are documents beside the disputed one."""
    row = policy.resolution_matrix.row(dispute.code)
    came = _MAIL.search(dispute.evidence)
    letters = written_with(connection, dispute.account_id, int(came.group(1)) if came else None)
    packet = EvidencePacket(
        dispute=dispute.id,
        code=dispute.code,
        means=row.means,
        scope=dispute.scope,
        customer_id=dispute.customer_id,
        customer_name=dispute.customer_name,
        owner=dispute.owner,
        opened_on=dispute.opened_on,
        due_on=dispute.due_on,
        note=dispute.note[:_NOTE_LENGTH],
        wanted=row.evidence,
        entity=entity_of(connection, dispute.account_id),
        currency=dispute.currency or "",
        disputed=dispute.amount or 0,
        letters=tuple(map(_letter, letters)),
        documents=more,
    )
    return packet if dispute.open_item_id is None else _with_item(connection, packet, dispute.open_item_id)


def mail_owner(connection: Connection, dispute: Dispute, policy: PolicySet, occasion: Occasion) -> int | None:
    """The packet to the owner, where that is an address; a team finds its case in the queue."""
    if "@" not in dispute.owner:
        return None
    packet = packet_of(connection, dispute, policy)
    new = NewMessage(
        entity=packet.entity,
        purpose=DISPUTE,
        subject=f"dispute {dispute.id}",
        channel="email",
        recipient=dispute.owner,
        template=TEMPLATE,
        payload=packet.facts(),
        language=policy.robot.default_language,
    )
    return enqueue(connection, new, occasion)


def _with_item(connection: Connection, packet: EvidencePacket, item_id: int) -> EvidencePacket:
    item = disputed_item(connection, item_id)
    return replace(
        packet,
        currency=item.currency,
        disputed=packet.disputed or item.open,
        document_number=item.document_number,
        po_number=item.po_number,
        issue_date=item.issue_date,
        due_date=item.due_date,
        original=item.original,
        open=item.open,
        timeline=tuple(_in_words(one, item.currency) for one in happened_to(connection, item_id)),
        documents=(item.document_number, *packet.documents),
    )


def _in_words(one: Happening, currency: str) -> Happening:
    """Bookings come in minor units; notices name their channel."""
    what = one.what.replace("_", " ").replace(".", " ")
    if one.detail.lstrip("-").isdigit():
        return one._replace(what=what, detail=f"{to_decimal(int(one.detail), currency)} {currency}")
    return one._replace(what=what)


def _letter(written: Written) -> Letter:
    """What no reader understands is kept as it lies there: it belongs to the packet all the same."""
    try:
        mail = parse_mail(written.raw)
        subject, text = mail.subject, "\n\n".join(mail.texts)
    except UnreadableDocument:
        subject, text = "", written.raw.decode("utf-8", "replace")
    digest = sha256(written.raw).hexdigest()
    return Letter(written.at.date(), written.incoming, subject, text[:_TEXT_LENGTH], digest)

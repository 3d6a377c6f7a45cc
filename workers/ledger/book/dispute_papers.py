"""What happened around a disputed item, and what was written about its account: the rows behind an evidence packet.

Must not choose words. Holds personal data: mails as they came.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from workers.ledger.posting import RECEIVABLES
from workers.ledger.schema import (
    accounts,
    entries,
    mail_contents,
    message_items,
    messages,
    open_items,
    postings,
    raw_messages,
    sent_messages,
)
from workers.receivables.evidence_packet import Happening

_LEFT = ("handed_over", "delivered")
_NEWEST = 20


@dataclass(frozen=True, slots=True)
class DisputedItem:
    """The document that is disputed, as it stands."""

    entity: str
    document_number: str
    po_number: str
    currency: str
    issue_date: date
    due_date: date
    original: int
    open: int


@dataclass(frozen=True, slots=True)
class Written:
    """A mail of the account's, with all its bytes."""

    at: datetime
    incoming: bool
    raw: bytes


def disputed_item(connection: Connection, item_id: int) -> DisputedItem:
    """The item of that id."""
    c = open_items.c
    columns = (c.entity, c.document_number, c.po_number, c.currency, c.issue_date, c.due_date)
    return DisputedItem(
        *connection.execute(select(*columns, c.original_minor, c.open_minor).where(c.id == item_id)).one()
    )


def entity_of(connection: Connection, account_id: int) -> str:
    """The legal entity of ours that an account belongs to."""
    return connection.scalar(select(accounts.c.entity).where(accounts.c.id == account_id)) or ""


def happened_to(connection: Connection, item_id: int) -> list[Happening]:
    """What was booked on an item and which notices asked for it, in order."""
    return sorted([*_booked(connection, item_id), *_noticed(connection, item_id)], key=lambda one: one.on)


def written_with(connection: Connection, account_id: int, mail_id: int | None) -> list[Written]:
    """The newest mails to and from an account, oldest first, and the one that the dispute came by."""
    r, m = raw_messages.c, messages.c
    came = select(r.id, r.fetched_at, mail_contents.c.content).join(mail_contents, mail_contents.c.digest == r.digest)
    own = came.where((r.account_id == account_id) | (r.id == (mail_id or 0))).order_by(r.id.desc()).limit(_NEWEST)
    found = [Written(row.fetched_at, True, row.content) for row in connection.execute(own)]
    left = select(m.handed_over_at, sent_messages.c.content).join(sent_messages, sent_messages.c.message_id == m.id)
    ours = left.where(m.account_id == account_id, m.channel == "email", m.state.in_(_LEFT))
    newest = ours.order_by(m.id.desc()).limit(_NEWEST)
    found += [Written(at, False, zlib.decompress(content)) for at, content in connection.execute(newest)]
    return sorted(found, key=lambda one: one.at)


def _booked(connection: Connection, item_id: int) -> Iterator[Happening]:
    e, p = entries.c, postings.c
    query = select(e.business_date, e.kind, p.debit_minor).join(postings, p.entry_id == e.id)
    own: Any = query.where(p.open_item_id == item_id, p.ledger_account == RECEIVABLES).order_by(e.id)
    for on, kind, debit in connection.execute(own):
        yield Happening(on, kind, str(debit))


def _noticed(connection: Connection, item_id: int) -> Iterator[Happening]:
    m = messages.c
    query = select(m.handed_over_on, m.level_name, m.channel).join(message_items, message_items.c.message_id == m.id)
    own = query.where(message_items.c.open_item_id == item_id, m.state.in_(_LEFT)).order_by(m.id)
    for on, level, channel in connection.execute(own):
        yield Happening(on, level, channel)

"""What the customers' page keeps: deeds, each once; links that were ended early; and its items. Must not decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import messages, open_items, page_deeds, page_revocations
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion

ITEMS_MAX = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done on the page; the ``key`` is the same for the same form sent twice."""

    key: str
    account_id: int
    message_id: int
    kind: str


class PageItem(NamedTuple):
    """An open item as the page lists it; a credit memo is negative."""

    id: int
    document_number: str
    po_number: str
    due_date: date
    currency: str
    open: int

    def days_overdue(self, on: date) -> int:
        """Zero before and on its due date."""
        return max((on - self.due_date).days, 0)


def record_view(connection: Connection, account_id: int, seen: Mapping[str, Any], occasion: Occasion) -> None:
    """Whoever has the link of a message looked at an account; ``seen`` names page, message and item by number."""
    journal.record(connection, "customer_page.viewed", seen, occasion, account_id=account_id)


def record_deed(connection: Connection, deed: Deed, outcome: str, occasion: Occasion) -> None:
    """Keep a deed, in the transaction that does it."""
    values = {"key": deed.key, "account_id": deed.account_id, "message_id": deed.message_id, "kind": deed.kind}
    done = {"outcome": outcome, "done_at": occasion.at, "done_on": occasion.business_date}
    connection.execute(insert(page_deeds).values(**values, **done))
    data = {"deed": deed.kind, "outcome": outcome, "message": deed.message_id}
    journal.record(connection, "customer_page.done", data, occasion, account_id=deed.account_id)


def find_deed(connection: Connection, account_id: int, key: str) -> tuple[str, str] | None:
    """(kind, outcome) of a deed of that account."""
    c = page_deeds.c
    own = select(c.kind, c.outcome).where(c.key == key, c.account_id == account_id)
    row = connection.execute(own).one_or_none()
    return (row.kind, row.outcome) if row else None


def deeds_on(connection: Connection, account_id: int, day: date) -> int:
    """How many deeds an account's page saw on a day."""
    own = (page_deeds.c.account_id == account_id) & (page_deeds.c.done_on == day)
    return int(connection.scalar(select(func.count()).select_from(page_deeds).where(own)) or 0)


def revoke_links(connection: Connection, account_id: int, occasion: Occasion) -> None:
    """No link that was sent to this account so far opens anything again; its planned notices are planned anew."""
    supersede(connection, [account_id], "customer_page_revoked")
    newest = int(connection.scalar(select(func.max(messages.c.id)).where(messages.c.account_id == account_id)) or 0)
    values = {"through_message_id": newest, "revoked_at": occasion.at}
    fresh = insert_into(connection, page_revocations).values(account_id=account_id, **values)
    connection.execute(fresh.on_conflict_do_update(index_elements=[page_revocations.c.account_id], set_=values))
    data = {"through_message": newest}
    journal.record(connection, "customer_page.revoked", data, occasion, account_id=account_id)


def is_revoked(connection: Connection, account_id: int, message_id: int) -> bool:
    """Whether the link that a message brought was ended."""
    c = page_revocations.c
    through = connection.scalar(select(c.through_message_id).where(c.account_id == account_id))
    return through is not None and message_id <= int(through)


def was_sent_to(connection: Connection, account_id: int, message_id: int) -> bool:
    """Whether that message was about that account."""
    c = messages.c
    return connection.scalar(select(c.id).where(c.id == message_id, c.account_id == account_id)) is not None


def open_items_of(connection: Connection, account_id: int) -> Sequence[PageItem]:
    """What is open, the oldest first, up to a bound."""
    c = open_items.c
    query = _items().where(c.account_id == account_id, c.open_minor != 0).order_by(c.due_date, c.id)
    return [PageItem(*row) for row in connection.execute(query.limit(ITEMS_MAX))]


def open_item_of(connection: Connection, account_id: int, item_id: int) -> PageItem | None:
    """One open item of that account, and of no other."""
    c = open_items.c
    query = _items().where(c.account_id == account_id, c.id == item_id, c.open_minor != 0)
    row = connection.execute(query).one_or_none()
    return PageItem(*row) if row else None


def open_sums_of(connection: Connection, account_id: int, on: date) -> list[tuple[str, int, int]]:
    """(currency, what is open in all, what of it is overdue), credit memos taken off."""
    c = open_items.c
    overdue = func.sum(c.open_minor).filter(c.due_date < on)
    query = select(c.currency, func.sum(c.open_minor), func.coalesce(overdue, 0))
    grouped = query.where(c.account_id == account_id, c.open_minor != 0).group_by(c.currency)
    return [(row[0], int(row[1]), int(row[2])) for row in connection.execute(grouped.order_by(c.currency))]


def _items() -> Any:
    c = open_items.c
    return select(c.id, c.document_number, c.po_number, c.due_date, c.currency, c.open_minor)

"""What an account owes, item by item: the invoices that may be arranged. Must not decide which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from workers.ledger.schema import disputes, open_items, payments
from workers.ledger.sql.among import among
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.dispute import LIVE


class OwedItem(NamedTuple):
    """An open item with debt."""

    id: int
    document_number: str
    currency: str
    due_date: date
    open: int


def overdue_items(connection: Connection, account_id: int, currency: str, as_of: date) -> list[OwedItem]:
    """Everything overdue of an account, the oldest first; what we charged ourselves stands apart."""
    c = open_items.c
    reported = (c.currency == currency) & (c.system != OUR_SYSTEM) & (c.due_date < as_of)
    return _items(connection, account_id, reported)


def items_by_id(connection: Connection, account_id: int, ids: Sequence[int]) -> list[OwedItem]:
    """These items of the account, as far as anything of them is open, the oldest first."""
    return _items(connection, account_id, among(open_items.c.id, ids))


def disputes_over(connection: Connection, account_id: int, ids: Sequence[int]) -> list[tuple[int, str | None]]:
    """(id, document or None) of each live dispute of these items, or of the whole account."""
    c = disputes.c
    columns = select(c.id, open_items.c.document_number).outerjoin(open_items, open_items.c.id == c.open_item_id)
    concerned = c.open_item_id.is_(None) | among(c.open_item_id, ids)
    live = columns.where(c.account_id == account_id, c.state.in_(LIVE), concerned)
    return [(row.id, row.document_number) for row in connection.execute(live.order_by(c.id))]


def loose_cash(connection: Connection, account_id: int, currency: str) -> int:
    """Cash of the account that lies without a purpose."""
    c = payments.c
    own = (c.account_id == account_id) & (c.currency == currency) & (c.clearing != "reversed")
    return int(connection.scalar(select(func.coalesce(func.sum(c.on_account_minor), 0)).where(own)) or 0)


def _items(connection: Connection, account_id: int, which: ColumnElement[bool]) -> list[OwedItem]:
    c = open_items.c
    columns = select(c.id, c.document_number, c.currency, c.due_date, c.open_minor)
    owed = columns.where(c.account_id == account_id, c.open_minor > 0, which)
    return [OwedItem(*row) for row in connection.execute(owed.order_by(c.due_date, c.id))]

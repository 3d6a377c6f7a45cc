"""What a promise without figures promises: everything the writer was asked for. Must not take the promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from workers.ledger.book.standing_rows import on_account_cash
from workers.ledger.schema import open_items


def promised_amounts(
    connection: Connection, account_id: int, items: Sequence[int], as_of: date, promised_on: date
) -> list[tuple[str, int | None, int]]:
    """(currency, item or None, amount): what is open of each item named, else per currency what is overdue, net of
    credit; where nothing is overdue yet, what falls due by the promised day.
    """
    c = open_items.c
    if items:
        named = select(c.currency, c.id, c.open_minor).where(c.id.in_(list(items)), c.open_minor > 0).order_by(c.id)
        return [(currency, item, amount) for currency, item, amount in connection.execute(named)]
    credit = _credit(connection, account_id)
    for due in (c.due_date < as_of, c.due_date <= promised_on):
        owed = select(c.currency, func.sum(c.open_minor)).where(c.account_id == account_id, c.open_minor > 0, due)
        rows = connection.execute(owed.group_by(c.currency).order_by(c.currency)).all()
        found: list[tuple[str, int | None, int]] = [
            (currency, None, int(total) - credit.get(currency, 0)) for currency, total in rows
        ]
        if found := [one for one in found if one[2] > 0]:
            return found
    return []


def _credit(connection: Connection, account_id: int) -> dict[str, int]:
    """On-account cash and open credit memos, by currency."""
    c = open_items.c
    memos = select(c.currency, func.sum(c.open_minor)).where(c.account_id == account_id, c.open_minor < 0)
    credit = {currency: -int(total) for currency, total in connection.execute(memos.group_by(c.currency))}
    for (_, currency), amount in on_account_cash(connection, [account_id]).items():
        credit[currency] = credit.get(currency, 0) + amount
    return credit

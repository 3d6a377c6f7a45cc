"""What the system of record did since a credit was asked for: the item fell, or a credit memo came; each counts once.

Must not decide whether that is the credit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from workers.ledger.importing.book import KIND as IMPORTED
from workers.ledger.posting import RECEIVABLES
from workers.ledger.schema import disputes, entries, open_items, postings

_c, _p, _e, _i = disputes.c, postings.c, entries.c, open_items.c


def reported_credit(connection: Connection, dispute_id: int) -> tuple[int, tuple[int, ...]]:
    """By how much the item fell, and new credit memos, without those with which another dispute was credited."""
    own = connection.execute(select(disputes).where(_c.id == dispute_id)).one()
    fallen, memos = _fallen(connection, own), _memos(connection, own)
    for other in connection.execute(_credited_beside(own)):
        if _fallen(connection, other, until=other.closed_at) < other.credit_minor:
            taken = _memos(connection, own, other, until=other.closed_at)
            if other.credit_minor in taken and other.credit_minor in memos:
                memos.remove(other.credit_minor)
        elif other.open_item_id == own.open_item_id:
            fallen -= min(_fallen(connection, own, other, until=other.closed_at), other.credit_minor)
    return fallen, tuple(memos)


def _credited_beside(own: Row[Any]) -> Select[Any]:
    """The disputes of the same account and currency that were credited."""
    others = select(disputes).where(_c.account_id == own.account_id, _c.id != own.id, _c.currency == own.currency)
    return others.where(_c.state == "credited", _c.newest_entry_id.is_not(None)).order_by(_c.id)


def _fallen(connection: Connection, *asked: Row[Any], until: datetime | None = None) -> int:
    """By how much the first one's item fell after all of these were asked for."""
    query = select(func.coalesce(-func.sum(_p.debit_minor), 0)).join(entries, _e.id == _p.entry_id)
    query = query.where(_p.open_item_id == asked[0].open_item_id, _p.ledger_account == RECEIVABLES)
    reported = query.where(_e.id > max(one.newest_entry_id or 0 for one in asked), _e.kind == IMPORTED)
    return int(connection.scalar(reported if until is None else reported.where(_e.booked_at <= until)) or 0)


def _memos(connection: Connection, *asked: Row[Any], until: datetime | None = None) -> list[int]:
    """The amounts of the account's credit memos that came after all of these were asked for."""
    newest = max(one.newest_item_id or 0 for one in asked)
    query = select(_i.original_minor).where(_i.account_id == asked[0].account_id, _i.id > newest)
    fresh = query.where(_i.document_type == "credit_memo", _i.currency == asked[0].currency)
    if until is not None:
        by_then = select(_p.entry_id).join(entries, _e.id == _p.entry_id).where(_e.booked_at <= until)
        fresh = fresh.where(by_then.where(_p.open_item_id == _i.id).exists())
    return [-amount for amount in connection.scalars(fresh)]

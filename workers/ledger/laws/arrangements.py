"""Law 2 from the side of arrangements: the sum agreed and what was let off close the items together, and no more was.

Judged by the postings, as of the entry that let it off: what happened later changes nothing about it. Must not repair.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select

from workers.ledger.laws.law import Broken, Finding, Hearing, found
from workers.ledger.posting import RECEIVABLES, SETTLEMENTS
from workers.ledger.schema import arrangement_items, arrangements, entries, postings


def settlements_close_their_items(hearing: Hearing) -> Finding:
    """An entry that lets something off closes all of its arrangement's items, and lets no more off than was agreed."""
    checked = select(func.count()).select_from(arrangements).where(arrangements.c.entry_id.is_not(None))
    broken = (*_too_much(hearing), *_left_open(hearing), *_unagreed(hearing))
    return found(int(hearing.connection.scalar(checked) or 0), broken)


def _too_much(hearing: Hearing) -> Iterator[Broken]:
    a, p = arrangements.c, postings.c
    let_off = func.sum(p.debit_minor).label("let_off")
    joined = arrangements.join(postings, and_(p.entry_id == a.entry_id, p.ledger_account == SETTLEMENTS))
    query = select(a.id, a.account_id, a.balance_minor, a.agreed_minor, let_off).select_from(joined)
    grouped = query.group_by(a.id, a.account_id, a.balance_minor, a.agreed_minor)
    for row in hearing.connection.execute(grouped.having(let_off > a.balance_minor - a.agreed_minor).order_by(a.id)):
        agreed = row.balance_minor - row.agreed_minor
        yield f"arrangement {row.id}", f"{row.let_off} was let off, agreed was {agreed}", row.account_id


def _left_open(hearing: Hearing) -> Iterator[Broken]:
    """By the postings up to the entry itself."""
    a, c, p = arrangements.c, arrangement_items.c, postings.c
    on_item = and_(p.open_item_id == c.open_item_id, p.ledger_account == RECEIVABLES, p.entry_id <= a.entry_id)
    left = func.sum(p.debit_minor).label("left")
    joined = arrangements.join(arrangement_items, c.arrangement_id == a.id).join(postings, on_item)
    query = select(a.id, a.account_id, c.open_item_id, left).select_from(joined)
    grouped = query.group_by(a.id, a.account_id, c.open_item_id).having(left != 0)
    for row in hearing.connection.execute(grouped.order_by(a.id, c.open_item_id)):
        yield f"arrangement {row.id}", f"left {row.left} open of item {row.open_item_id}", row.account_id


def _unagreed(hearing: Hearing) -> Iterator[Broken]:
    e, p = entries.c, postings.c
    agreed = select(arrangements.c.entry_id).where(arrangements.c.entry_id.is_not(None))
    stray = ~or_(e.id.in_(agreed), and_(e.reverses_id.is_not(None), e.reverses_id.in_(agreed)))
    query = select(e.id, e.account_id).join(postings, p.entry_id == e.id).where(p.ledger_account == SETTLEMENTS, stray)
    for row in hearing.connection.execute(query.distinct().order_by(e.id)):
        yield f"entry {row.id}", "lets something off without an arrangement", row.account_id

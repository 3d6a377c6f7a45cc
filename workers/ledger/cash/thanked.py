"""Which payments a customer may be thanked for: those whose money is in the bank and pays for something.

An advice that no bank line confirmed is no receipt. Must not decide whom to write to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from workers.ledger.schema import applications, entries, open_items, payments, postings
from workers.ledger.sql.among import among

_HAPPENED = ("payment.applied", "payment.cleared")


@dataclass(frozen=True, slots=True)
class AppliedReceipt:
    """Money of a customer that arrived and was applied; ``documents`` are (document number, cash)."""

    payment_id: int
    account_id: int
    currency: str
    amount: int
    received_on: date
    documents: tuple[tuple[str, int], ...]


def applied_since(connection: Connection, since: date) -> list[int]:
    """Payments that were applied, or whose bank line came, on that day or later."""
    joined = postings.join(entries, entries.c.id == postings.c.entry_id)
    booked = select(postings.c.payment_id).select_from(joined).distinct().order_by(postings.c.payment_id)
    recent = booked.where(entries.c.kind.in_(_HAPPENED), entries.c.business_date >= since)
    return [number for number in connection.scalars(recent) if number is not None]


def load_receipts(connection: Connection, payment_ids: Sequence[int]) -> list[AppliedReceipt]:
    """Those of these payments for which thanks are due as things stand."""
    ids, p = list(payment_ids), payments.c
    arrived = (p.clearing == "cleared") & p.account_id.is_not(None) & (p.amount_minor > 0)
    query = select(p.id, p.account_id, p.currency, p.amount_minor, p.received_on).where(among(p.id, ids), arrived)
    paid = _documents(connection, ids)
    return [AppliedReceipt(*row, paid[row.id]) for row in connection.execute(query.order_by(p.id)) if row.id in paid]


def _documents(connection: Connection, ids: list[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    """What each payment pays for now: a reversed application adds up to nothing."""
    a, i = applications.c, open_items.c
    cash = func.sum(a.cash_minor)
    query = select(a.payment_id, i.document_number, cash.label("cash")).join(open_items, i.id == a.open_item_id)
    standing = query.where(among(a.payment_id, ids)).group_by(a.payment_id, i.id, i.document_number).having(cash != 0)
    found: dict[int, Any] = {}
    for row in connection.execute(standing.order_by(a.payment_id, i.id)):
        found[row.payment_id] = (*found.get(row.payment_id, ()), (row.document_number, int(row.cash)))
    return found

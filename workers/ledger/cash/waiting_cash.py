"""Cash that came and is not applied: unidentified, or on account of a customer. Must not say what it is for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workers.ledger.schema import accounts, bank_lines, open_items, payments
from workers.ledger.sql.among import among
from workers.receivables.open_item import OpenItem

_MOST_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class WaitingCash:
    """What is left of a payment, with the bank's words; no customer while nobody knows who paid."""

    payment_id: int
    entity: str
    customer_id: str | None
    currency: str
    amount: int
    received_on: date
    payer: str
    reference: str


def find_waiting_cash(connection: Connection) -> list[WaitingCash]:
    """All cash that waits, the oldest first."""
    p, b = payments.c, bank_lines.c
    held = p.unidentified_minor + p.on_account_minor
    columns = select(p.id, p.entity, accounts.c.customer_id, p.currency, held, p.received_on, b.payer, b.reference)
    joined = columns.select_from(payments).outerjoin(accounts, accounts.c.id == p.account_id)
    query = joined.outerjoin(bank_lines, b.payment_id == p.id).where(held != 0).order_by(p.received_on, p.id, b.id)
    found = {row[0]: WaitingCash(*row[:6], row[6] or "", row[7] or "") for row in connection.execute(query)}
    return list(found.values())


def find_items_of_amounts(connection: Connection, entity: str, amounts: Collection[int]) -> list[OpenItem]:
    """Open documents of any customer whose open amount is among these; the first thousand."""
    c = open_items.c
    columns = select(
        c.id, accounts.c.customer_id, c.document_type, c.document_number, c.issue_date, c.due_date, c.currency,
        c.original_minor, c.open_minor, c.po_number, c.discount_terms,
    ).join(accounts, accounts.c.id == c.account_id)  # fmt: skip
    wanted = (c.open_minor != 0) & (c.entity == entity) & among(c.open_minor, sorted(amounts))
    return [OpenItem(*row) for row in connection.execute(columns.where(wanted).order_by(c.id).limit(_MOST_ITEMS))]

"""Deductions in the ledger: kept with the advice that took them, listed, and decided by a person.

Nothing is posted here: an accepted deduction is credited by the system of record, a rejected one is simply still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.cash.applications import lock_accounts
from workers.ledger.schema import accounts, advices, deductions, open_items
from workers.receivables.deduction import Deduction, State
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class NewDeduction:
    """What an advice leaves out of one document, and under which code and by when it is to be decided."""

    advice_id: int
    item_id: int
    amount: int
    code: str
    reason: str
    taken_on: date
    due_on: date


def add_deduction(connection: Connection, new: NewDeduction, occasion: Occasion) -> int:
    """Keep a deduction with the document it was taken from; the caller holds the lock on that document's account."""
    item = connection.execute(
        select(open_items.c.account_id, open_items.c.currency).where(open_items.c.id == new.item_id)
    ).one()
    values = {
        "account_id": item.account_id,
        "open_item_id": new.item_id,
        "advice_id": new.advice_id,
        "currency": item.currency,
        "amount_minor": new.amount,
        "code": new.code,
        "reason": new.reason,
        "taken_on": new.taken_on,
        "due_on": new.due_on,
    }
    deduction_id = int(connection.execute(insert(deductions).values(values).returning(deductions.c.id)).scalar_one())
    data = {"deduction": deduction_id, "item": new.item_id, "advice": new.advice_id, "amount_minor": new.amount}
    journal.record(connection, "deduction.taken", data, occasion, account_id=item.account_id)
    return deduction_id


def find_deductions(connection: Connection, state: State | None = None, customer_id: str = "") -> list[Deduction]:
    """Deductions, the first due first; those are left out whose advice was taken back.

    An open one whose document is settled by now has been answered by its payer, and is left out as well.
    """
    query = _joined().where(advices.c.state != "reversed")
    if state is not None:
        query = query.where(deductions.c.state == state)
    if state == "open":
        query = query.where(open_items.c.open_minor != 0)
    if customer_id:
        query = query.where(accounts.c.customer_id == customer_id)
    found = query.order_by(deductions.c.due_on, deductions.c.id)
    return [_deduction(row) for row in connection.execute(found)]


def code_deduction(connection: Connection, deduction_id: int, code: str, occasion: Occasion) -> Deduction:
    """A person says which code a deduction has; raises `UserError` when there is none, or it is decided."""
    c = deductions.c
    account_id = connection.scalar(select(c.account_id).where(c.id == deduction_id))
    if account_id is None:
        raise UserError(f"there is no deduction {deduction_id}: `collectbot deductions list` shows them")
    lock_accounts(connection, [account_id])
    undecided = update(deductions).where(c.id == deduction_id, c.state == "open")
    if not connection.execute(undecided.values(code=code, coded_by=occasion.actor)).rowcount:
        raise UserError(f"deduction {deduction_id} is decided already: its code stays")
    data = {"deduction": deduction_id, "code": code}
    journal.record(connection, "deduction.coded", data, occasion, account_id=account_id)
    return _deduction(connection.execute(_joined().where(c.id == deduction_id)).one())


def decide_deduction(
    connection: Connection, deduction_id: int, decision: State, note: str, occasion: Occasion
) -> Deduction:
    """Accept or reject a deduction that is still open; raises `UserError` when it is not."""
    c = deductions.c
    account_id = connection.scalar(select(c.account_id).where(c.id == deduction_id))
    if account_id is None:
        raise UserError(f"there is no deduction {deduction_id}: `collectbot deductions list` shows them")
    lock_accounts(connection, [account_id])
    values = {"state": decision, "decided_by": occasion.actor, "decided_at": occasion.at, "note": note}
    undecided = update(deductions).where(c.id == deduction_id, c.state == "open").values(values)
    if not connection.execute(undecided).rowcount:
        state = connection.scalar(select(c.state).where(c.id == deduction_id))
        raise UserError(f"deduction {deduction_id} is {state} already")
    data = {"deduction": deduction_id, "state": decision}
    journal.record(connection, "deduction.decided", data, occasion, account_id=account_id)
    return _deduction(connection.execute(_joined().where(c.id == deduction_id)).one())


def _joined() -> Select[Any]:
    d = deductions.c
    columns = select(
        d.id, accounts.c.customer_id, open_items.c.document_number, d.currency, d.amount_minor.label("amount"), d.code,
        d.reason, d.state, d.taken_on, d.due_on, open_items.c.open_minor.label("open"), advices.c.payer_reference,
    )  # fmt: skip
    return (
        columns.select_from(deductions)
        .join(open_items, open_items.c.id == d.open_item_id)
        .join(accounts, accounts.c.id == d.account_id)
        .join(advices, advices.c.id == d.advice_id)
    )


def _deduction(row: Row[Any]) -> Deduction:
    return Deduction(**row._asdict())

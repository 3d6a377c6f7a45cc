"""Cheques and cards taken on delivery: money only once they are cleared. Must not post; `workers.remittance.cod` does.

registered -> cleared -> returned, or registered -> returned. After a return the account's next delivery on payment is
on hold until a person releases it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, insert, select, update

from workers.ledger import journal
from workers.ledger.cash.applications import Share, share_rows
from workers.ledger.schema import accounts, cod_receipts, customers
from workers.receivables.occasion import Occasion

Kind = Literal["cheque", "card"]
State = Literal["registered", "cleared", "returned"]


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A cheque or a card payment that a driver or a till took, and the items it is for."""

    entity: str
    account_id: int
    kind: str
    number: str
    currency: str
    amount: int
    received_on: date
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it stands; ``payment_id`` once its money is posted."""

    id: int
    entity: str
    account_id: int
    customer_id: str
    customer_name: str
    kind: str
    number: str
    currency: str
    amount: int
    received_on: date
    state: str
    shares: tuple[Share, ...]
    payment_id: int | None
    bank_line_id: int | None
    reason: str


def add_receipt(connection: Connection, new: NewReceipt, occasion: Occasion) -> int:
    """Keep a receipt; the database refuses the same number of the same account while it waits."""
    values = {
        "entity": new.entity,
        "account_id": new.account_id,
        "kind": new.kind,
        "number": new.number,
        "currency": new.currency,
        "amount_minor": new.amount,
        "received_on": new.received_on,
        "state": "registered",
        "shares": share_rows(new.shares),
        "actor": occasion.actor,
        "registered_at": occasion.at,
    }
    insertion = insert(cod_receipts).values(values).returning(cod_receipts.c.id)
    receipt_id = int(connection.execute(insertion).scalar_one())
    _journal(
        connection, "cod.registered", new.account_id, {"receipt": receipt_id, "amount_minor": new.amount}, occasion
    )
    return receipt_id


def find_receipt(connection: Connection, receipt_id: int) -> Receipt | None:
    """The receipt of that id."""
    row = connection.execute(_joined().where(cod_receipts.c.id == receipt_id)).one_or_none()
    return _receipt(row) if row else None


def find_receipts(connection: Connection, state: str | None = None) -> list[Receipt]:
    """All receipts, or those of a state, oldest first."""
    query = _joined().order_by(cod_receipts.c.received_on, cod_receipts.c.id)
    rows = connection.execute(query if state is None else query.where(cod_receipts.c.state == state))
    return [_receipt(row) for row in rows]


def find_awaiting(connection: Connection, entity: str, currency: str, amount: int) -> list[Receipt]:
    """Receipts of that amount whose bank line has not come, cleared by a person or not."""
    c = cod_receipts.c
    same = (c.entity == entity) & (c.currency == currency) & (c.amount_minor == amount)
    waiting = c.state.in_(("registered", "cleared")) & c.bank_line_id.is_(None)
    return [_receipt(row) for row in connection.execute(_joined().where(same, waiting).order_by(c.id))]


def settle_receipt(connection: Connection, receipt: Receipt, state: State, occasion: Occasion, **values: Any) -> None:
    """A receipt went on; ``values`` are its payment, its bank line or the reason of its return."""
    own = cod_receipts.c.id == receipt.id
    connection.execute(update(cod_receipts).where(own).values(state=state, settled_at=occasion.at, **values))
    _journal(connection, f"cod.{state}", receipt.account_id, {"receipt": receipt.id, **values}, occasion)


def return_of_payment(connection: Connection, payment_id: int, reason: str, occasion: Occasion) -> None:
    """The payment of a receipt came back, and so did the cheque or the card."""
    for row in connection.execute(_joined().where(cod_receipts.c.payment_id == payment_id)).all():
        settle_receipt(connection, _receipt(row), "returned", occasion, reason=reason)


def number_of_payment(connection: Connection, payment_id: int) -> str:
    """The cheque's or the card's number behind a payment; empty where there is none."""
    query = select(cod_receipts.c.number).where(cod_receipts.c.payment_id == payment_id).limit(1)
    return connection.scalar(query) or ""


def find_hold(connection: Connection, account_id: int) -> Receipt | None:
    """The return for which the account's next delivery on payment is on hold, if one is."""
    c = cod_receipts.c
    held = (c.account_id == account_id) & (c.state == "returned") & c.released_at.is_(None)
    row = connection.execute(_joined().where(held).order_by(c.id).limit(1)).one_or_none()
    return _receipt(row) if row else None


def release_hold(connection: Connection, account_id: int, occasion: Occasion) -> int:
    """A person lets the account pay on delivery again; returns how many returns that settles."""
    c = cod_receipts.c
    held = (c.account_id == account_id) & (c.state == "returned") & c.released_at.is_(None)
    freed = update(cod_receipts).where(held).values(released_by=occasion.actor, released_at=occasion.at)
    ids = list(connection.scalars(freed.returning(c.id)))
    if ids:
        _journal(connection, "cod.released", account_id, {"receipts": ids}, occasion)
    return len(ids)


def _joined() -> Select[Any]:
    c = cod_receipts.c
    columns = select(
        c.id, c.entity, c.account_id, accounts.c.customer_id, customers.c.name.label("customer_name"), c.kind,
        c.number, c.currency, c.amount_minor.label("amount"), c.received_on, c.state, c.shares, c.payment_id,
        c.bank_line_id, c.reason,
    )  # fmt: skip
    joined = columns.join(accounts, accounts.c.id == c.account_id)
    return joined.join(customers, customers.c.id == accounts.c.customer_id)


def _receipt(row: Row[Any]) -> Receipt:
    fields = row._asdict()
    return Receipt(**{**fields, "shares": tuple(Share(*share) for share in fields["shares"])})


def _journal(connection: Connection, kind: str, account_id: int, data: Mapping[str, Any], occasion: Occasion) -> None:
    journal.record(connection, kind, dict(data), occasion, account_id=account_id)

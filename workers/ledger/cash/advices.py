"""Remittance advices in the ledger: every judged payment of every mail, with the facts and the decision it got.

A row per announced payment. Must not judge; what an advice means is decided in `workers.remittance`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, insert, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.standing_rows import items_named
from workers.ledger.cash.applications import Share
from workers.ledger.schema import accounts, advices, customers, holds, open_items, payments
from workers.ledger.sql.among import among
from workers.receivables.occasion import Occasion

_STREAM = "advices"
State = Literal["announced", "posted", "cleared", "reversed", "case", "duplicate"]


@dataclass(frozen=True, slots=True)
class NewAdvice:
    """One announced payment and what was decided about it; ``facts`` and ``decision`` are JSON documents.

    ``duplicate_key`` is empty for an advice that was seen before, so that the first one keeps the key.
    """

    raw_message_id: int | None
    entity: str
    payer_id: str | None
    state: State
    payment_date: date | None = None
    currency: str | None = None
    amount_minor: int | None = None
    payer_reference: str = ""
    duplicate_key: str = ""
    payment_id: int | None = None
    facts: Mapping[str, Any] | None = None
    decision: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """An announced payment as it stands, with the items it names; ``account_id`` is the payer's account."""

    id: int
    entity: str
    payer_id: str
    account_id: int
    payer_name: str
    state: str
    payment_date: date | None
    currency: str
    amount_minor: int
    payer_reference: str
    shares: tuple[Share, ...]
    payment_id: int | None
    decided_at: datetime
    raw_message_id: int | None


def add_advice(connection: Connection, new: NewAdvice, occasion: Occasion) -> int:
    """Keep a judged advice; the database refuses a second one with the same duplicate key."""
    values = {
        "raw_message_id": new.raw_message_id,
        "entity": new.entity,
        "payer_id": new.payer_id,
        "state": new.state,
        "payment_date": new.payment_date,
        "currency": new.currency,
        "amount_minor": new.amount_minor,
        "payer_reference": new.payer_reference,
        "duplicate_key": new.duplicate_key or None,
        "payment_id": new.payment_id,
        "facts": new.facts,
        "decision": new.decision,
        "policy_hash": occasion.policy_hash,
        "decided_at": occasion.at,
    }
    return int(connection.execute(insert(advices).values(values).returning(advices.c.id)).scalar_one())


def record_judgement(
    connection: Connection, advice_id: int, state: State, account_id: int | None, occasion: Occasion
) -> None:
    """Journal how an advice was judged; what its payment does is journalled with the payment."""
    data = {"advice": advice_id, "state": state}
    source = "" if account_id is not None else _STREAM
    journal.record(connection, "advice.judged", data, occasion, account_id=account_id, source=source)


def settle_advice(connection: Connection, advice_id: int, state: State, payment_id: int | None = None) -> None:
    """An advice went on: posted, cleared by its bank line, or a case; its payment is kept once it has one.

    While it is announced nobody is dunned whose items it names, nor its payer: what was planned becomes wrong, and so
    does waiting when it goes on.
    """
    c = advices.c
    before = connection.execute(select(c.state, c.payer_id, c.decision).where(c.id == advice_id)).one()
    if before.payer_id is not None and "announced" in (before.state, state):
        payers = select(accounts.c.id).where(accounts.c.customer_id == before.payer_id)
        owners = select(open_items.c.account_id).where(among(open_items.c.id, items_named(before.decision)))
        supersede(connection, connection.scalars(payers.union(owners)).all(), f"advice_{state}")
    values: dict[str, Any] = {"state": state}
    if payment_id is not None:
        values["payment_id"] = payment_id
    connection.execute(update(advices).where(advices.c.id == advice_id).values(values))


def reverse_advice_of(connection: Connection, payment_id: int, *, locked: bool) -> None:
    """The payment of an advice was taken back; ``locked`` when a person did it: the robot never posts it again."""
    own = advices.c.payment_id == payment_id
    connection.execute(update(advices).where(own).values(state="reversed", locked=locked))


def find_advice(connection: Connection, advice_id: int) -> Advice:
    """The advice of that id."""
    return _advice(connection.execute(_joined().where(advices.c.id == advice_id)).one())


def find_waiting(connection: Connection, entity: str, currency: str, amount: int) -> list[Advice]:
    """Advices of that amount that only a bank line can post: announced, or taken back or given up for want of one."""
    c = advices.c
    unposted = c.state.in_(("announced", "reversed")) | ((c.state == "case") & c.payment_id.is_(None))
    same = (c.entity == entity) & (c.currency == currency) & (c.amount_minor == amount) & c.locked.is_(False)
    found = [_advice(row) for row in connection.execute(_joined().where(unposted, same).order_by(c.id))]
    return [advice for advice in found if advice.shares]


def find_unpaid_of(connection: Connection, entity: str, currency: str, payer_ids: Iterable[str]) -> list[Advice]:
    """Advices of these payers, of whatever amount, whose money the bank has not brought: posted in transit or not."""
    c = advices.c
    moving = select(payments.c.id).where(payments.c.id == c.payment_id, payments.c.clearing == "in_transit")
    posted = (c.state == "posted") & moving.exists()
    unposted = c.state.in_(("announced", "reversed")) | ((c.state == "case") & c.payment_id.is_(None))
    own = (c.entity == entity) & (c.currency == currency) & c.payer_id.in_(sorted(set(payer_ids)))
    query = _joined().where(own, c.amount_minor > 0, c.locked.is_(False), posted | unposted).order_by(c.id)
    return [advice for advice in map(_advice, connection.execute(query)) if advice.shares]


def find_unpaid_of_account(connection: Connection, account_id: int, currency: str) -> list[Advice]:
    """The same of one account."""
    own = connection.execute(select(accounts.c.entity, accounts.c.customer_id).where(accounts.c.id == account_id)).one()
    return find_unpaid_of(connection, own.entity, currency, [own.customer_id])


def find_announced(connection: Connection) -> list[Advice]:
    """All advices that wait for a bank line before anything is posted, oldest first."""
    return [
        _advice(row)
        for row in connection.execute(_joined().where(advices.c.state == "announced").order_by(advices.c.id))
    ]


def find_advice_of(connection: Connection, payment_id: int) -> Advice | None:
    """The newest advice that names this payment."""
    query = _joined().where(advices.c.payment_id == payment_id).order_by(advices.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _advice(row) if row else None


def must_wait_for_the_bank(connection: Connection, account_id: int) -> bool:
    """Whether an advice of this payer went without its bank line, and nobody has lifted the hold since."""
    own = (holds.c.account_id == account_id) & (holds.c.kind == "remittance")
    return connection.scalar(select(holds.c.id).where(own, holds.c.lifted_at.is_(None)).limit(1)) is not None


def _joined() -> Select[Any]:
    c = advices.c
    columns = select(
        c.id, c.entity, c.payer_id, accounts.c.id.label("account_id"), customers.c.name.label("payer_name"), c.state,
        c.payment_date, c.currency, c.amount_minor, c.payer_reference, c.decision, c.payment_id, c.decided_at,
        c.raw_message_id,
    )  # fmt: skip
    owned = (accounts.c.customer_id == c.payer_id) & (accounts.c.entity == c.entity)
    return columns.select_from(advices).join(accounts, owned).join(customers, customers.c.id == c.payer_id)


def _advice(row: Row[Any]) -> Advice:
    fields = row._asdict()
    shares = (fields.pop("decision") or {}).get("shares", [])
    return Advice(**fields, shares=tuple(Share(*share) for share in shares))

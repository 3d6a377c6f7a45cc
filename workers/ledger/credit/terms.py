"""Limits and terms of accounts by currency: who set them, who agreed, and when they are looked at again.

Must not decide who may set one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from workers.ledger import journal
from workers.ledger.credit.owing import Owing, currencies_of
from workers.ledger.schema import accounts, credit_terms
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """An account's limit in one currency (None: nobody set one) and how it pays: ``open`` or ``cod``."""

    account_id: int
    entity: str
    customer_id: str
    currency: str
    limit_minor: int | None
    terms: str
    review_on: date
    reason: str
    set_by: str
    agreed_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What somebody wants set, who asked, and who agreed where that took a second person."""

    account_id: int
    currency: str
    limit_minor: int | None
    terms: str
    review_on: date
    reason: str
    asked_by: str
    agreed_by: str = ""


def find_terms(connection: Connection, account_id: int, currency: str) -> CreditTerms | None:
    """What people set for an account in a currency."""
    own = _columns().where(credit_terms.c.account_id == account_id, credit_terms.c.currency == currency)
    row = connection.execute(own).one_or_none()
    return CreditTerms(*row) if row else None


def find_all_terms(
    connection: Connection, *, account_id: int | None = None, due_by: date | None = None
) -> list[CreditTerms]:
    """Everything that people set; of one account, or of those to be looked at again by a day."""
    query = _columns().order_by(credit_terms.c.review_on, credit_terms.c.account_id, credit_terms.c.currency)
    query = query if account_id is None else query.where(credit_terms.c.account_id == account_id)
    query = query if due_by is None else query.where(credit_terms.c.review_on <= due_by)
    return [CreditTerms(*row) for row in connection.execute(query)]


def set_terms(connection: Connection, new: NewTerms, occasion: Occasion) -> None:
    """Set or replace an account's limit and terms; the journal keeps what they were."""
    before = find_terms(connection, new.account_id, new.currency)
    key = {"account_id": new.account_id, "currency": new.currency}
    values = {
        "limit_minor": new.limit_minor,
        "terms": new.terms,
        "review_on": new.review_on,
        "reason": new.reason,
        "set_by": new.asked_by,
        "agreed_by": new.agreed_by,
        "set_at": occasion.at,
    }
    row = insert_into(connection, credit_terms).values(**key, **values)
    connection.execute(
        row.on_conflict_do_update(index_elements=[credit_terms.c.account_id, credit_terms.c.currency], set_=values)
    )
    was = {"limit": before.limit_minor, "terms": before.terms} if before else None
    told = {"limit": new.limit_minor, "terms": new.terms, "review_on": new.review_on, "asked_by": new.asked_by}
    data = {"currency": new.currency, "was": was, **told}
    journal.record(connection, "credit.terms_set", data, occasion, account_id=new.account_id)


def prolong_terms(connection: Connection, known: CreditTerms, review_on: date, occasion: Occasion) -> None:
    """The same limit and terms until another day."""
    c = credit_terms.c
    own = (c.account_id == known.account_id) & (c.currency == known.currency)
    connection.execute(update(credit_terms).where(own).values(review_on=review_on))
    data = {"currency": known.currency, "review_on": review_on}
    journal.record(connection, "credit.terms_renewed", data, occasion, account_id=known.account_id)


def limit_in_force(connection: Connection, owing: Owing, currency: str) -> int | None:
    """The limit that somebody set: here, else in the system of record.

    That one names no currency, so that it counts only where all documents of the account are in one.
    """
    terms = find_terms(connection, owing.account_id, currency)
    if terms is not None:
        return terms.limit_minor
    if owing.reported_limit is None or currencies_of(connection, owing.account_id) - {currency}:
        return None
    return owing.reported_limit


def pays_on_delivery(connection: Connection, account_id: int) -> bool:
    """Whether the account gets nothing on credit, whatever the currency."""
    own = (credit_terms.c.account_id == account_id) & (credit_terms.c.terms == "cod")
    return connection.scalar(select(credit_terms.c.account_id).where(own).limit(1)) is not None


def _columns() -> Select[tuple[Any, ...]]:
    c, named = credit_terms.c, {"entity": accounts.c.entity, "customer_id": accounts.c.customer_id}
    columns = [named[name] if name in named else c[name] for name in CreditTerms.__dataclass_fields__]
    return select(*columns).join(accounts, accounts.c.id == c.account_id)

"""Limits and terms of accounts by currency: who set them, who agreed, when they are looked at again, and breaches.

Must not decide who may set one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from workers.ledger.credit.owing import Owing, currencies_of
from workers.ledger.schema import accounts, credit_terms


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
    breached_on: date | None


def find_terms(connection: Connection, account_id: int, currency: str) -> CreditTerms | None:
    """What people set for an account in a currency."""
    own = _columns().where(credit_terms.c.account_id == account_id, credit_terms.c.currency == currency)
    row = connection.execute(own).one_or_none()
    return CreditTerms(*row) if row else None


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

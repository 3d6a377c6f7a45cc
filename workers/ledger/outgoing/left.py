"""The notices that left on a business date, for those of us who want to know. Must not decide who is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, select, tuple_

from workers.ledger.schema import accounts, contacts, customers, messages

_STANDS = ("handed_over", "delivered")


@dataclass(frozen=True, slots=True)
class PlannedBy:
    """What a notice was planned by: a policy, and a level of one of its ladders as it was called then."""

    policy_hash: str
    level: int
    level_name: str


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """One message of a notice that left; ``role`` is whose contact it went to, ``pinned_segment`` a person's choice."""

    by: PlannedBy
    occurrence: int
    account_id: int
    customer_id: str
    customer_name: str
    owner_email: str
    segment: str
    party: str
    country: str
    pinned_segment: str
    currency: str
    channel: str
    role: str
    payload: str


def planned_by(connection: Connection, day: date) -> list[PlannedBy]:
    """By what the notices that left on ``day`` were planned: a handful, however many they are."""
    c = messages.c
    distinct = select(c.policy_hash, c.level, c.level_name).where(_left_on(day)).distinct()
    return [PlannedBy(*row) for row in connection.execute(distinct.order_by(c.policy_hash, c.level, c.level_name))]


def find_left(connection: Connection, day: date, wanted: Iterable[PlannedBy]) -> list[LeftMessage]:
    """The messages that left on ``day`` and were planned by one of these, customer by customer."""
    c = messages.c
    by = (c.policy_hash, c.level, c.level_name)
    named = [(w.policy_hash, w.level, w.level_name) for w in wanted]
    if not named:
        return []
    columns = (
        c.occurrence, c.account_id, customers.c.id, customers.c.name, customers.c.owner_email, customers.c.segment,
        customers.c.party, customers.c.country, customers.c.pinned_segment, c.currency, c.channel, contacts.c.role,
        c.payload,
    )  # fmt: skip
    joined = messages.join(accounts, accounts.c.id == c.account_id).join(customers)
    joined = joined.join(contacts, contacts.c.id == c.contact_id)
    query = select(*by, *columns).select_from(joined).where(_left_on(day), tuple_(*by).in_(named))
    rows = connection.execute(query.order_by(customers.c.id, c.currency, c.level, c.id))
    return [LeftMessage(PlannedBy(policy, level, name), *rest) for policy, level, name, *rest in rows]


def _left_on(day: date) -> ColumnElement[bool]:
    return (messages.c.handed_over_on == day) & (messages.c.purpose == "dunning") & messages.c.state.in_(_STANDS)

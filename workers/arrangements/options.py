"""What could be done about a debt, priced for the person who chooses: all of it now, by plan, or less of it.

Must not propose anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.arrangements.debt import Scope
from workers.arrangements.offering import offer_days, settleable
from workers.arrangements.rules.limits import Debt, Wanted, counts_allowed, plan_of
from workers.arrangements.rules.pricing import present_value
from workers.arrangements.rules.settling import Consent, consent_to, least_delegated, least_sum, opening
from workers.arrangements.terms import settlement_terms
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Instalment


@dataclass(frozen=True, slots=True)
class Option:
    """Something to propose: its instalments, what they are worth today, and whose word it takes."""

    name: str
    total: int
    let_off: int
    present_value: int
    instalments: tuple[Instalment, ...]
    consent: Consent


def options_of(connection: Connection, scope: Scope, policy: PolicySet, today: date) -> list[Option]:
    """The options within the limits, worth most first; raises `UserError` where the debt is barred."""
    rate = settlement_terms(policy, today).yearly_rate_percent
    found = [
        Option(name, sum(part.amount for part in parts), let_off, present_value(parts, today, rate), parts, consent)
        for name, let_off, parts, consent in _options(connection, scope, policy, today)
    ]
    return sorted(found, key=lambda option: -option.present_value)


def _options(
    connection: Connection, scope: Scope, policy: PolicySet, today: date
) -> Iterator[tuple[str, int, tuple[Instalment, ...], Consent]]:
    debt, items = settleable(connection, scope, today)
    terms = settlement_terms(policy, today)
    yield "all now", 0, (Instalment(1, today, debt.balance),), "one_person"
    yield from _plans(Debt(debt.currency, debt.balance), policy, today)
    _, pay_by = offer_days(debt, items, terms, today)
    first = opening(debt, terms)
    named = {
        "settlement, the robot's first offer": first.agreed if first else debt.balance,
        "settlement, all that is delegated": least_delegated(debt, terms),
        "settlement, all that may be approved": least_sum(debt.balance, terms.approved_percent),
    }
    for name, agreed in named.items():
        consent = consent_to(debt, agreed, terms)
        if agreed < debt.balance and consent != "never":
            yield name, debt.balance - agreed, (Instalment(1, pay_by, agreed),), consent


def _plans(debt: Debt, policy: PolicySet, today: date) -> Iterator[tuple[str, int, tuple[Instalment, ...], Consent]]:
    terms = policy.arrangements.plan_terms(today)
    if terms is None:
        return
    first_on = today + timedelta(days=terms.first_within_days)
    alone = terms.limits.is_alone(debt.balance, debt.currency)
    for count in counts_allowed(debt, terms, first_on, today):
        parts = plan_of(debt, Wanted(count, first_on), terms)
        yield f"plan of {count} instalments", 0, parts, "one_person" if alone else "second_person"

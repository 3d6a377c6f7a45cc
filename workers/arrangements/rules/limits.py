"""Whether a debt may be paid in instalments, and who has to agree. Pure.

Everything that speaks against it is told at once. Must not look anything up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workers.arrangements.rules.instalments import due_days, schedule, split
from workers.policy.arrangements import PlanTerms
from workers.receivables.arrangement import Instalment
from workers.receivables.money import Money

Consent = Literal["nobody", "one_person", "second_person", "never"]


@dataclass(frozen=True, slots=True)
class Debt:
    """What is to be arranged: the open amounts of its items together, and what bars the account from an arrangement.

    ``bars`` are sentences such as ``the account is stopped: insolvency``. ``before`` is what the same person has
    arranged of the account alone that day: piece by piece it is one debt towards one person's limit.
    """

    currency: str
    balance: int
    bars: tuple[str, ...] = ()
    before: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many instalments, from which day on."""

    count: int
    first_on: date


def plan_of(debt: Debt, wanted: Wanted, terms: PlanTerms) -> tuple[Instalment, ...]:
    """The instalments of a plan; whether they are within the limits is for `objections`."""
    amounts = split(debt.balance, wanted.count, terms.first_percent)
    return schedule(amounts, due_days(wanted.first_on, wanted.count, terms.every))


def objections(debt: Debt, wanted: Wanted, terms: PlanTerms, today: date) -> list[str]:
    """Why there is no such plan, whoever agrees; empty when there may be one."""
    return list(_objections(debt, wanted, terms, today))


def _objections(debt: Debt, wanted: Wanted, terms: PlanTerms, today: date) -> Iterator[str]:
    yield from debt.bars
    if debt.balance <= 0:
        yield "nothing of it is open and overdue"
        return
    if not 2 <= wanted.count <= terms.instalments_most:
        yield f"a plan has 2 to {terms.instalments_most} instalments, not {wanted.count}"
        return
    latest = today + timedelta(days=terms.first_within_days)
    if not today <= wanted.first_on <= latest:
        yield f"the first instalment is due between {today} and {latest}"
    plan = plan_of(debt, Wanted(wanted.count, min(wanted.first_on, latest)), terms)
    if plan[-1].due_on > terms.last_day(today):
        yield f"the last instalment would be due on {plan[-1].due_on}, after {terms.last_day(today)}"
    least = terms.minimum_instalment.get(debt.currency)
    smallest = min(instalment.amount for instalment in plan)
    if least is None:
        yield f"there are no plans in {debt.currency}"
    elif smallest < max(least, 1):
        yield f"an instalment is at least {Money(max(least, 1), debt.currency)}, not {Money(smallest, debt.currency)}"
    if consent_to(debt, terms) == "never":
        yield f"nobody may agree to a plan over {Money(debt.balance + debt.before, debt.currency)}"


def consent_to(debt: Debt, terms: PlanTerms) -> Consent:
    """Whose word a plan takes beside the customer's.

    >>> from workers.policy.approval_limits import ApprovalLimits
    >>> terms = PlanTerms(date(2026, 1, 1), {"EUR": 50_00}, ApprovalLimits({"EUR": 2_500_00}), {"EUR": 500_00})
    >>> [consent_to(Debt("EUR", balance), terms) for balance in (500_00, 500_01, 2_500_01)]
    ['nobody', 'one_person', 'never']
    >>> consent_to(Debt("EUR", 500_00, before=500_00), terms)
    'one_person'
    """
    asked = debt.balance + debt.before
    if asked <= terms.unasked_up_to.get(debt.currency, -1):
        return "nobody"
    if terms.limits.is_alone(asked, debt.currency):
        return "one_person"
    return "second_person" if terms.limits.who_may(asked, debt.currency) else "never"


def counts_allowed(debt: Debt, terms: PlanTerms, first_on: date, today: date) -> tuple[int, ...]:
    """How many instalments a plan may have, as a customer chooses."""
    counts = range(2, terms.instalments_most + 1)
    return tuple(count for count in counts if not objections(debt, Wanted(count, first_on), terms, today))

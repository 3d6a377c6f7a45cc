"""How much a call is worth: amount x lateness x broken promises x risk - effort. Pure integer arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from workers.policy.call_tasks import CallTasks

# A debt of a year is as late as it gets; else old debt would outrank any amount.
_LATEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a call task is about today: whole units open, days overdue of the oldest item, and what was tried before."""

    amount: int
    currency: str
    days_late: int
    broken_promises: int
    calls_made: int
    segment: str


def score_call(facts: CallFacts, weights: CallTasks) -> int:
    """The worth of a call in whole units of money; effort grows with every call that was made in vain.

    >>> score_call(CallFacts(1_000, "EUR", 50, 1, 0, "trade"), CallTasks())
    2975
    >>> score_call(CallFacts(1_000, "EUR", 50, 1, 2, "trade"), CallTasks())
    2925
    """
    late = 100 + weights.late_percent_per_day * min(max(facts.days_late, 0), _LATEST_DAYS)
    broken = 100 + weights.broken_promise_percent * facts.broken_promises
    worth = weights.currency_percent.get(facts.currency, 100)
    risk = weights.risk_percent.get(facts.segment, 100)
    return facts.amount * worth * late * broken * risk // 100**4 - weights.effort * (1 + facts.calls_made)

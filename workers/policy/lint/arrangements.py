"""What must hold in arrangements.yaml. Every finding has a stable rule id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workers.policy.arrangements import ArrangementPolicy, PlanTerms, SettlementTerms
from workers.policy.lint.finding import Finding, Path, currencies


def lint_arrangements(policy: ArrangementPolicy) -> Iterator[Finding]:
    """Terms of one day that stand twice, unknown currencies, limits that nobody can reach, plans that cannot be."""
    yield from _lint_days("plans", [terms.valid_from for terms in policy.plans])
    for number, terms in enumerate(policy.plans):
        yield from _lint_plan(terms, ("plans", number))
    yield from _lint_days("settlements", [terms.valid_from for terms in policy.settlements])
    for number, offered in enumerate(policy.settlements):
        yield from _lint_settlement(offered, ("settlements", number))


def _lint_days(name: str, days: Sequence[date]) -> Iterator[Finding]:
    for number, day in enumerate(days):
        if day in days[:number]:
            what = f"there are terms from {day} on above already"
            yield Finding("arrangement-days", (name, number, "valid_from"), what, "give each its own day")


def _lint_plan(terms: PlanTerms, path: Path) -> Iterator[Finding]:
    limits = terms.limits
    yield from currencies((*path, "minimum_instalment"), terms.minimum_instalment)
    yield from currencies((*path, "unasked_up_to"), terms.unasked_up_to)
    yield from currencies((*path, "limits", "alone_up_to"), limits.alone_up_to)
    for number, approver in enumerate(limits.approvers):
        yield from currencies((*path, "limits", "approvers", number, "up_to"), approver.up_to or {})
    for currency, unasked in terms.unasked_up_to.items():
        if unasked > limits.alone_up_to.get(currency, -1):
            what = f"{currency}: more than a person may propose alone"
            yield Finding("arrangement-limits", (*path, "unasked_up_to"), what, "lower it to limits.alone_up_to")
    if terms.first_within_days > terms.days_most:
        what = "the first instalment may be due after the plan has to be over"
        yield Finding("arrangement-term", (*path, "first_within_days"), what, "at most days_most")


def _lint_settlement(terms: SettlementTerms, path: Path) -> Iterator[Finding]:
    ages: set[int] = set()
    for number, row in enumerate(terms.delegated):
        yield from currencies((*path, "delegated", number, "up_to"), row.up_to)
        if row.days_overdue in ages:
            what = f"there is a row for {row.days_overdue} days overdue above already"
            yield Finding("arrangement-delegated", (*path, "delegated", number, "days_overdue"), what)
        ages.add(row.days_overdue)
    for number, approver in enumerate(terms.approvers):
        yield from currencies((*path, "approvers", number, "up_to"), approver.up_to or {})
    most = max(row.percent for row in terms.delegated)
    if terms.approvers and terms.approved_percent < most:
        what = f"{most} percent are delegated, more than approvers may agree to"
        yield Finding("arrangement-limits", (*path, "approved_percent"), what, f"at least {most}")

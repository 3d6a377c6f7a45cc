"""By when a dispute should be decided, and when it goes to somebody above. Pure; days are business days."""

from __future__ import annotations

from datetime import date

from workers.policy.resolution_matrix import ResolutionRow
from workers.receivables.calendar import add_business_days
from workers.receivables.dispute import Dispute


def days_of(row: ResolutionRow, on: date, country: str) -> tuple[date, date]:
    """(due, escalated) of a dispute that its owner gets on a day.

    >>> row = ResolutionRow("price", "pricing", 2, 3, "head")
    >>> [str(day) for day in days_of(row, date(2026, 12, 23), "DE")]
    ['2026-12-28', '2026-12-29']
    """
    return add_business_days(on, row.resolve_days, country), add_business_days(on, row.escalate_days, country)


def is_escalated(dispute: Dispute, today: date) -> bool:
    """Whether its owner is to be passed over today: once, and not before its day."""
    return dispute.is_live and dispute.escalated_on is None and today >= dispute.escalate_on


def is_late(dispute: Dispute, today: date) -> bool:
    """Whether its owner is reminded today: from the day on by which it should be decided."""
    return dispute.is_live and today >= dispute.due_on

"""How urgent a case is. Pure arithmetic over weight, amount at stake and lateness."""

from __future__ import annotations

_LEAST = 99
_MOST_DIGITS = 9
# Each day late raises a case by so much, up to so many days; the queue's pages rank by the same figures in SQL.
PER_LATE_DAY, MOST_LATE_DAYS = 3, 10


def evaluate_priority(weight: int, amount_major: int | None, days_late: int) -> int:
    """0 is the most urgent, 99 the least: the kind's weight counts most, then the size of the amount, then lateness.

    Amounts of several currencies are compared by their number of digits only: no rate is near by and none is needed.

    >>> evaluate_priority(weight=4, amount_major=12_500, days_late=0)
    47
    >>> evaluate_priority(weight=4, amount_major=12_500, days_late=3)
    38
    """
    digits = min(len(str(abs(amount_major))), _MOST_DIGITS) if amount_major else 0
    late = min(max(days_late, 0), MOST_LATE_DAYS)
    return max(0, _LEAST - 8 * weight - 4 * digits - PER_LATE_DAY * late)

"""What became of a promise to pay: kept, kept in part, broken, or not to be judged yet. Pure."""

from __future__ import annotations

from datetime import date


def judge_promise(promised: int, paid: int, good_through: date, today: date) -> str:
    """Its state on ``today``: kept as soon as enough was paid; the rest is judged when its last day is over.

    >>> judge_promise(100, 40, date(2026, 3, 13), date(2026, 3, 13))
    'open'
    >>> judge_promise(100, 40, date(2026, 3, 13), date(2026, 3, 14))
    'partly_kept'
    """
    if paid >= promised:
        return "kept"
    if today <= good_through:
        return "open"
    return "partly_kept" if paid > 0 else "broken"

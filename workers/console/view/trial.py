"""The report of a ladder's trial as figures to draw: pairs of numbers, columns by day, and what would differ. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workers.console.view.charts import Mark, columns

Report = Mapping[str, Any]
ROWS_MOST = 50
_PATHS = {
    "messages": ("messages",),
    "contacted": ("accounts_contacted",),
    "paid": ("would_have_chased_paid", "notices"),
    "disputed": ("would_have_chased_disputed", "notices"),
    "cap": ("deferred", "contact_cap"),
    "window": ("deferred", "send_window"),
    "no_contact": ("no_contact",),
    "referrals": ("referrals", "accounts"),
}


@dataclass(frozen=True, slots=True)
class Days:
    """Messages of each day, and their columns; both ladders are drawn to the same height."""

    values: Sequence[int]
    marks: Sequence[Mark]


def pairs(report: Report) -> list[tuple[str, int, int]]:
    """What somebody decides by: a name, the figure of the ladders in force, and that of the one that was tried."""
    return [(name, _at(report["live"], path), _at(report["candidate"], path)) for name, path in _PATHS.items()]


def by_day(report: Report) -> tuple[list[date], Days, Days]:
    """The days, and the messages on them: in force, then tried."""
    first, last = date.fromisoformat(report["from"]), date.fromisoformat(report["to"])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    live, tried = (_messages(report[name], days) for name in ("live", "candidate"))
    top = max(*live, *tried, 0)
    return days, Days(live, _drawn(live, top)), Days(tried, _drawn(tried, top))


def _at(figures: Any, path: Sequence[str]) -> int:
    for name in path:
        figures = figures[name]
    return int(figures)


def _messages(figures: Report, days: Sequence[date]) -> list[int]:
    counts = dict.fromkeys(days, 0)
    for row in figures["days"]:
        counts[date.fromisoformat(row["date"])] += row["messages"]
    return list(counts.values())


def _drawn(values: Sequence[int], top: int) -> list[Mark]:
    """One column more, of the common height, which is not drawn: it sets the scale."""
    return [mark for mark in columns([*values, top]) if mark.index < len(values)]

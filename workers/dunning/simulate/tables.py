"""The tables of a simulation's report, for the terminal and for the page. Pure; must not print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
# A table of single days is read up to here; beyond, weeks are.
_DAYS_SHOWN = 31
_WORDS = {"live": "in force", "candidate": "tried"}
_BOTH = tuple(_WORDS.values())


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, and the rows; ``left_out`` is how many rows are not shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0


def tables(report: Mapping[str, Any], most: int) -> list[Table]:
    """All tables of a report, each with at most so many rows where it is a list of accounts."""
    tried, live = report["candidate"], report["live"]
    found = [Table("In figures", ("what", *_BOTH), tuple(_figures(live, tried)))]
    levels = ("level", "channel", *_BOTH)
    found.append(Table("Messages per level", levels, tuple(map(_titled, report["difference"]["levels"]))))
    found.append(_calendar(report))
    chased = ("date", "account", "currency", "level", "documents")
    for title, key in (
        ("Already paid, and asked for by the ladder that is tried", "would_have_chased_paid"),
        ("Disputed in part, and the rest asked for by the ladder that is tried", "would_have_chased_disputed"),
    ):
        found.append(_shortened(title, chased, tried[key]["list"], most))
    differ = map(_titled, report["difference"]["accounts"])
    found.append(_shortened("Accounts that would get something else", ("account", "currency", *_BOTH), differ, most))
    return [table for table in found if table.rows]


def _shortened(title: str, columns: tuple[str, ...], rows: Iterable[Row], most: int) -> Table:
    listed = tuple(rows)
    return Table(title, columns, listed[:most], max(len(listed) - most, 0))


def _figures(live: Row, tried: Row) -> Iterable[Row]:
    paths = {
        "accounts looked at": ("accounts",),
        "accounts contacted": ("accounts_contacted",),
        "notices": ("notices",),
        "messages": ("messages",),
        "notices that ask for what was already paid": ("would_have_chased_paid", "notices"),
        "notices that ask for the rest of a disputed item": ("would_have_chased_disputed", "notices"),
        "messages held back by the contact cap": ("deferred", "contact_cap"),
        "messages held back by the send window": ("deferred", "send_window"),
        "accounts that nobody can be reached at": ("no_contact",),
        "accounts ready for third-party collection": ("referrals", "accounts"),
        "SMS": ("sms", "messages"),
        "SMS segments": ("sms", "segments"),
        "cost of SMS": ("sms", "cost"),
    }
    for what, path in paths.items():
        yield {"what": what, "in force": _cell(live, path), "tried": _cell(tried, path)}


def _cell(figures: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        figures = figures[name]
    if isinstance(figures, dict):
        return ", ".join(f"{amount} {currency}" for currency, amount in figures.items()) or "no price configured"
    return figures


def _calendar(report: Mapping[str, Any]) -> Table:
    """Messages per day, or per week of a long span."""
    first, last = date.fromisoformat(report["from"]), date.fromisoformat(report["to"])
    by_week = (last - first).days >= _DAYS_SHOWN
    unit = "week of" if by_week else "day"
    counts: dict[str, dict[str, int]] = {}
    for name in ("live", "candidate"):
        for row in report[name]["days"]:
            day = date.fromisoformat(row["date"])
            key = (day - timedelta(days=day.weekday()) if by_week else day).isoformat()
            line = counts.setdefault(key, {"live": 0, "candidate": 0})
            line[name] += row["messages"]
    rows = tuple(_titled({unit: key, **counts[key]}) for key in sorted(counts))
    return Table(f"Messages per {'week' if by_week else 'day'}", (unit, *_BOTH), rows)


def _titled(row: Row) -> Row:
    """A row under the words that people read."""
    return {_WORDS.get(name, name): value for name, value in row.items()}

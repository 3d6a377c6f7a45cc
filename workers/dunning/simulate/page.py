"""The report of a simulation as one HTML page: no script, nothing fetched, light and dark, wide and narrow. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from workers.dunning.simulate.charts import Column, Pair, nice_top, paired_bars, stacked_columns
from workers.dunning.simulate.page_style import STYLE
from workers.dunning.simulate.tables import Table, tables

Report = Mapping[str, Any]
_ROWS_SHOWN = 200
# Beyond so many days a column is a week.
_DAYS_DRAWN = 130
_DRAWN = {"Messages per level", "Messages per day", "Messages per week"}
_NOTES = (
    "Payments, holds, disputes, promises, stops and contacts are those of the book, as they were known at each moment; "
    "names, addresses and due dates are those of today.",
    "Both ladders start from the notices that had really been handed over, and are judged by the same send gate.",
    "Every feed is taken to be fresh, every approval to be given at once, and no message to come back.",
    "Customers pay as they paid: what a notice more or less would have changed, nobody knows.",
)


def page(report: Report) -> str:
    """The whole page; the same report gives the same bytes."""
    name = escape(report["ladder"]["name"])
    body = "".join(
        (
            f"<header><p>Ladder tried on the past</p><h1>{name}</h1>{_about(report)}</header>",
            _tiles(report),
            _over_time(report),
            _per_level(report),
            *(_table(table) for table in tables(report, _ROWS_SHOWN) if table.title not in _DRAWN),
            f"<section><h2>What this rests on</h2><ul>{''.join(f'<li>{escape(note)}</li>' for note in _NOTES)}</ul>",
            f"<p class='small'>Ladder {report['ladder']['hash']}<br>Policy {report['policy']}</p></section>",
        )
    )
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    title = f"<title>{name} tried from {report['from']} to {report['to']}</title>"
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}{title}<style>{STYLE}</style></head><body>{body}</body></html>\n'
    )


def _about(report: Report) -> str:
    climbs = ", ".join(f"{name} (climbs {ladder['name']})" for name, ladder in report["live_ladders"].items())
    first, last = date.fromisoformat(report["from"]), date.fromisoformat(report["to"])
    return f"<p>{first:%-d %B %Y} to {last:%-d %B %Y}, {(last - first).days + 1} days. Segments: {escape(climbs)}.</p>"


def _tiles(report: Report) -> str:
    """What a reader decides by, as pairs of numbers."""
    paths = (
        ("Messages", ("messages",)),
        ("Accounts contacted", ("accounts_contacted",)),
        ("Asked for what was paid", ("would_have_chased_paid", "notices")),
        ("Asked for a disputed rest", ("would_have_chased_disputed", "notices")),
        ("Held back by the cap", ("deferred", "contact_cap")),
        ("Ready for collection", ("referrals", "accounts")),
    )
    tiles = (_tile(name, _at(report["live"], path), _at(report["candidate"], path)) for name, path in paths)
    return f'<section class="tiles">{"".join(tiles)}</section>'


def _at(figures: Any, path: Sequence[str]) -> int:
    for name in path:
        figures = figures[name]
    return int(figures)


def _tile(name: str, live: int, tried: int) -> str:
    change = f"{tried - live:+d} against {live}" if tried != live else "as many as in force"
    return f'<div class="tile"><p>{escape(name)}</p><strong>{tried}</strong><p class="small">{change}</p></div>'


def _over_time(report: Report) -> str:
    levels = _levels(report)
    series = list(levels.values())
    columns = {name: _columns(report, name, levels) for name in ("candidate", "live")}
    top = nice_top(max((column.total for drawn in columns.values() for column in drawn), default=0))
    unit = "week" if _by_week(report) else "day"
    legend = "".join(f'<span><i class="s{n % 6}"></i>{escape(name)}</span>' for n, name in enumerate(series))
    drawn = "".join(
        f"<h3>{title}</h3>{stacked_columns(columns[name], series, top, f'Messages per {unit}, {title}')}"
        for name, title in (("candidate", "tried"), ("live", "in force"))
    )
    return f'<section><h2>Messages per {unit}</h2><p class="legend">{legend}</p>{drawn}</section>'


def _levels(report: Report) -> dict[int, str]:
    """The levels of both ladders by number: `2 second reminder`, with both names where they differ."""
    names: dict[int, dict[str, None]] = {}
    for which in ("candidate", "live"):
        for row in report[which]["levels"]:
            names.setdefault(row["level"], {})[row["name"].replace("_", " ")] = None
    return {level: f"{level} {' / '.join(names[level])}" for level in sorted(names)}


def _by_week(report: Report) -> bool:
    return (date.fromisoformat(report["to"]) - date.fromisoformat(report["from"])).days >= _DAYS_DRAWN


def _columns(report: Report, which: str, levels: Mapping[int, str]) -> list[Column]:
    first, last = date.fromisoformat(report["from"]), date.fromisoformat(report["to"])
    by_week = _by_week(report)
    counts: dict[date, dict[str, int]] = {}
    for number in range((last - first).days + 1):
        counts.setdefault(_bucket(first + timedelta(days=number), by_week), {})
    for row in report[which]["days"]:
        found = counts[_bucket(date.fromisoformat(row["date"]), by_week)]
        name = levels[row["level"]]
        found[name] = found.get(name, 0) + row["messages"]
    return [Column(f"{day:%-d %b}", found) for day, found in counts.items()]


def _bucket(day: date, by_week: bool) -> date:
    return day - timedelta(days=day.weekday()) if by_week else day


def _per_level(report: Report) -> str:
    levels = _levels(report)
    pairs = [
        Pair(f"{levels[row['level']]}, {row['channel']}", row["live"], row["candidate"])
        for row in report["difference"]["levels"]
    ]
    legend = '<span><i class="live"></i>in force</span><span><i class="candidate"></i>tried</span>'
    bars = paired_bars(pairs, "Messages per level and channel")
    return f'<section><h2>Messages per level</h2><p class="legend">{legend}</p>{bars}</section>'


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(column.replace('_', ' '))}</th>" for column in table.columns)
    rows = "".join(f"<tr>{''.join(_cells(row, table.columns))}</tr>" for row in table.rows)
    left_out = f'<p class="small">... and {table.left_out} more.</p>' if table.left_out else ""
    body = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return f"<section><h2>{escape(table.title)}</h2>{body}{left_out}</section>"


def _cells(row: Mapping[str, Any], columns: Iterable[str]) -> Iterable[str]:
    for column in columns:
        value = row[column]
        text = "<br>".join(escape(str(one)) for one in value) if isinstance(value, list) else escape(str(value))
        yield f"<td{' class=number' if isinstance(value, int) else ''}>{text}</td>"

"""Charts as inline SVG: stacked columns over time, and paired bars. Pure; colours are the page's.

No script and no font is fetched: what a pointer rests on is told by the `title` of each mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 40, 8, 10, 24
_PLOT = 150
_BAR, _GAP = 15, 30


@dataclass(frozen=True, slots=True)
class Column:
    """One day or week: its label, and the number of messages of each series."""

    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Pair:
    """One bar of each ladder: what they are about, and the two numbers."""

    name: str
    live: int
    candidate: int


def stacked_columns(columns: Sequence[Column], series: Sequence[str], top: int, what: str) -> str:
    """Columns over time, stacked in the order of ``series``, up to ``top``: charts with one top are to one scale."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(columns), 1)
    marks = [_grid(top)]
    for place, column in enumerate(columns):
        marks.append(_column(_LEFT + place * step, step, column, series, top))
    marks.extend(_labels(columns, step))
    return _svg(_TOP + _PLOT + _BOTTOM, what, marks)


def paired_bars(pairs: Sequence[Pair], what: str) -> str:
    """For each name a bar of the live ladder above one of the candidate, with their numbers."""
    most = max((max(pair.live, pair.candidate) for pair in pairs), default=0) or 1
    row = 2 * _BAR + _GAP
    marks = []
    for place, pair in enumerate(pairs):
        y = _TOP + place * row + _BAR
        marks.append(f'<text x="0" y="{y - 4}">{escape(pair.name)}</text>')
        marks.append(_bar(y, pair.live, most, "live", f"{pair.name}, in force: {pair.live}"))
        marks.append(_bar(y + _BAR, pair.candidate, most, "candidate", f"{pair.name}, tried: {pair.candidate}"))
    return _svg(_TOP + len(pairs) * row, what, marks)


def nice_top(most: int) -> int:
    """The end of an axis: an even number, not far above the most.

    >>> nice_top(0), nice_top(7), nice_top(13), nice_top(55)
    (2, 8, 20, 60)
    """
    power = 1
    while True:
        for step in (2, 4, 6, 8, 10):
            if most <= step * power:
                return step * power
        power *= 10


def _column(x: float, step: float, column: Column, series: Sequence[str], top: int) -> str:
    width = max(step - (2 if step > 5 else 0.6), 0.8)
    base, parts = float(_TOP + _PLOT), []
    for number, name in enumerate(series):
        count = column.counts.get(name, 0)
        if count:
            height = count / top * _PLOT
            base -= height
            told = f"<title>{escape(f'{column.label}, {name}: {count} of {column.total}')}</title>"
            box = f'x="{x:.1f}" y="{base:.1f}" width="{width:.1f}" height="{max(height - 0.6, 0.6):.1f}"'
            parts.append(f'<rect class="s{number % 6}" {box}>{told}</rect>')
    return "".join(parts)


def _grid(top: int) -> str:
    lines = []
    for share in (0, 1, 2):
        y = _TOP + _PLOT - share * _PLOT // 2
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        lines.append(f'<text class="axis" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{top * share // 2}</text>')
    return "".join(lines)


def _labels(columns: Sequence[Column], step: float) -> list[str]:
    """As many labels as have room, at even distances."""
    every = max(1, -(-len(columns) // 8))
    y = _TOP + _PLOT + 16
    return [
        f'<text class="axis" x="{_LEFT + place * step:.1f}" y="{y}">{escape(columns[place].label)}</text>'
        for place in range(0, len(columns), every)
        if _LEFT + place * step < _WIDTH - 60
    ]


def _bar(y: int, count: int, most: int, name: str, told: str) -> str:
    width = max(count / most * (_WIDTH - 60), 1)
    box = f'x="0" y="{y}" width="{width:.1f}" height="{_BAR - 1}" rx="2"'
    number = f'<text class="number" x="{width + 6:.1f}" y="{y + 12}">{count}</text>'
    return f'<rect class="{name}" {box}><title>{escape(told)}</title></rect>{number}'


def _svg(height: int, what: str, marks: Sequence[str]) -> str:
    head = f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(what)}">'
    return f'<div class="chart">{head}{"".join(marks)}</svg></div>'

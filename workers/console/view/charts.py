"""Charts as figures for an SVG: where each mark stands. Pure; colours are the style sheet's, words the template's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 150
_GAP = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle; ``index`` names its datum."""

    index: int
    x: int
    y: int
    width: int
    height: int


def columns(values: Sequence[int]) -> list[Mark]:
    """A column for each value, the tallest as high as the chart; what is not above zero has none.

    >>> columns([1, 0, 2])
    [Mark(index=0, x=0, y=75, width=211, height=75), Mark(index=2, x=426, y=0, width=211, height=150)]
    """
    most = max(values, default=0)
    step = WIDTH // max(len(values), 1)
    heights = [value * HEIGHT // most if most > 0 and value > 0 else 0 for value in values]
    return [
        Mark(index, index * step, HEIGHT - height, step - _GAP, height)
        for index, height in enumerate(heights)
        if height
    ]


def shares(values: Sequence[int]) -> list[Mark]:
    """One bar, parted by the values; what is not above zero has no part.

    >>> [(mark.index, mark.x, mark.width) for mark in shares([3, -1, 1])]
    [(0, 0, 480), (2, 480, 160)]
    """
    whole = sum(value for value in values if value > 0)
    marks, done = [], 0
    for index, value in enumerate(values):
        if value > 0:
            x = done * WIDTH // whole
            done += value
            marks.append(Mark(index, x, 0, done * WIDTH // whole - x, 24))
    return marks

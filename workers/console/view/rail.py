"""A ladder's days as a line to draw: where each mark stands. Pure; words are the template's, colours the sheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
_EDGE = 26
# A mark with its number must not lie over the one before.
_APART = 44


@dataclass(frozen=True, slots=True)
class Stop:
    """A mark: its day after the due date, and where it is drawn."""

    day: int
    x: int


@dataclass(frozen=True, slots=True)
class Rail:
    """The due date, the levels in order, the days on which one is repeated, and the referral where there is one."""

    due: int
    levels: Sequence[Stop]
    repeats: Sequence[int]
    referral: Stop | None


def rail_of(levels: Sequence[int], repeats: Sequence[int], referral: int | None) -> Rail:
    """Marks to scale, moved apart where they would touch.

    >>> rail = rail_of([3, 14, 30], [], 60)
    >>> rail.due, [stop.x for stop in rail.levels], rail.referral
    (26, [70, 163, 320], Stop(day=60, x=614))
    """
    days = [*levels, *([] if referral is None else [referral])]
    first, last = min(0, *days), max(*days, *repeats, 1)
    scale = [_x(day, first, last) for day in days]
    places = _apart(scale, _x(0, first, last) if first == 0 else _EDGE - _APART)
    stops = [Stop(day, x) for day, x in zip(days, places, strict=True)]
    ends = stops.pop() if referral is not None else None
    return Rail(_x(0, first, last), stops, [_x(day, first, last) for day in repeats], ends)


def _x(day: int, first: int, last: int) -> int:
    return _EDGE + (day - first) * (WIDTH - 2 * _EDGE) // (last - first)


def _apart(places: Sequence[int], before: int) -> list[int]:
    """Each at least so far from the one before; what runs over the end is moved back."""
    moved: list[int] = []
    for place in places:
        moved.append(max(place, (moved[-1] if moved else before) + _APART))
    limit = WIDTH - _EDGE
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - _APART
    return moved

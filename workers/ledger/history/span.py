"""Facts that held for a while, and sums that moved over time: the two shapes of a history. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """``what`` held from ``since`` on, and not any more at ``until``; None: it holds to this day."""

    what: T
    since: datetime
    until: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


def in_force(spans: Iterable[Span[T]], instant: datetime) -> Iterator[T]:
    """What held at an instant, in the order of the spans."""
    return (span.what for span in spans if span.holds_at(instant))


class Balance:
    """A sum that moved: its value at any instant. Moves are given in the order in which they were booked."""

    __slots__ = ("_instants", "_values")

    def __init__(self, moves: Iterable[tuple[datetime, int]]) -> None:
        self._instants: list[datetime] = []
        self._values: list[int] = [0]
        for at, change in moves:
            self._instants.append(at)
            self._values.append(self._values[-1] + change)

    def at(self, instant: datetime) -> int:
        """The sum of all moves up to and including an instant.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> Balance([(noon, 100), (noon, -30)]).at(noon)
        70
        """
        return self._values[bisect_right(self._instants, instant)]

    @property
    def instants(self) -> list[datetime]:
        return self._instants

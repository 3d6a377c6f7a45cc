"""Pauses: days on which nobody, or nobody of a segment or a country, is dunned. Values and their arithmetic; pure.

A day is paused or it is not, however many pauses cover it: nothing is added up, so overlaps shift nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workers.policy.fields import Country, Slug, Text

_DAY = timedelta(days=1)
# Nobody asks further ahead, also where a pause is to last until 9999-12-31.
_FURTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Pause:
    """From the first day through the last; a list that is given must hold the customer's value."""

    first_day: date
    last_day: date
    reason: Text
    segment: tuple[Slug, ...] = ()
    country: tuple[Country, ...] = ()

    def covers(self, segment: str, country: str, day: date) -> bool:
        """Whether a customer is paused on that day."""
        return (
            self.first_day <= day <= self.last_day
            and (not self.segment or segment in self.segment)
            and (not self.country or country in self.country)
        )


@dataclass(frozen=True, slots=True)
class Paused:
    """Why a customer is paused, and the last of the paused days that follow one another."""

    reason: str
    until: date


def paused_on(pauses: Iterable[Pause], segment: str, country: str, day: date) -> Paused | None:
    """The pause of a customer on a day, over everything that overlaps it or goes on the day after.

    >>> pauses = [Pause(date(2026, 12, 20), date(2026, 12, 27), "holidays"),
    ...           Pause(date(2026, 12, 28), date(2027, 1, 2), "stocktaking")]
    >>> paused_on(pauses, "all", "DE", date(2026, 12, 24))
    Paused(reason='holidays', until=datetime.date(2027, 1, 2))
    """
    known = list(pauses)
    first = next(_covering(known, segment, country, day), None)
    if first is None:
        return None
    until = day
    furthest = day + _FURTHEST
    while until < furthest and (longer := [p.last_day for p in _covering(known, segment, country, until + _DAY)]):
        until = max(longer)
    return Paused(first.reason, min(until, furthest))


def _covering(pauses: Iterable[Pause], segment: str, country: str, day: date) -> Iterator[Pause]:
    return (pause for pause in pauses if pause.covers(segment, country, day))

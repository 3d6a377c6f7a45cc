"""How much one day may hold before a person is asked. Pure arithmetic over the days before."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from workers.policy.robot import Bound


def most_of_day(bound: Bound, recent: Sequence[int]) -> int:
    """A multiple of the median of recent days, but never below the floor.

    >>> most_of_day(Bound(at_least=5, multiple=3), [1, 4, 9]), most_of_day(Bound(at_least=5, multiple=3), [])
    (12, 5)
    """
    return max(bound.at_least, int(bound.multiple * median(recent)) if recent else 0)

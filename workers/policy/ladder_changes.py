"""What changed from one version of a ladder to the next, point by point. Pure; words are whoever shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from workers.policy.ladder import Ladder, Referral

# Points of the ladder itself, in the order in which they are told.
_OWN = ("entry", "catch_up", "grace_days", "business_days")


@dataclass(frozen=True, slots=True)
class LadderChange:
    """One point: ``level`` is the name of the level, ``referral`` for the hand-over, empty for the ladder itself.

    A level that came or went has the point ``level`` with its number on the one side and None on the other.
    """

    level: str
    point: str
    before: Any
    after: Any


def changes_between(before: Ladder, after: Ladder) -> list[LadderChange]:
    """Every difference, the ladder's own first, then level by level as they stand now, then the hand-over.

    Levels are known by their names, as dunning knows them.
    """
    old, new = asdict(before), asdict(after)
    own = [LadderChange("", point, old[point], new[point]) for point in _OWN if old[point] != new[point]]
    return [*own, *_levels(before, after), *_referral(before.referral, after.referral)]


def _levels(before: Ladder, after: Ladder) -> Iterator[LadderChange]:
    old = {level.name: level for level in before.levels}
    new = {level.name: level for level in after.levels}
    for name, level in new.items():
        if name not in old:
            yield LadderChange(name, "level", None, level.number)
        else:
            yield from _points(name, asdict(old[name]), asdict(level))
    for name, level in old.items():
        if name not in new:
            yield LadderChange(name, "level", level.number, None)


def _referral(before: Referral | None, after: Referral | None) -> Iterator[LadderChange]:
    if before is not None and after is not None:
        yield from _points("referral", asdict(before), asdict(after))
    elif before is not after:
        days = [None if each is None else each.days_after_due for each in (before, after)]
        yield LadderChange("referral", "days_after_due", *days)


def _points(level: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[LadderChange]:
    for point in before:
        if before[point] != after[point]:
            yield LadderChange(level, point, before[point], after[point])

"""Which few items add up to an amount (design B5). Pure, with limits; it only ever ranks suggestions.

Sums of round amounts meet any target by chance. So a sum counts as telling only if it is the only one, and if few of
the amounts next to the target could be made as well: where many can, hitting this one says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import gcd

MOST_ITEMS = 30
_FEW_ITEMS = 15
_MOST_PARTS, _MOST_PARTS_OF_FEW = 4, 6
_DECOYS_EACH_SIDE = 50
_MOST_DECOYS = 2
_MOST_FOUND = 5


@dataclass(frozen=True, slots=True)
class Sums:
    """The sets of positions that make the target, smallest sets first; ``is_telling`` when that can be no chance."""

    found: tuple[tuple[int, ...], ...] = ()
    is_telling: bool = False


NOTHING = Sums()


def find_sums(amounts: Sequence[int], target: int) -> Sums:
    """Sets of two or more amounts that add up to ``target``; nothing when there are too many amounts to try.

    >>> find_sums([10_017, 5_033, 7_391], 17_408)
    Sums(found=((0, 2),), is_telling=True)
    >>> find_sums([100, 200, 300, 400], 500).is_telling
    False
    """
    if not 2 <= len(amounts) <= MOST_ITEMS or not target:
        return NOTHING
    parts = _MOST_PARTS_OF_FEW if len(amounts) <= _FEW_ITEMS else _MOST_PARTS
    step = gcd(*amounts)
    near = {target + sign * j * step for j in range(1, _DECOYS_EACH_SIDE + 1) for sign in (-1, 1)}
    found: list[tuple[int, ...]] = []
    decoys: set[int] = set()
    for size in range(2, min(parts, len(amounts)) + 1):
        for chosen in combinations(range(len(amounts)), size):
            total = sum(amounts[position] for position in chosen)
            if total == target:
                found.append(chosen)
            elif total in near:
                decoys.add(total)
    return Sums(tuple(found[:_MOST_FOUND]), len(found) == 1 and len(decoys) <= _MOST_DECOYS and _differ(amounts))


def _differ(amounts: Sequence[int]) -> bool:
    """Two items of one amount can stand for each other, whatever the sum says."""
    return len(set(amounts)) == len(amounts)

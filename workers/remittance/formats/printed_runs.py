"""The letters and digits of a text as it is printed, to be asked how often a reference stands in it. Pure.

A reference counts only in whole runs: no part of a longer number is one. Asking costs the length of the reference, not
of the text, because a hostile text is long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_RUN = re.compile(r"[0-9A-Z]+")
_NEAR = 3
_MOST_PIECES = 4
_MOST_QUESTIONS = 3_000
_MOST_STARTS = 8


class PrintedRuns:
    """The runs of each line, and where each of them stands."""

    def __init__(self, text: str) -> None:
        folded = unicodedata.normalize("NFKD", text.upper())
        plain = "".join(c for c in folded if not unicodedata.combining(c))
        self._lines = [_RUN.findall(line) for line in plain.splitlines()]
        self._places: dict[str, dict[int, list[int]]] = {}
        for number, runs in enumerate(self._lines):
            for start, run in enumerate(runs):
                self._places.setdefault(run, {}).setdefault(number, []).append(start)

    def times(self, reference: str) -> int:
        """How often a reference is printed on a line, in one run or in several that follow one another."""
        return sum(
            _rest_after(reference, self._lines[number][start:])[-1] == ""
            for run in _beginnings(reference)
            for number, starts in self._places.get(run, {}).items()
            for start in starts
        )

    def has_broken(self, reference: str) -> bool:
        """Whether a reference is printed in a few pieces, each not far below the one before."""
        failed: set[tuple[int, int, int]] = set()
        numbers = sorted({n for run in _beginnings(reference) for n in self._places.get(run, ())})
        return any(self._goes_on(reference, number, _MOST_PIECES, failed) for number in numbers)

    def _goes_on(self, rest: str, number: int, pieces: int, failed: set[tuple[int, int, int]]) -> bool:
        """Whether what is left of a reference begins on a line and goes on there or below.

        No question is asked twice; a text that raises too many is taken to say no.
        """
        asked = (len(rest), number, pieces)
        if asked in failed or len(failed) > _MOST_QUESTIONS:
            return False
        failed.add(asked)
        near = range(number, min(number + 1 + _NEAR, len(self._lines)))
        for run in _beginnings(rest):
            for start in self._places.get(run, {}).get(number, ())[:_MOST_STARTS]:
                for left in _rest_after(rest, self._lines[number][start:]):
                    if not left or (pieces > 1 and any(self._goes_on(left, n, pieces - 1, failed) for n in near)):
                        return True
        return False


def _beginnings(reference: str) -> list[str]:
    return [reference[:length] for length in range(1, len(reference) + 1)]


def _rest_after(reference: str, runs: Sequence[str]) -> list[str]:
    """What is left of a reference behind the first run, the first two, and so on, as far as they are its beginning.

    >>> _rest_after("INV7731", ["INV", "77", "40"])
    ['7731', '31']
    """
    rests: list[str] = []
    for run in runs:
        if not reference.startswith(run) or not reference:
            break
        reference = reference[len(run) :]
        rests.append(reference)
    return rests

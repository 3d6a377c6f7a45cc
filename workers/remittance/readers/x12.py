"""ANSI X12 interchanges taken apart: separators from the ISA header, transaction sets between ST and SE, counts proved.

Strict: an interchange that is cut off or does not count up is refused. Must not know what a segment means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.errors import UnreadableDocument

_ISA_LENGTH = 106
_MOST_SEGMENTS = 100_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's name and elements; an element that is left out is empty."""

    name: str
    elements: tuple[str, ...]

    def get(self, position: int) -> str:
        """Element by its number in the standard: ``BPR02`` is ``get(2)``.

        >>> Segment("BPR", ("I", "1500")).get(2), Segment("BPR", ()).get(16)
        ('1500', '')
        """
        return self.elements[position - 1].strip() if position <= len(self.elements) else ""


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """What stands between ST and SE; ``kind`` is the number of the transaction set."""

    kind: str
    segments: tuple[Segment, ...]


def transaction_sets(text: str) -> tuple[TransactionSet, ...]:
    """The transaction sets of all interchanges in ``text``; raises `UnreadableDocument` when one is incomplete."""
    found: list[TransactionSet] = []
    segments = _segments(text)
    names = [segment.name for segment in segments]
    if not names or names[-1] != "IEA":
        raise UnreadableDocument("the X12 interchange is cut off: it does not end with IEA")
    start = None
    for index, segment in enumerate(segments):
        if segment.name == "ST":
            if start is not None:
                raise UnreadableDocument(f"transaction set {segments[start].get(2)} has no end (SE)")
            start = index
        elif segment.name == "SE":
            found.append(_checked(segments[start if start is not None else index : index + 1]))
            start = None
    if start is not None:
        raise UnreadableDocument(f"transaction set {segments[start].get(2)} has no end (SE)")
    _check_counts(segments)
    return tuple(found)


def _segments(text: str) -> list[Segment]:
    """Segments of all interchanges; each ISA says anew what parts elements and segments."""
    segments: list[Segment] = []
    rest = text.lstrip("\ufeff \t\r\n")
    while rest.startswith("ISA"):
        if len(rest) < _ISA_LENGTH:
            raise UnreadableDocument("the X12 interchange is cut off in its header (ISA)")
        between, end = rest[3], rest[_ISA_LENGTH - 1]
        if between.isalnum() or end.isalnum() or rest[:_ISA_LENGTH].count(between) != 16:
            raise UnreadableDocument("the header (ISA) of the X12 interchange is not 106 characters of 16 elements")
        interchange, rest = _up_to_iea(rest, between, end)
        pieces = (piece.strip("\r\n\t ") for piece in interchange.split(end))
        segments += [Segment(name, tuple(elements)) for name, *elements in (p.split(between) for p in pieces if p)]
        rest = rest.lstrip("\r\n\t ")
        if len(segments) > _MOST_SEGMENTS:
            raise UnreadableDocument(f"more than {_MOST_SEGMENTS} X12 segments")
    if rest.strip():
        raise UnreadableDocument("there is text between X12 interchanges")
    return segments


def _up_to_iea(text: str, between: str, end: str) -> tuple[str, str]:
    """The first interchange, and what follows its end."""
    last = re.search(rf"{re.escape(end)}[\r\n\t ]*IEA{re.escape(between)}[^{re.escape(end)}]*", text)
    if last is None:
        raise UnreadableDocument("the X12 interchange is cut off: it does not end with IEA")
    return text[: last.end()], text[last.end() + 1 :]


def _checked(segments: Sequence[Segment]) -> TransactionSet:
    """A transaction set whose trailer has its number and counts its segments."""
    head, trailer = segments[0], segments[-1]
    if head.name != "ST" or trailer.get(2) != head.get(2) or trailer.get(1) != str(len(segments)):
        counted = f"SE counts {trailer.get(1)} segments, there are {len(segments)}"
        raise UnreadableDocument(f"transaction set {head.get(2)} is incomplete: {counted}")
    return TransactionSet(head.get(1), tuple(segments[1:-1]))


def _check_counts(segments: Sequence[Segment]) -> None:
    """Groups count their transaction sets, interchanges their groups."""
    sets = groups = 0
    for segment in segments:
        match segment.name:
            case "SE":
                sets += 1
            case "GE" if segment.get(1) != str(sets):
                raise UnreadableDocument(f"a group counts {segment.get(1)} transaction sets, there are {sets}")
            case "GE":
                groups, sets = groups + 1, 0
            case "IEA" if segment.get(1) != str(groups):
                raise UnreadableDocument(f"an interchange counts {segment.get(1)} groups, there are {groups}")
            case "IEA":
                groups = 0

"""What the printed lines beside a row say of its figures: what was billed, what was taken off, and why.

A caption above a group of rows is no reason. Must not decide what is discount and what deduction: `lines` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workers.remittance.formats.layout import Line
from workers.remittance.formats.reason_words import is_reason
from workers.remittance.formats.vocabulary import Role, role_of

Labelled = tuple[str, int]
_BILLED = frozenset((Role.GROSS, Role.AMOUNT))


def labelled(note: Line) -> list[Labelled]:
    """The amounts of a line, each with the words before it."""
    pairs: list[Labelled] = []
    label: list[str] = []
    for segment in note.segments:
        if segment.amount is None:
            label.append(segment.text)
        elif segment.amount.text:
            pairs.append((" ".join(label), abs(segment.amount.minor)))
            label = []
    return pairs


def is_billed(label: str) -> bool:
    """Whether an amount is called that of the document itself.

    >>> is_billed("Rechnungsbetrag"), is_billed("./. Skonto")
    (True, False)
    """
    return role_of(label) in _BILLED


def taken_by(notes: Sequence[Line]) -> list[Labelled]:
    """The words and the figure of every note that takes something off: what it says was billed is not taken off."""
    found = []
    for note in notes:
        figure = sum(minor for label, minor in labelled(note) if not is_billed(label))
        if figure:
            found.append((words_of(note), figure))
    return found


def billed_in(notes: Sequence[Line]) -> int | None:
    """What the notes say was billed."""
    return next((minor for note in notes for label, minor in labelled(note) if is_billed(label)), None)


def words_of(note: Line) -> str:
    """The words of a note, without the name of the amount that was billed."""
    pairs = labelled(note)
    words = " ".join(s.text for s in note.segments if s.amount is None)
    return next((words.replace(label, "", 1).strip() for label, _ in pairs if is_billed(label)), words)


def reasons_in(notes: Sequence[Line], line: Line, *, taken: bool) -> Iterator[str]:
    """The words of the notes; those above a row of which nothing was taken off only where they say why."""
    for note in notes:
        words = words_of(note)
        if taken or note.number > line.number or is_reason(words):
            yield words

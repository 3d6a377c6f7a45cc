"""Decimals that a spreadsheet leaves out of round amounts: 500 stands for 500.00 where 12.5 stands for 12.50.

Only in a list of amounts under one title, and never where the cell before says that a number follows: a payment's
reference, an account. Must not decide what an amount is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BARE_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d{1,2})?$")
_NUMBER_FOLLOWS = re.compile(
    r"(?:\b(?:ref\w*|no|nr|n|id|num(?:ber|ero|\u00e9ro|\u00famero)?|n\u00famero|account|acct|konto|compte|cuenta|conto|code|trace|kenmerk"
    r"|riferimento|voucher|vendor|supplier|cheque|check)|n[\u00b0\u00ba]|#|nummer|nr|konto|referenz|kenmerk|referens)\W*$",
    re.IGNORECASE,
)
Cell = tuple[int, int]


def with_cents(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows with two digits in every bare amount of a list that has decimals.

    >>> with_cents([["Ref", "Paid"], ["7", "500"], ["8", "12.5"]])
    [['Ref', 'Paid'], ['7', '500.00'], ['8', '12.50']]
    >>> with_cents([["Payment no", "4711"], ["Total", "12.5"]])
    [['Payment no', '4711'], ['Total', '12.50']]
    """
    printed = [list(row) for row in rows]
    for run in _runs(rows):
        if any("." in printed[row][column] or "," in printed[row][column] for row, column in run):
            for row, column in run:
                printed[row][column] = _padded(printed[row][column])
    return printed


def _runs(rows: Sequence[Sequence[str]]) -> Iterator[list[Cell]]:
    """The bare amounts that stand below each other; words between them (a title) part them."""
    for column in range(max((len(row) for row in rows), default=0)):
        run: list[Cell] = []
        for number, row in enumerate(rows):
            text = row[column] if column < len(row) else ""
            if _BARE_NUMBER.match(text) and not (text.isdigit() and _is_a_number(row[:column])):
                run.append((number, column))
            elif any(c.isalpha() for c in text) and not any(c.isdigit() for c in text):
                yield run
                run = []
        yield run


def _is_a_number(before: Sequence[str]) -> bool:
    """Whether the cell before says that a number follows, which is no amount as long as it has no decimals."""
    label = next((text for text in reversed(before) if text.strip()), "")
    return bool(_NUMBER_FOLLOWS.search(label))


def _padded(cell: str) -> str:
    whole, mark, cents = cell.replace(",", ".").partition(".")
    return f"{whole}{mark or '.'}{cents:0<2}" if "," not in cell else f"{whole},{cents:0<2}"

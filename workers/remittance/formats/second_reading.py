"""The second engine's text against the first one's lines: every number that money hangs on must be in both.

Only what is printed is compared; order and layout of the second reading do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdviceLine


def disagreement(lines: Iterable[AdviceLine], second_reading: str) -> str:
    """The first reference or gross figure that the second engine did not read; empty when it read them all.

    >>> disagreement([AdviceLine("INV-7731", 12050)], "INV-7731  120.50"), disagreement([AdviceLine("INV-1", 5)], "-")
    ('', "the readers disagree on reference 'INV-1'")
    """
    text = canonical(second_reading)
    figures = "\n".join(re.sub(r"\D", "", line) for line in second_reading.splitlines())
    for line in lines:
        if not _has_reference(canonical(line.reference), text):
            return f"the readers disagree on reference {line.reference!r}"
        printed = [digits for figure in (line.net, line.gross) if figure for digits in _as_printed(abs(figure))]
        if printed and not any(digits in figures for digits in printed):
            return f"the readers disagree on the amount of {line.reference!r}"
    return ""


def _as_printed(figure: int) -> list[str]:
    """The digits of a figure; a round one may be printed without its decimals."""
    return [str(figure)] if figure % 100 else [str(figure), str(figure // 100)]


def _has_reference(reference: str, text: str) -> bool:
    """In one piece, or in two where it was broken over lines."""
    if reference in text:
        return True
    return any(reference[:cut] in text and reference[cut:] in text for cut in range(3, len(reference) - 2))

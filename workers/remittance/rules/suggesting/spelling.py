"""How far two document numbers are apart: slips of the hand and of the reader's eye. Pure.

Only ranks suggestions. One slip in a number of a long sequence often makes another number of the same book, so a near
spelling never posts anything.
"""

from __future__ import annotations

from workers.receivables.reference import fold

FAR = 9


def slips(printed: str, number: str) -> int:
    """Characters left out, put in, exchanged or swapped; look-alikes are the same. `FAR` when there are more than two.

    >>> slips("INV1O01", "INV1001"), slips("INV1010", "INV1001"), slips("INV2001", "INV1001"), slips("A1", "INV1001")
    (0, 1, 1, 9)
    """
    a, b = fold(printed), fold(number)
    if abs(len(a) - len(b)) > 2:
        return FAR
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1] if row[-1] <= 2 else FAR

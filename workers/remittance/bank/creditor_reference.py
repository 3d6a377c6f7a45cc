"""The document numbers that a bank line's structured references may hold. Pure.

What is inside must still be the whole number of one document of the payer; the check digits are those of
`workers.receivables.structured_reference`.
"""

from __future__ import annotations

from collections.abc import Iterable

from workers.receivables.reference import canonical
from workers.receivables.structured_reference import finnish_content, reference_content

_MIN_KEY = 3


def keys_of_structured(references: Iterable[str]) -> frozenset[str]:
    """The canonical numbers that may stand in these references, whole or without zeros in front.

    >>> sorted(keys_of_structured(["RF18 5390 0754 7034"]))
    ['539007547034', 'RF18539007547034']
    """
    keys: set[str] = set()
    for reference in references:
        whole = canonical(reference)
        numbers = {whole, reference_content(whole), finnish_content(whole)}
        keys |= numbers | {number.lstrip("0") for number in numbers}
    return frozenset(key for key in keys if len(key) >= _MIN_KEY)

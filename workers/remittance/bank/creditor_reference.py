"""Structured creditor references (ISO 11649, Swiss QR, Belgian, Finnish): the document number inside. Pure.

Only a reference whose check digits hold is opened; what is inside must still be the whole number of one document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stdnum import iso11649
from stdnum.ch import esr
from stdnum.exceptions import ValidationError

from workers.receivables.reference import canonical

_MIN_KEY = 3


def keys_of_structured(references: Iterable[str]) -> frozenset[str]:
    """The canonical numbers that may stand in these references, whole or without zeros in front.

    >>> sorted(keys_of_structured(["RF18 5390 0754 7034"]))
    ['539007547034', 'RF18539007547034']
    """
    keys: set[str] = set()
    for reference in references:
        whole = canonical(reference)
        bodies = {whole, *_bodies(whole)}
        keys |= bodies | {body.lstrip("0") for body in bodies}
    return frozenset(key for key in keys if len(key) >= _MIN_KEY)


def _bodies(reference: str) -> Iterable[str]:
    if reference.startswith("RF") and _holds(reference, iso11649.validate):
        yield reference[4:]
    if re.fullmatch(r"\d{27}", reference) and _holds(reference, esr.validate):
        yield reference[:-1]
    if re.fullmatch(r"\d{12}", reference) and int(reference[:10]) % 97 in (
        int(reference[10:]),
        int(reference[10:]) % 97,
    ):
        yield reference[:10]
    if re.fullmatch(r"\d{4,20}", reference) and _finnish(reference):
        yield reference[:-1]


def _holds(reference: str, validate: object) -> bool:
    assert callable(validate)
    try:
        validate(reference)
    except ValidationError:
        return False
    return True


def _finnish(reference: str) -> bool:
    """Weights 7, 3, 1 from the right; the last digit makes the sum a whole ten."""
    weights = (7, 3, 1)
    total = sum(int(digit) * weights[place % 3] for place, digit in enumerate(reversed(reference[:-1])))
    return (total + int(reference[-1])) % 10 == 0

"""Letters that one payer puts before our numbers, and that two people agreed are its own. Pure.

They count for nothing where the number as printed names a document, and only where it names one without them; what
then fits is matched by the same rules as every number. Digits are no such letters: they could be a number of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from workers.receivables.remittance_advice import AdviceLine, RemittanceAdvice

Knows = Callable[[str], bool]


def without_prefix(advice: RemittanceAdvice, prefix: str, knows: Knows) -> RemittanceAdvice:
    """The advice with the payer's letters taken off the numbers that name nothing with them."""

    def line(printed: AdviceLine) -> AdviceLine:
        rest = rest_of(printed.reference, prefix)
        if not rest or knows(printed.reference) or not knows(rest):
            return printed
        return replace(printed, reference=rest)

    payments = (replace(each, lines=tuple(map(line, each.lines))) for each in advice.payments)
    return replace(advice, payments=tuple(payments))


def knows_behind(prefix: str, knows: Knows) -> Knows:
    """For reading: a number is one of ours also when it is one behind the prefix."""
    if not prefix:
        return knows

    def known(reference: str) -> bool:
        rest = rest_of(reference, prefix)
        return knows(reference) or bool(rest and knows(rest))

    return known


def rest_of(reference: str, prefix: str) -> str:
    """What follows the prefix; empty where the reference does not begin with it.

    >>> rest_of("vn-INV 7", "VN"), rest_of("VNINV7", "VN"), rest_of("INV7", "VN"), rest_of("VN", "VN")
    ('INV 7', 'INV7', '', '')
    """
    found = re.match(rf"{re.escape(prefix)}[\W_]*", reference.strip(), re.IGNORECASE) if prefix else None
    return reference.strip()[found.end() :] if found else ""

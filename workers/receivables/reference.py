"""Canonical forms of document numbers: the keys by which a printed reference finds an open item.

Must not choose among candidates; `workers.remittance.rules` does.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]")
_NOT_DIGIT = re.compile(r"\D")


def canonical(number: str) -> str:
    """Letters and digits only, upper case, compatibility forms folded (POLICY rule 7.1).

    >>> canonical("inv-2026/001 234")
    'INV2026001234'
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", number).upper())
    return _NOT_ALPHANUMERIC.sub("", folded)


def digits(number: str) -> str:
    """The digits of a number without leading zeros; empty when fewer than three remain.

    >>> digits("INV-2026-001234"), digits("A-12")
    ('2026001234', '')
    """
    kept = _NOT_DIGIT.sub("", number).lstrip("0")
    return kept if len(kept) >= 3 else ""

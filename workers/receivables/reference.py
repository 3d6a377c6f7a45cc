"""Canonical forms of document numbers: the keys by which a printed reference finds an open item.

Must not choose among candidates; `workers.remittance.rules` does.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]")
_WORD = re.compile(r"[^\W_]+")
_MAX_RUN = 6
_MIN_KEY = 3


def canonical(number: str) -> str:
    """Letters and digits only, upper case, compatibility forms folded (POLICY rule 7.1).

    >>> canonical("inv-2026/001 234")
    'INV2026001234'
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", number).upper())
    return _NOT_ALPHANUMERIC.sub("", folded)


def keys_in(text: str) -> frozenset[str]:
    """The canonical forms of all runs of words in a text that could be the number of a document or a payment.

    >>> "INV2026001" in keys_in("see inv 2026/001, thanks"), "2026" in keys_in("INV-20261")
    (True, False)
    """
    words = [canonical(word) for word in _WORD.findall(text)]
    runs = ("".join(words[start : start + length]) for start in range(len(words)) for length in range(1, _MAX_RUN + 1))
    return frozenset(run for run in runs if len(run) >= _MIN_KEY and any(letter.isdigit() for letter in run))

"""Canonical forms of document numbers: the keys by which a printed reference finds an open item.

An item is stored under its `item_keys`; what is found by one of them is a candidate and no more.

Must not choose among candidates; `workers.remittance.rules` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]")
_WORD = re.compile(r"[^\W_]+")
_SEGMENT = re.compile(r"[A-Z]+|[0-9]+")
_SEPARATOR = re.compile(r"[\W_]+")
_LOOK_ALIKES = str.maketrans("OILSBZ", "011582")
_MAX_RUN = 6
MIN_KEY = 3


# The same few numbers are compared with each other again and again.
@lru_cache(maxsize=8_192)
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
    return frozenset(run for run in runs if len(run) >= MIN_KEY and any(letter.isdigit() for letter in run))


def shortened_forms(document_number: str) -> frozenset[str]:
    """What remains of a document number after leaving off leading segments, without leading zeros.

    >>> sorted(shortened_forms("INV-2026-001234"))
    ['1234', '2026001234', 'INV2026001234']
    """
    parts = _SEPARATOR.split(document_number)
    segments = [segment for part in parts for segment in _SEGMENT.findall(canonical(part))]
    forms = {"".join(segments[start:]).lstrip("0") for start in range(len(segments))}
    return frozenset(form for form in forms if len(form) >= MIN_KEY)


def fold(key: str) -> str:
    """Look-alikes folded: O and 0, I, L and 1, S and 5, B and 8, Z and 2.

    >>> fold("INVO01B")
    '1NV0018'
    """
    return key.translate(_LOOK_ALIKES)


def item_keys(document_number: str, po_number: str = "") -> frozenset[str]:
    """Every key under which an item must be found, folded: its number, whole and shortened, and its purchase order.

    >>> sorted(item_keys("INV-2026-001234", "PO 77"))
    ['1234', '1NV2026001234', '2026001234', 'P077']
    """
    whole = (canonical(document_number), canonical(po_number))
    return frozenset(fold(key) for key in (*whole, *shortened_forms(document_number)) if len(key) >= MIN_KEY)


def search_keys(forms: Iterable[str]) -> frozenset[str]:
    """The keys under which an item may stand that one of these canonical forms names, with or without its zeros.

    >>> sorted(search_keys(["0012", "00123", "INV7"]))
    ['0012', '00123', '123', '1NV7']
    """
    spelled = (fold(key) for form in forms for key in (form, form.lstrip("0")))
    return frozenset(key for key in spelled if len(key) >= MIN_KEY)

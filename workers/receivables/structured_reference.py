"""References with check digits that invoices carry for the payer's bank: what they hold, once the check holds.

ISO 11649 (RF), Swiss QR and ESR, Belgian OGM-VCS, Finnish viitenumero. Must not say which document is meant: the
content is a number like any other, and only the book knows whose.
"""

from __future__ import annotations

from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.ch import esr

from workers.receivables.reference import canonical

_SWISS_LENGTH = 27
_BELGIAN_LENGTH = 12
_FINNISH_LENGTHS = range(8, 21)


def reference_content(printed: str) -> str:
    """The number inside a structured reference, without its check digits; empty when it is none.

    >>> reference_content("RF74 INV 2026 001234"), reference_content("RF75 INV 2026 001234")
    ('INV2026001234', '')
    >>> reference_content("21 00000 00003 13947 14300 09017"), reference_content("+++010/8068/17183+++")
    ('21000000000313947143000901', '0108068171')
    """
    key = canonical(printed)
    if iso11649.is_valid(key):
        return key[4:]
    if not key.isdigit():
        return ""
    if len(key) == _SWISS_LENGTH:
        return key[:-1] if esr.is_valid(key) else ""
    if len(key) == _BELGIAN_LENGTH and ogm_vcs.is_valid(key):
        return key[:-2]
    return ""


def finnish_content(printed: str) -> str:
    """The number inside a Finnish reference, without its check digit; empty when it is none.

    A tenth of all numbers pass its check by chance, so it is kept apart from the strong ones.

    >>> finnish_content("1234 5672"), finnish_content("12345671")
    ('1234567', '')
    """
    key = canonical(printed)
    if not key.isdigit() or len(key) not in _FINNISH_LENGTHS:
        return ""
    weights = (7, 3, 1)
    total = sum(int(digit) * weights[place % 3] for place, digit in enumerate(reversed(key[:-1])))
    return key[:-1] if (total + int(key[-1])) % 10 == 0 else ""

"""The type codes of BAI2 that matter here: balances, credits and debits, and what comes back. Data only."""

from __future__ import annotations

OPENING = 10
CLOSING = 15
_CREDITS = range(101, 400)
_DEBITS = range(401, 700)
_PRIVATE_CREDITS = range(920, 960)
_PRIVATE_DEBITS = range(960, 1000)
# Debits: a deposited item, a cheque or an electronic receipt that came back, or a correction of a credit.
_RETURNED = frozenset((552, 554, 555, 557, 558, 561, 566, 568))
# Credits: what we had paid came back to us, or a debit was corrected.
_UNDONE = frozenset((168, 252, 254, 255, 257, 258, 261, 266, 268))


def is_detail(code: int) -> bool:
    """Whether a code is one of a transaction, not of a balance or a sum."""
    return any(code in codes for codes in (_CREDITS, _DEBITS, _PRIVATE_CREDITS, _PRIVATE_DEBITS))


def is_credit(code: int) -> bool:
    """Whether money came in.

    >>> is_credit(165), is_credit(555)
    (True, False)
    """
    return code in _CREDITS or code in _PRIVATE_CREDITS


def is_return(code: int) -> bool:
    """Whether the transaction takes another back."""
    return code in _RETURNED or code in _UNDONE

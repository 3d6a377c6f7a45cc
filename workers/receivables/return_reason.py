"""Why money went back, as banks say it: their codes in classes that a policy can name. Values only.

A code that is not listed has no class: nobody is asked for anything because of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

# A payer without the money, one whose account takes nothing, and one who objected to what was drawn.
ReturnClass = Literal["no_funds", "account_unusable", "objected"]
RETURN_CLASSES: tuple[ReturnClass, ...] = get_args(ReturnClass)

# ISO 20022 external return codes, and the words that banks print in their place. A debit without a mandate (MD01), a
# duplicate (AM05) and the bank's own mistakes are not the payer's doing.
_CLASSES: Mapping[ReturnClass, frozenset[str]] = {
    "no_funds": frozenset({"AM04", "NSF", "INSUFFICIENTFUNDS"}),
    "account_unusable": frozenset({"AC01", "AC04", "AC06", "ACCOUNTCLOSED", "ACCOUNTBLOCKED"}),
    "objected": frozenset({"MD06", "MS02", "SL01", "STOPPEDPAYMENT", "PAYMENTSTOPPED"}),
}


def return_class(reason: str) -> ReturnClass | None:
    """The class of a bank's reason.

    >>> return_class("AM04"), return_class("insufficient funds"), return_class("MD01"), return_class("")
    ('no_funds', 'no_funds', None, None)
    """
    said = re.sub(r"[^A-Z0-9]", "", reason.upper())
    return next((name for name, words in _CLASSES.items() if said in words), None)

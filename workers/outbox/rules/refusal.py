"""What a definite refusal says about the address: invalid, opted out, or nothing. Pure.

Codes: SMTP replies (RFC 5321) with enhanced status (RFC 3463), and Twilio's error codes (twilio.com/docs/api/errors).
"""

from __future__ import annotations

from enum import Enum

_NO_SUCH_MAILBOX = ("550", "551", "553", "5.1.")
_NO_SUCH_NUMBER = frozenset({"21211", "21214", "21217", "21614"})
_OPTED_OUT = frozenset({"21610"})


class Consequence(Enum):
    """What becomes of the contact's address."""

    NONE = "none"
    INVALID = "invalid"
    OPTED_OUT = "opted_out"


def consequence(channel: str, code: str) -> Consequence:
    """What a refusal means for the address; policy refusals such as 554 or 5.7.1 say nothing about it.

    >>> consequence("sms", "21610").value, consequence("email", "550").value, consequence("email", "554").value
    ('opted_out', 'invalid', 'none')
    """
    if channel == "sms" and code in _OPTED_OUT:
        return Consequence.OPTED_OUT
    if channel == "sms" and code in _NO_SUCH_NUMBER:
        return Consequence.INVALID
    if channel == "email" and code.startswith(_NO_SUCH_MAILBOX):
        return Consequence.INVALID
    return Consequence.NONE

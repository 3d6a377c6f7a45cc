"""What a definite refusal says about the address: invalid, opted out, nothing; or about us, the sender. Pure.

Codes: SMTP replies (RFC 5321) with enhanced status (RFC 3463), and Twilio's error codes (twilio.com/docs/api/errors),
which come with the answer to an attempt or, later, with a status callback.
"""

from __future__ import annotations

from enum import Enum

_NO_SUCH_MAILBOX = ("550", "551", "553", "5.1.")
# No number at all; no mobile; unknown to its carrier; a landline.
_NO_SUCH_NUMBER = frozenset({"21211", "21214", "21217", "21614", "30005", "30006"})
_OPTED_OUT = frozenset({"21610"})
# Filtered by a carrier; toll-free number not verified; number not registered; the sender cannot text, is no number of
# Twilio's, or is not ours. Each would happen to the next message too, whoever gets it.
_SENDER_REFUSED = frozenset({"30007", "30032", "30034", "21606", "21659", "21660"})


class Consequence(Enum):
    """What becomes of the contact's address, or of the channel."""

    NONE = "none"
    INVALID = "invalid"
    OPTED_OUT = "opted_out"
    SENDER_REFUSED = "sender_refused"


def consequence(channel: str, code: str) -> Consequence:
    """What a refusal means; policy refusals such as 554 or 5.7.1 say nothing about the address.

    >>> consequence("sms", "21610").value, consequence("email", "550").value, consequence("email", "554").value
    ('opted_out', 'invalid', 'none')
    """
    if channel == "email":
        return Consequence.INVALID if code.startswith(_NO_SUCH_MAILBOX) else Consequence.NONE
    if channel != "sms":
        return Consequence.NONE
    if code in _OPTED_OUT:
        return Consequence.OPTED_OUT
    if code in _NO_SUCH_NUMBER:
        return Consequence.INVALID
    return Consequence.SENDER_REFUSED if code in _SENDER_REFUSED else Consequence.NONE

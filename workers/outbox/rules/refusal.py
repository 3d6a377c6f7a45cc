"""What a definite refusal says about the address: invalid, opted out, nothing; or about us, the sender. Pure.

Codes: SMTP replies (RFC 5321) with enhanced status (RFC 3463), and Twilio's error codes (twilio.com/docs/api/errors),
which come with the answer to an attempt or, later, with a status callback.
"""

from __future__ import annotations

import re
from enum import Enum

from workers.receivables.delivery_status import Failure, judge_failure

# Bare answers to a recipient (RFC 5321) that mean its mailbox, unless their words say something else.
_NO_SUCH_MAILBOX = frozenset({"550", "551", "553"})
# No number at all; unknown to its carrier. A landline (21614, 30006) is a good number: somebody may call it.
_NO_SUCH_NUMBER = frozenset({"21211", "21214", "21217", "30005"})
_OPTED_OUT = frozenset({"21610"})
# Filtered by a carrier; toll-free number not verified; number not registered; the sender cannot text, is no number of
# Twilio's, or is not ours. Each would happen to the next message too, whoever gets it.
_SENDER_REFUSED = frozenset({"30007", "30032", "30034", "21606", "21659", "21660"})


# What SMTP says for now of a recipient or a mail; "421" is said by a server that hangs up on everybody.
_FOR_NOW = re.compile(r"4\d\d")
_HANGS_UP = "421"


class Consequence(Enum):
    """What becomes of the contact's address, or of the channel."""

    NONE = "none"
    INVALID = "invalid"
    OPTED_OUT = "opted_out"
    SENDER_REFUSED = "sender_refused"


def consequence(channel: str, code: str, words: str = "") -> Consequence:
    """What a refusal means; ``words`` are a mail server's own. An empty code proves nothing.

    >>> consequence("sms", "21610").value, consequence("email", "550").value, consequence("email", "5.7.1").value
    ('opted_out', 'invalid', 'none')
    """
    if channel == "email":
        return _of_mail(code, words) if code else Consequence.NONE
    if channel != "sms":
        return Consequence.NONE
    if code in _OPTED_OUT:
        return Consequence.OPTED_OUT
    if code in _NO_SUCH_NUMBER:
        return Consequence.INVALID
    return Consequence.SENDER_REFUSED if code in _SENDER_REFUSED else Consequence.NONE


def is_of_recipient(channel: str, code: str) -> bool:
    """Whether a refusal for now says anything of whoever was to get the message.

    A server that is down or will not log us in refuses everybody: then no other contact or channel is the better one.

    >>> is_of_recipient("email", "452"), is_of_recipient("email", "421"), is_of_recipient("email", "")
    (True, False, False)
    """
    return channel == "email" and code != _HANGS_UP and _FOR_NOW.fullmatch(code) is not None


def _of_mail(code: str, words: str) -> Consequence:
    """A mail server that refuses us is one of many: the message is a person's, and other mails go on."""
    failure = judge_failure(code, words)
    bare = failure is Failure.MESSAGE and code in _NO_SUCH_MAILBOX
    return Consequence.INVALID if failure is Failure.ADDRESS or bare else Consequence.NONE

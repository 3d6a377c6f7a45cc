"""What a failed delivery says: of the address, of us who sent, or of neither. Pure.

By the enhanced status (RFC 3463, and the registry of RFC 5248); where a server gives none or only a general one, by the
words that its kind of server uses. Words that say both say nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_GENERAL = re.compile(r"[45](?:\.[0-9]\.0|\.0\.\d+)\Z")
# No such mailbox or domain: bad, moved or closed mailbox; the name of its server leads nowhere (the last by Exchange).
_NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?!0\Z|7\Z|8\Z)\d+\Z|5\.2\.1\Z|5\.4\.4\Z|5\.4\.310\Z")
# Policy and security; and two codes of the first group that speak of the sender's address.
_SENDER = re.compile(r"5\.7\.\d+\Z|5\.1\.[78]\Z")
_SPEAKS_OF_ADDRESS = re.compile(
    r"(?:user|recipient|mailbox|(?<!sender )address|account|alias)\b.{0,40}\b(?:unknown|not found|not recogni[sz]ed"
    r"|does(?:n.t| not) exist|invalid|disabled|inactive|no longer|not known|not listed|unavailable|rejected)"
    r"|(?:unknown|no such|invalid|bad destination|non-?existent|undeliverable) (?:\w+ )?(?:user|recipient|mailbox"
    r"|address|account|alias|person|local)"
    r"|not our customer|no mailbox here|unrouteable address|recipientnotfound|not a valid (?:user|mailbox|recipient)"
    r"|doesn.t have an? \S+ account|host(?: or domain name)? (?:not found|unknown)|couldn.t find any host|nxdomain"
    r"|domain (?:\S+ )?(?:not found|does(?:n.t| not) exist)|no longer (?:works|employed|active)|empfänger unbekannt"
    r"|unbekannter (?:empfänger|benutzer)|existe pas|no existe|n.est pas valide",
    re.IGNORECASE,
)
_SPEAKS_OF_SENDER = re.compile(
    r"\bspam\b|black ?list|block ?list|\bblocked\b|\bdnsbl\b|\brbl\b|reputation|\bspf\b|\bdkim\b|\bdmarc\b|policy"
    r"|unauthenticated|not (?:authenticated|authorized|permitted|allowed to)|relay(?:ing)? (?:access )?denied"
    r"|unable to relay|sender (?:address )?(?:rejected|denied|blocked)|access denied|administrative prohibition",
    re.IGNORECASE,
)
# An address that the receiving tenant refuses before it looks at anything else; the words alone mislead.
_EXCHANGE_NO_SUCH = re.compile(r"recipient address rejected: access denied", re.IGNORECASE)


class Failure(StrEnum):
    """What a delivery that failed for good proves."""

    ADDRESS = "address"  # nothing sent there ever arrives
    SENDER = "sender"  # we are refused, and would be whoever the recipient is
    MESSAGE = "message"  # this one did not arrive: mailbox full, too large, given up; the next may


def enhanced_status(text: str) -> str:
    """The first enhanced status in a server's words; empty where it gives none.

    >>> enhanced_status("550-5.1.1 The email account that you tried to reach does not exist")
    '5.1.1'
    """
    found = _STATUS.search(text)
    return found.group(1) if found else ""


def judge_failure(status: str, words: str) -> Failure:
    """What a failure proves; ``status`` may be an enhanced one, a reply code or empty.

    >>> judge_failure("5.1.1", "").value, judge_failure("5.7.1", "blocked").value, judge_failure("", "disk full").value
    ('address', 'sender', 'message')
    """
    if status.startswith("4"):
        return Failure.MESSAGE  # whoever gave up did so on a temporary trouble
    if _EXCHANGE_NO_SUCH.search(words):
        return Failure.ADDRESS
    if not _STATUS.fullmatch(status) or _GENERAL.fullmatch(status):
        own_words = enhanced_status(words)
        status = own_words if own_words and not _GENERAL.fullmatch(own_words) else status
    if _NO_SUCH_ADDRESS.fullmatch(status):
        return Failure.ADDRESS
    if _SENDER.fullmatch(status):
        return Failure.SENDER
    if _STATUS.fullmatch(status) and not _GENERAL.fullmatch(status):
        return Failure.MESSAGE
    return _judge_words(words, Failure.ADDRESS if status == "5.1.0" else Failure.MESSAGE)


def _judge_words(words: str, otherwise: Failure) -> Failure:
    of_address, of_sender = bool(_SPEAKS_OF_ADDRESS.search(words)), bool(_SPEAKS_OF_SENDER.search(words))
    if of_address is of_sender:
        return otherwise
    return Failure.ADDRESS if of_address else Failure.SENDER

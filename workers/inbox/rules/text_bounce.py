"""Returned mails that say so only in words: qmail, old Exim, old Exchange, Notes, and many a home-made one.

Looks for who says it, what was returned, and the server's own line. Must not judge what the line means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.receivables.mail import Mail

_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|failed|has failed|notification|problem|report|delayed)"
    r"|mail delivery (?:failed|failure|subsystem|system)|mail system error|returned mail|returned to sender"
    r"|failure notice|message (?:you sent )?(?:could not be|not) delivered|couldn't be delivered|delayed mail"
    r"|warning: (?:message|could not send)|message delayed|non ?delivery|rejected mail|unzustellbar|nicht zugestellt"
    r"|nicht zustellbar|zustellung fehlgeschlagen|non remis|non distribu|échec de (?:la )?(?:remise|distribution)"
    r"|no se pudo entregar|no se ha podido entregar|entrega fallida|onbestelbaar|mancata consegna",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"^(?:mailer-daemon|mailerdaemon|postmaster|mail-daemon|mdaemon|postoffice)@", re.IGNORECASE)
_DAEMON_NAME = re.compile(r"mail delivery|mailer.daemon|system administrator|postmaster|delivery (?:sub)?system", re.I)
# What follows is our own mail, and says nothing of its fate.
_COPY = re.compile(
    r"^[-\s>*]*(?:below this line is a copy|this is a copy of (?:the|your)|-+ ?original message"
    r"|original message (?:head|foll)"
    r"|the (?:header|original message)s? (?:of the original )?(?:is|was|follow|header)|included is a copy"
    r"|-{3,} ?(?:message header|returned message|undelivered message|unsent message|ursprüngliche)"
    r"|return-path:|received: (?:from|by) )",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"<?([\w.+=&'-]+@[\w-]+(?:\.[\w-]+)+)>?")
_CODE = re.compile(r"(?<![\d.])[45]\d\d(?:[ -]|\Z)|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
_DELAY = re.compile(
    r"warning|delayed|(?:has|could) not (?:yet )?(?:been|be) delivered (?:yet|after|for)"
    r"|will (?:be retried|retry|keep trying|continue|be tried)|not need to (?:resend|send)|no action is required"
    r"|still trying|temporar(?:y|ily)",
    re.IGNORECASE,
)
_FINAL = re.compile(r"permanent|giving up|given up|gave up|fatal|expired|too long|retry timeout exceeded|failed", re.I)
_WORDS_MAX = 600


@dataclass(frozen=True, slots=True)
class TextBounce:
    """The recipient, and the words of the server that would not take the mail."""

    recipient: str
    words: str
    is_delay: bool


def find_text_bounce(mail: Mail) -> TextBounce | None:
    """What a returned mail without a report says; None when nothing was returned."""
    if not (_is_from_a_server(mail) and (_SUBJECT.search(mail.subject) or mail.header("x-failed-recipients"))):
        return None
    text = "\n".join(mail.texts)
    copy = _COPY.search(text)
    told = text[: copy.start()] if copy else text
    recipient = mail.header("x-failed-recipients").partition(",")[0].strip() or _recipient(mail, told)
    words = _server_words(told, recipient)
    is_final = bool(re.search(r"(?<![\d.])5(?:\d\d\b|\.\d{1,3}\.\d{1,3})", words) or _FINAL.search(told))
    return TextBounce(recipient, words, is_delay=not is_final and _is_delay(mail, told, words))


def _is_from_a_server(mail: Mail) -> bool:
    """By the name a mail system writes under, or by the empty return path that only those have (RFC 5321, 4.5.5)."""
    sender = mail.sender
    empty_path = mail.header("return-path").strip() == "<>"
    return bool(_DAEMON.match(sender.address) or _DAEMON_NAME.search(sender.name) or empty_path)


def _recipient(mail: Mail, told: str) -> str:
    """The first address that is neither the daemon's nor the one it writes to."""
    own = {address.lower() for address in _ADDRESS.findall(mail.header("to"))}
    found = (address for address in _ADDRESS.findall(told) if not _DAEMON.match(address) and address.lower() not in own)
    return next(found, "")


def _server_words(told: str, recipient: str) -> str:
    """From the first line with a code, else from the last that names the recipient, to the next empty line."""
    lines = told.splitlines()
    with_code = [n for n, line in enumerate(lines) if _CODE.search(line)]
    naming = [n for n, line in enumerate(lines) if recipient and recipient in line]
    if not (with_code or naming):
        return " ".join(told.split())[:_WORDS_MAX]
    start = with_code[0] if with_code else naming[-1]
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines))
    return " ".join(" ".join(lines[start:end]).split())[:_WORDS_MAX]


def _is_delay(mail: Mail, told: str, words: str) -> bool:
    temporary = re.search(r"(?<![\d.])4(?:\d\d\b|\.\d{1,3}\.\d{1,3})", words)
    return bool(temporary or _DELAY.search(mail.subject) or _DELAY.search(told))

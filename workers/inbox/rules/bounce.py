"""Bounces: delivery status notifications (RFC 3464) and the older kinds that only say so in words.

Finds which of our mails came back, for whom, and whether for good. Must not decide what follows from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.receivables.mail import Mail

_FAILURE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|subsystem)|returned mail"
    r"|failure notice|unzustellbar|nicht zugestellt|non remis|no se pudo entregar|onbestelbaar|mancata consegna",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_ADDRESS = re.compile(r"<?([\w.+'-]+@[\w.-]+\.[A-Za-z]{2,})>?")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY_CODE = re.compile(r"\b([45]\d\d)[ -]")
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail of ours that did not arrive. ``is_permanent`` is False for delays and temporary failures."""

    recipient: str
    status: str
    message_id: str
    is_permanent: bool
    diagnostic: str = ""

    @property
    def reason(self) -> str:
        kind = "permanent" if self.is_permanent else "temporary"
        return f"{kind} failure {self.status or 'without status'} for {self.recipient or 'an unnamed recipient'}"


def find_bounce(mail: Mail) -> Bounce | None:
    """The bounce a mail reports, or None when it reports none; a report of success is none."""
    if mail.delivery_status:
        return _from_report(mail)
    if _DAEMON.match(mail.sender.address) and _FAILURE_SUBJECT.search(mail.subject):
        return _from_text(mail)
    return None


def _from_report(mail: Mail) -> Bounce | None:
    """RFC 3464: one block for the message, then one for each recipient; the first failed recipient counts."""
    for block in mail.delivery_status:
        fields = dict(block)
        action = fields.get("action", "").strip().lower()
        if action in ("failed", "delayed"):
            recipient = fields.get("original-recipient") or fields.get("final-recipient", "")
            status = _STATUS.search(fields.get("status", ""))
            number = status.group(1) if status else ""
            is_permanent = action == "failed" and not number.startswith("4")
            address = recipient.partition(";")[2].strip() or recipient.strip()
            return Bounce(address, number, _returned_id(mail), is_permanent, fields.get("diagnostic-code", ""))
    return None


def _from_text(mail: Mail) -> Bounce:
    text = "\n".join(mail.texts)
    status, code = _STATUS.search(text), _REPLY_CODE.search(text)
    number = status.group(1) if status else code.group(1) if code else ""
    recipient = mail.header("x-failed-recipients")
    if not recipient:
        others = (found for found in _ADDRESS.findall(text) if not _DAEMON.match(found))
        recipient = next(others, "")
    return Bounce(recipient, number, _returned_id(mail), not number.startswith("4"), _first_line(text, number))


def _returned_id(mail: Mail) -> str:
    """The Message-ID of the mail that came back: of the part returned, else quoted in the text."""
    returned = next((inner.message_id for inner in mail.inner if inner.message_id), "")
    quoted = next((found.group(1) for text in mail.texts if (found := _MESSAGE_ID.search(text))), "")
    return returned or quoted or next(iter(mail.in_reply_to or mail.references), "")


def _first_line(text: str, wanted: str) -> str:
    return next((line.strip() for line in text.splitlines() if wanted and wanted in line), "")

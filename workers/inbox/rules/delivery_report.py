"""Delivery status notifications (RFC 3464): what became of a mail of ours, recipient by recipient.

Those that only say so in words are read by `text_bounce`. Must not decide what follows from a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from enum import StrEnum

from workers.inbox.rules.text_bounce import TextBounce, find_text_bounce
from workers.receivables.delivery_status import Failure, enhanced_status, judge_failure
from workers.receivables.mail import Mail

_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_QUOTED_ID = re.compile(r"^>?\s*(?:x-|original-)*message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_ORIGINAL_ID = ("original-message-id", "x-original-message-id")


class Action(StrEnum):
    """What a mail server did. Only `failed` and `delivered` are the end of a mail."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


_BY_CLASS = {"5": Action.FAILED, "4": Action.DELAYED, "2": Action.DELIVERED}


@dataclass(frozen=True, slots=True)
class RecipientReport:
    """What became of the mail for one recipient; ``addresses`` are the one we wrote to and the one it ended at."""

    action: Action
    status: str = ""
    words: str = ""
    addresses: tuple[str, ...] = ()

    @property
    def failure(self) -> Failure:
        """What a failed delivery proves."""
        return judge_failure(self.status, self.words)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A whole report. ``message_ids`` may name our mail, ``sent_to`` may hold its return address."""

    recipients: tuple[RecipientReport, ...]
    message_ids: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()

    def about(self, address: str) -> RecipientReport:
        """The part about a recipient. Behind a list or an alias, the one that got farthest stands for all."""
        wanted = address.strip().lower()
        own = [one for one in self.recipients if wanted in (each.lower() for each in one.addresses)]
        return max(own or self.recipients, key=lambda one: _PROGRESS.index(one.action))


_PROGRESS = (Action.FAILED, Action.DELAYED, Action.RELAYED, Action.EXPANDED, Action.DELIVERED)


def find_report(mail: Mail) -> DeliveryReport | None:
    """The report that a mail is, or None when it is none."""
    recipients = tuple(_recipients(mail))
    if not recipients:
        text_bounce = find_text_bounce(mail)
        if text_bounce is None:
            return None
        recipients = (_of_text(text_bounce),)
    return DeliveryReport(recipients, tuple(dict.fromkeys(_message_ids(mail))), _sent_to(mail))


def _recipients(mail: Mail) -> Iterator[RecipientReport]:
    """One block for the message, then one for each recipient: what has no recipient is the message's."""
    for block in mail.delivery_status:
        fields = dict(block)
        addresses = tuple(
            _address(fields[name]) for name in ("original-recipient", "final-recipient") if name in fields
        )
        action = _action(fields)
        if addresses and action is not None:
            words = fields.get("diagnostic-code", "")
            yield RecipientReport(action, enhanced_status(fields.get("status", "")), words, addresses)


def _action(fields: Mapping[str, str]) -> Action | None:
    """The action by its first word, else by the class of the status."""
    word = re.match(r"\s*([a-z]+)", fields.get("action", "").lower())
    if word and word.group(1) in set(Action):
        return Action(word.group(1))
    return _BY_CLASS.get(enhanced_status(fields.get("status", ""))[:1])


def _address(field: str) -> str:
    """The address in ``rfc822; ann@payer.example``."""
    return (field.partition(";")[2] or field).strip().strip("<>")


def _of_text(found: TextBounce) -> RecipientReport:
    action = Action.DELAYED if found.is_delay else Action.FAILED
    return RecipientReport(
        action, enhanced_status(found.words), found.words, (found.recipient,) if found.recipient else ()
    )


def _message_ids(mail: Mail) -> Iterator[str]:
    """What may be the Message-ID of the mail that came back, the surest first."""
    for block in mail.delivery_status:
        for name, value in block:
            if name in _ORIGINAL_ID:
                yield from _MESSAGE_ID.findall(value)
    yield from (inner.message_id for inner in mail.inner if inner.message_id)
    yield from (found for text in mail.texts for found in _QUOTED_ID.findall(text))
    yield from (*mail.in_reply_to, *mail.references)


def _sent_to(mail: Mail) -> tuple[str, ...]:
    """Every address that the report was sent to, by the envelope or by its header."""
    fields = [value for name in _DELIVERED_TO for value in mail.all_headers(name)]
    return tuple(dict.fromkeys(address for _, address in getaddresses(fields) if "@" in address))

"""What an incoming mail is about: a remittance advice, a bounce, an automatic answer, a reply, or none of ours.

Only what the mail says in plain words counts; two different answers in one mail are unclear and go to a person. Words
that must stop everything (insolvency, a lawyer, a death, a complaint) win over all others. Must not act on anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from workers.inbox.rules.absence import is_automatic, says_away
from workers.inbox.rules.delivery_report import DeliveryReport, find_report
from workers.inbox.rules.reply_intent import Intent, find_intent
from workers.receivables.mail import Attachment, Mail


class Kind(StrEnum):
    """Where a mail goes."""

    REMITTANCE = "remittance"
    REPORT = "report"
    OUT_OF_OFFICE = "out_of_office"
    REPLY = "reply"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Triage:
    """The kind with its reason; ``quote`` is the sentence it rests on, ``intent`` what a reply wants."""

    kind: Kind
    reason: str
    quote: str = ""
    intent: Intent | None = None
    report: DeliveryReport | None = None


_ADVICE = re.compile(
    r"remittance|payment (?:advice|notification|detail)|your payment|zahlungsavis|\bavis\b|zahlungsanzeige|überweis"
    r"|r[èe]glement|virement|aviso de pago|detalle de pago|avviso di (?:pagamento|bonifico)"
    r"|betaal(?:advies|specificatie)"
    r"|has sent you a payment|we have (?:paid|instructed|transferred)|paying the following",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d[\d.,' \u00a0]{0,30}[.,]\d{2}(?!\d)")
_READ_RECEIPT = "report-type=disposition-notification"
_TOLD_TO_EVERYBODY = ("insolvency", "deceased")
_REPLY_SUBJECT = re.compile(r"^\s*(?:re|aw|antw|sv|rép|ref|rif|odp)\s*(?:\[\d+\])?:", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|csv|tsv|xlsx|xlsm)$", re.IGNORECASE)
_DOCUMENT_TYPES = frozenset(("application/pdf", "application/x-pdf", "text/csv"))


def triage(mail: Mail, is_our_message: Callable[[str], bool] = lambda _: False) -> Triage:
    """The kind of a mail; ``is_our_message`` tells whether a Message-ID is of a mail that we sent.

    >>> triage(Mail(headers=(("subject", "Remittance advice 4711"),))).kind
    <Kind.REMITTANCE: 'remittance'>
    """
    report = find_report(mail)
    if report is not None:
        return Triage(Kind.REPORT, "a delivery report", report=report)
    answers_us = any(is_our_message(one) for one in (*mail.in_reply_to, *mail.references))
    automatic = _automatic(mail, answers_us=answers_us)
    if automatic is not None:
        return automatic
    if _READ_RECEIPT in mail.header("content-type").lower():
        return Triage(Kind.NOT_OURS, "a read receipt", mail.subject)
    if _announces_payment(mail, answers_us=answers_us):
        return Triage(Kind.REMITTANCE, "it carries documents or announces a payment", mail.subject)
    intent = find_intent(mail)
    if answers_us or _REPLY_SUBJECT.match(mail.subject) or intent.name != "unclear":
        return Triage(Kind.REPLY, intent.name, intent.quote, intent)
    if mail.header("list-unsubscribe") or mail.header("precedence").lower() in ("bulk", "list", "junk"):
        return Triage(Kind.NOT_OURS, "a mass mailing", mail.subject)
    return (
        Triage(Kind.REPLY, "unclear", intent.quote, intent)
        if _says_something(mail)
        else Triage(Kind.NOT_OURS, "an empty mail", mail.subject)
    )


def _automatic(mail: Mail, *, answers_us: bool) -> Triage | None:
    """An automatic answer. It is no reply even where it seems to promise or dispute something.

    But a firm that is insolvent, or the house of somebody who died, says so to everybody who writes: that must stop us.
    """
    marked = is_automatic(mail, answers_us=answers_us)
    if _documents(mail) or not (marked or says_away(mail)):
        return None
    intent = find_intent(mail)
    if intent.name in _TOLD_TO_EVERYBODY:
        return Triage(Kind.REPLY, intent.name, intent.quote, intent)
    if marked or intent.name == "unclear":
        return Triage(Kind.OUT_OF_OFFICE, "an automatic answer", mail.subject)
    if intent.name == "promise":
        return Triage(Kind.REPLY, "unclear", intent.quote, Intent("unclear", intent.quote))
    return None


def _announces_payment(mail: Mail, *, answers_us: bool) -> bool:
    """Documents, unless they come with an answer that wants something; or a text that announces and lists amounts."""
    documents = _documents(mail)
    named = any(_ADVICE.search(text) for text in (mail.subject, *(document.name for document in documents)))
    if named and not answers_us:
        return True
    if documents:
        return not answers_us or named or find_intent(mail).name in ("unclear", "already_paid")
    bodies = [body for part in mail.walk() for body in (*part.texts, *part.htmls)]
    return not answers_us and any(_ADVICE.search(body) and len(_AMOUNT.findall(body)) > 1 for body in bodies)


def _documents(mail: Mail) -> list[Attachment]:
    return [file for part in mail.walk() for file in part.attachments if _is_document(file)]


def _is_document(file: Attachment) -> bool:
    by_name = _DOCUMENT.search(file.name) or file.content_type in _DOCUMENT_TYPES
    return bool(by_name) or file.content.startswith(b"%PDF")


def _says_something(mail: Mail) -> bool:
    return any(text.strip() for part in mail.walk() for text in (*part.texts, *part.htmls))

"""What an incoming mail is about: a remittance advice, a bounce, an automatic answer, a reply, fraud, or none of ours.

Only what the mail says in plain words counts; two different answers in one mail are unclear and go to a person. Words
that must stop everything (insolvency, a lawyer, a death, a complaint) win over all others. Must not act on anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from workers.inbox.rules.absence import find_away, is_automatic
from workers.inbox.rules.delivery_report import DeliveryReport, find_report
from workers.inbox.rules.phrase_book import Hit, PhraseBook
from workers.inbox.rules.reply_intent import UNCLEAR, Intent, find_intent
from workers.policy.phrase import plain
from workers.policy.reply_rules import FRAUD_WANTS
from workers.receivables.attachment_signs import find_bad_attachment, is_page
from workers.receivables.mail import Attachment, Mail
from workers.receivables.stop import STOP_KINDS


class Kind(StrEnum):
    """Where a mail goes. Of a suspicious one nothing is used, and nobody who wrote it gets an answer."""

    REMITTANCE = "remittance"
    REPORT = "report"
    OUT_OF_OFFICE = "out_of_office"
    REPLY = "reply"
    SUSPICIOUS = "suspicious"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Triage:
    """The kind with its reason; ``quote`` is the sentence it rests on, ``rule`` what found it, ``intent`` the wish."""

    kind: Kind
    reason: str
    quote: str = ""
    intent: Intent | None = None
    report: DeliveryReport | None = None
    rule: str = ""


_AMOUNT = re.compile(r"\d[\d.,' \u00a0]{0,30}[.,]\d{2}(?!\d)")
_READ_RECEIPT = "report-type=disposition-notification"
_TOLD_TO_EVERYBODY = ("bankruptcy", "insolvency", "deceased")
_REPLY_SUBJECT = re.compile(r"^\s*(?:re|aw|antw|sv|rép|ref|rif|odp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|csv|tsv|xlsx?|xlsm|docx|edi|x12|820|tiff?)$", re.IGNORECASE)
_DOCUMENT_TYPES = frozenset(("application/pdf", "application/x-pdf", "text/csv", "application/edi-x12"))
_URL = re.compile(r"https?://", re.IGNORECASE)
_LONGEST = 60_000


def triage(mail: Mail, book: PhraseBook, is_ours: Callable[[str], bool] = lambda _: False, own: str = "") -> Triage:
    """The kind of a mail; ``is_ours`` tells whether a Message-ID is of a mail that we sent, ``own`` is our domain.

    >>> triage(Mail(headers=(("subject", "Re: Your account"),), texts=("Thanks.",)), PhraseBook({})).kind
    <Kind.REPLY: 'reply'>
    """
    report = find_report(mail)
    if report is not None:
        return Triage(Kind.REPORT, "a delivery report", report=report)
    return _Sorter(mail, book, is_ours, own).sort()


class _Sorter:
    """Sorts one mail; what it wants is read once."""

    def __init__(self, mail: Mail, book: PhraseBook, is_ours: Callable[[str], bool], own: str) -> None:
        self._mail, self._book = mail, book
        self._answers_us = any(is_ours(one) for one in (*mail.in_reply_to, *mail.references))
        self._intent = find_intent(mail, book, own)
        self._documents = [file for part in mail.walk() for file in part.attachments if _is_document(file)]

    def sort(self) -> Triage:
        automatic = self._automatic()
        if automatic is not None:
            return automatic
        if _READ_RECEIPT in self._mail.header("content-type").lower():
            return Triage(Kind.NOT_OURS, "a read receipt", self._mail.subject)
        if self._stops and not (self._intent.doubtful and self._announces_payment()):
            return self._reply()
        suspicious = self._suspicious()
        if suspicious is not None:
            return suspicious
        if self._announces_payment():
            return Triage(Kind.REMITTANCE, "it carries documents or announces a payment", self._mail.subject)
        return self._reply_or_none()

    @property
    def _stops(self) -> bool:
        return self._intent.name in STOP_KINDS

    def _reply_or_none(self) -> Triage:
        mail = self._mail
        if self._answers_us or _REPLY_SUBJECT.match(mail.subject):
            return self._reply()
        if mail.header("list-unsubscribe") or mail.header("precedence").lower() in ("bulk", "list", "junk"):
            return Triage(Kind.NOT_OURS, "a mass mailing", mail.subject)
        return self._reply() if _says_something(mail) else Triage(Kind.NOT_OURS, "an empty mail", mail.subject)

    def _reply(self) -> Triage:
        intent = self._intent
        return Triage(Kind.REPLY, intent.name, intent.quote, intent, rule=intent.rule)

    def _automatic(self) -> Triage | None:
        """An automatic answer. It is no reply even where it seems to promise or dispute something.

        But a firm that is insolvent, or the house of somebody who died, says so to everybody: that must stop us.
        """
        marked = is_automatic(self._mail, self._book, answers_us=self._answers_us)
        away = None if marked else find_away(self._mail, self._book)
        if self._documents or not (marked or away):
            return None
        if self._intent.name in _TOLD_TO_EVERYBODY:
            return self._reply()
        if marked or self._intent.name in (UNCLEAR, "wrong_contact", "opt_out"):
            rule = away.rule if away else ""
            return Triage(Kind.OUT_OF_OFFICE, "an automatic answer", self._mail.subject, rule=rule)
        if self._intent.name == "promise":
            return Triage(Kind.REPLY, UNCLEAR, self._intent.quote, Intent(UNCLEAR, self._intent.quote))
        return None

    def _suspicious(self) -> Triage | None:
        """Signs of fraud in what the mail says or carries, whoever wrote it."""
        intent = self._intent
        if intent.name in FRAUD_WANTS:
            return Triage(Kind.SUSPICIOUS, intent.name, intent.quote, intent, rule=intent.rule)
        wrong = find_bad_attachment(self._mail)
        if wrong:
            return Triage(Kind.SUSPICIOUS, wrong, self._mail.subject, intent)
        files = [file for part in self._mail.walk() for file in part.attachments]
        if not self._documents and any(is_page(file) for file in files):
            return Triage(Kind.SUSPICIOUS, "a web page is attached instead of a document", self._mail.subject, intent)
        link = self._link_for_a_document(files)
        if link is not None:
            return Triage(Kind.SUSPICIOUS, "a link stands for a document", self._mail.subject, intent, rule=link.rule)
        return None

    def _link_for_a_document(self, files: list[Attachment]) -> Hit | None:
        """A mail that announces a payment and holds neither a document nor figures, but a link to follow."""
        if files or self._answers_us or self._intent.name != UNCLEAR:
            return None
        bodies = self._bodies()
        if not any(_URL.search(body) for body in bodies) or any(len(_AMOUNT.findall(body)) > 1 for body in bodies):
            return None
        if not any(self._speaks_of_payment(text) for text in (self._mail.subject, *bodies)):
            return None
        return next((hit for body in bodies if (hit := self._book.find("link", plain(body)))), None)

    def _announces_payment(self) -> bool:
        """Documents, unless they come with an answer that wants something; or a text that announces and lists."""
        texts = (self._mail.subject, *(document.name for document in self._documents))
        named = any(self._speaks_of_payment(text) for text in texts)
        if named and not self._answers_us:
            return True
        if self._documents:
            return not self._answers_us or named or self._intent.name in (UNCLEAR, "already_paid")
        listing = (body for body in self._bodies() if len(_AMOUNT.findall(body)) > 1)
        return not self._answers_us and any(self._speaks_of_payment(body) for body in listing)

    def _speaks_of_payment(self, text: str) -> bool:
        return self._book.find("advice", plain(text.replace(".", " "))) is not None

    def _bodies(self) -> list[str]:
        return [body[:_LONGEST] for part in self._mail.walk() for body in (*part.texts, *part.htmls)]


def _is_document(file: Attachment) -> bool:
    by_name = _DOCUMENT.search(file.name) or file.content_type in _DOCUMENT_TYPES
    return bool(by_name) or file.content.startswith((b"%PDF", b"ISA*"))


def _says_something(mail: Mail) -> bool:
    return any(text.strip() for part in mail.walk() for text in (*part.texts, *part.htmls))

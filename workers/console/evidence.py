"""What a case rests on, made readable: the mail, its documents, the words that matter in them, and all other facts.

Mails and documents are hostile: text is shown as text, and documents are read in the limited reader processes.
Must not decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from workers.console.view.facts import Fact, facts_of
from workers.errors import UnreadableDocument
from workers.ledger.incoming.raw_messages import find_message
from workers.ledger.queue.cases import Case
from workers.receivables.mail import Attachment, Mail, parse_mail
from workers.remittance.document import Source, kind_of

# Shown as tables or elsewhere on the page.
_SHOWN_APART = {"suggestions", "lines", "mail", "script", "samples", "residuals", "quote", "said", "arrangement"}
_TEXT_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a person reads it. ``files`` are its attachments by name and size; ``is_whole`` unless it was cut."""

    mail_id: int
    sender: str
    recipients: str
    subject: str
    sent_at: Any
    text: str
    is_whole: bool
    files: Sequence[tuple[str, int]]


def read_letter(connection: Connection, case: Case) -> Letter | None:
    """The mail that the case is about; None when it is about none, or what came is no mail."""
    mail = mail_of(connection, case)
    if mail is None:
        return None
    text = "\n\n".join(mail.texts).strip()
    return Letter(
        case.evidence["mail"],
        f"{mail.sender.name} <{mail.sender.address}>".strip(),
        mail.header("to"),
        mail.subject,
        mail.sent_at,
        text[:_TEXT_MAX],
        len(text) <= _TEXT_MAX,
        [(file.name, len(file.content)) for file in documents_of(mail)],
    )


def mail_of(connection: Connection, case: Case) -> Mail | None:
    """The parsed mail of a case."""
    mail_id = case.evidence.get("mail")
    if not isinstance(mail_id, int):
        return None
    try:
        return parse_mail(find_message(connection, mail_id).content)
    except UnreadableDocument:
        return None


def documents_of(mail: Mail) -> list[Attachment]:
    """What a reader may be able to show of a mail: its files, and its HTML where it has no plain text."""
    files = [attachment for each in mail.walk() for attachment in each.attachments]
    bodies = [] if mail.texts else [Attachment("mail.html", "text/html", html.encode()) for html in mail.htmls]
    return [file for file in (*bodies, *files) if kind_of(_source(file))]


def source_of(mail: Mail, number: int) -> Source | None:
    """The document of that number, for a reader."""
    found = documents_of(mail)
    return _source(found[number]) if 0 <= number < len(found) else None


def words_that_matter(evidence: Mapping[str, Any]) -> list[str]:
    """What the robot read or looked for: references and document numbers, in lines, residuals and suggestions."""
    lines: list[Any] = [*evidence.get("lines", ()), *evidence.get("residuals", ())]
    posts = [post for each in evidence.get("suggestions", ()) for post in each.get("posts", ())]
    named = [
        record.get(key)
        for record in (*lines, *posts)
        if isinstance(record, dict)
        for key in ("reference", "document", "document_number")
    ]
    return sorted({str(word) for word in named if word})


def other_facts(case: Case, *told: str) -> list[Fact]:
    """Whatever else the case holds, without what the page told already."""
    rest = {name: value for name, value in case.evidence.items() if name not in _SHOWN_APART.union(told)}
    return list(facts_of(rest, case.currency or ""))


def plain(value: Any) -> str:
    """A value of a JSON document as a person reads it.

    >>> plain([{"document": "INV-1", "net": None}, True])
    'document INV-1; yes'
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{key.replace('_', ' ')} {plain(each)}" for key, each in value.items() if plain(each))
        case list() | tuple():
            return "; ".join(plain(each) for each in value)
        case _:
            return str(value)


def _source(file: Attachment) -> Source:
    return Source(file.name, file.content_type, file.content)

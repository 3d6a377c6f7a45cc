"""What goes with a notice: the statement of its account, and copies of the invoices it lists, within a size.

Copies lie in a folder, one PDF per document number. What is missing, does not fit or cannot be printed is left out and
said; it never keeps a notice back. Reads files; must not read the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import structs

from workers.channels.base import Attachment
from workers.policy.robot import RobotPolicy
from workers.receivables.notice import NoticeFacts
from workers.rendering.letter_text import UnprintableText

PDF = "application/pdf"
MISSING = "no copy in the folder"
UNREADABLE = "not a PDF that opens"
TOO_LARGE = "too large"
UNPRINTABLE = "letters that we cannot print"
# What programs that save attachments stumble over.
_UNUSUAL = re.compile(r"[^\w. -]")


@dataclass(frozen=True, slots=True)
class InvoiceCopies:
    """Where copies lie, and how many bytes may go with one notice: ``folder/NUMBER.pdf``.

    With several entities it is ``folder/ENTITY/NUMBER.pdf``: their numbers may be the same, and a stranger's invoice
    would be worse than none.
    """

    folder: Path | None = None
    per_entity: bool = False
    limit: int = 0

    def path_of(self, entity: str, number: str) -> Path | None:
        """The file of a document; signs that no file name has are written as in a URL (``RE%2F17.pdf``)."""
        if self.folder is None:
            return None
        folder = self.folder / entity if self.per_entity else self.folder
        return folder / f"{file_name(number)}.pdf"


def invoice_copies(robot: RobotPolicy, home: Path) -> InvoiceCopies:
    """As robot.yaml says, below the robot's home."""
    outbox = robot.outbox
    return InvoiceCopies(home / outbox.invoices, len(robot.entities) > 1, outbox.max_attachment_kb * 1024)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The facts of a notice with the names of what goes with it, the files, and what was left out and why."""

    facts: NoticeFacts
    files: tuple[Attachment, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def record(self) -> Mapping[str, Any]:
        """What went along, by hash, and what did not; empty for a notice with which nothing was to go."""
        if not self.files and not self.left_out:
            return {}
        enclosed = [{"name": file.name, "sha256": sha256(file.content).hexdigest()} for file in self.files]
        return {"enclosed": enclosed, "left_out": dict(self.left_out)}


@dataclass(slots=True)
class _Envelope:
    """What was put in so far, and how much more fits."""

    room: int
    files: dict[str, Attachment] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        if len(content) > self.room:
            self.left_out[name] = TOO_LARGE
            return
        self.room -= len(content)
        self.files[name] = pdf_file(name, content)


def enclose(
    facts: NoticeFacts, entity: str, copies: InvoiceCopies, statement: tuple[str, Callable[[], bytes]]
) -> Enclosed:
    """The statement first, then the copies in the order of the items, as long as all together stay within the limit.

    ``statement`` is what the customer's language calls it, and how it is printed.
    """
    title, print_statement = statement
    envelope = _Envelope(copies.limit)
    if facts.statement is not None:
        try:
            envelope.add(title, print_statement())
        except UnprintableText:
            envelope.left_out[title] = UNPRINTABLE
    for number in [item.document_number for item in facts.items] if facts.encloses_copies else []:
        path = copies.path_of(entity, number)
        if path is None or not path.is_file():
            envelope.left_out[number] = MISSING
        elif path.stat().st_size > envelope.room:
            envelope.left_out[number] = TOO_LARGE
        elif (content := open_copy(path)) is None:
            envelope.left_out[number] = UNREADABLE
        else:
            envelope.add(number, content)
    too_large = tuple(name for name, why in envelope.left_out.items() if why == TOO_LARGE)
    named = structs.replace(facts, enclosed=tuple(envelope.files), not_enclosed=too_large)
    return Enclosed(named, tuple(envelope.files.values()), tuple(envelope.left_out.items()))


def pdf_file(name: str, content: bytes, pages: int = 0) -> Attachment:
    """A PDF under a name that programs take."""
    return Attachment(f"{_UNUSUAL.sub('-', name)}.pdf", PDF, content, pages)


def file_name(name: str) -> str:
    """A name that every file system takes and that no other document's name becomes.

    >>> file_name("RE/2026/17"), file_name("..")
    ('RE%2F2026%2F17', '%2E%2E')
    """
    quoted = quote(name, safe=" ")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")


def open_copy(path: Path) -> bytes | None:
    """The content of a copy; None where it is no PDF, or somebody took it away just now."""
    from workers.rendering.joining import is_printable_pdf  # pdfium is slow to load and needed only here

    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if is_printable_pdf(content) else None

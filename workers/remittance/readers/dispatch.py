"""One file in, one document or a refusal out: the choice of the reader by what the file is."""

from __future__ import annotations

from dataclasses import replace

from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Refusal, Source, kind_of
from workers.remittance.readers.delimited import decode_text, read_csv, read_text
from workers.remittance.readers.html import read_html
from workers.remittance.readers.pdf import read_pdf
from workers.remittance.readers.scans import can_read_scans, read_picture
from workers.remittance.readers.spreadsheet import read_xlsx
from workers.remittance.readers.word import read_docx
from workers.remittance.readers.x12_820 import read_x12
from workers.remittance.readers.zipped import open_archive

_LONGEST_WORD = 120


def read_source(source: Source, limits: ReadingLimits) -> Document | Refusal:
    """The document, or why it cannot be read. Hostile files end in a `Refusal`, whatever a parser raises."""
    try:
        return _within_limits(_read(source, limits), limits)
    except UnreadableDocument as refused:
        return Refusal(source.name, refused.kind, str(refused))
    except (Exception, RecursionError, MemoryError) as error:  # a parser on hostile input may raise anything
        return Refusal(source.name, "unreadable", f"{type(error).__name__}: {error}"[:300])


def _within_limits(document: Document, limits: ReadingLimits) -> Document:
    """Refuses a document of too many words; words longer than any number or name are left out."""
    if sum(len(page.words) for page in document.pages) > limits.max_words:
        raise UnreadableDocument(f"more than {limits.max_words} words")
    pages = (replace(p, words=tuple(w for w in p.words if len(w.text) <= _LONGEST_WORD)) for p in document.pages)
    return replace(document, pages=tuple(pages))


def _read(source: Source, limits: ReadingLimits) -> Document:
    if len(source.content) > limits.max_bytes:
        raise UnreadableDocument(f"{len(source.content)} bytes are more than {limits.max_bytes}")
    if not source.content:
        raise UnreadableDocument("0 bytes")
    match kind_of(source):
        case "pdf":
            return read_pdf(source.name, source.content, limits, source.password)
        case "xlsx":
            return read_xlsx(source.name, source.content, limits.max_unpacked_bytes)
        case "docx":
            return read_docx(source.name, source.content, limits.max_unpacked_bytes)
        case "x12":
            return read_x12(source.name, decode_text(source.content))
        case "zip":
            return _read(open_archive(source, limits), limits)
        case "ole":
            raise _refused_office(source.content)
        case "html":
            return read_html(source.name, decode_text(source.content))
        case "csv":
            return read_csv(source.name, decode_text(source.content))
        case "text":
            return read_text(source.name, decode_text(source.content))
        case "image" if can_read_scans(limits):
            return read_picture(source.name, source.content, limits)
        case other:
            raise UnreadableDocument(f"no reader for {other or 'this kind of file'}")


def _refused_office(content: bytes) -> UnreadableDocument:
    """Office files of before 2007, and later ones locked with a password, which are packed the same way."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UnreadableDocument("the Office file needs a password", kind="encrypted")
    return UnreadableDocument("an Office file of the old kind (.xls, .doc): ask for .xlsx, .docx, PDF or CSV")

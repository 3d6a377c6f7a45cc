"""ZIP attachments: one document is read like any other; everything else of the kind ends in a case."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.integration.remittance.advice_mails import BOOK, advice_pdf, judge_mail, kind_of_decision, mail_with, posted
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Refusal, Source
from workers.remittance.readers.pool import InProcessReaders, ReaderPool

TABLE = b"Invoice,Net\nINV-1,100.00\nTotal,100.00\n"


def archive(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


def read(content: bytes, limits: ReadingLimits | None = None) -> Document | Refusal:
    (found,) = InProcessReaders(limits).read([Source("advice.zip", "application/zip", content)])
    return found


def locked(content: bytes) -> bytes:
    """The same archive, whose part claims to be encrypted."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[changed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_the_only_document_of_an_archive_is_read(method: int) -> None:
    packed = archive(("out/", b""), ("out/advice.csv", TABLE), ("__MACOSX/._advice.csv", b"x"), method=method)
    found = read(packed)
    assert isinstance(found, Document)
    assert (found.name, found.kind) == ("advice.csv", "csv")
    assert "INV-1" in " ".join(word.text for page in found.pages for word in page.words)


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        pytest.param(archive(("a.csv", TABLE), ("b.csv", TABLE)), "unreadable", "holds 2 files", id="two files"),
        pytest.param(archive(), "unreadable", "", id="empty"),
        pytest.param(archive(("out/", b"")), "unreadable", "holds 0 files", id="only a folder"),
        pytest.param(archive(*((f"{n}/", b"") for n in range(51))), "unreadable", "more than 50 parts", id="51 parts"),
        pytest.param(archive(("bomb.csv", b"0" * 2_000_000)), "unreadable", "which is too much", id="bomb"),
        pytest.param(
            archive(("inner.zip", archive(("a.csv", TABLE)))), "unreadable", "an archive within an archive", id="nested"
        ),
        pytest.param(archive(("setup.exe", b"MZ" + TABLE)), "unreadable", "no reader for", id="program"),
        pytest.param(locked(archive(("a.csv", TABLE))), "encrypted", "needs a password", id="locked"),
        pytest.param(archive(("a.csv", TABLE))[:40], "unreadable", "not a readable archive", id="cut"),
    ],
)
def test_every_other_archive_is_refused_with_its_reason(content: bytes, kind: str, says: str) -> None:
    found = read(content)
    assert isinstance(found, Refusal)
    assert found.kind == kind
    assert says in found.reason


def test_a_part_is_read_no_further_than_the_limit() -> None:
    found = read(archive(("a.csv", TABLE * 20)), ReadingLimits(max_bytes=400))
    assert isinstance(found, Refusal)
    assert "which is too much" in found.reason


def test_an_archive_is_opened_in_the_reader_process() -> None:
    with ReaderPool() as pool:
        (found,) = pool.read([Source("advice.zip", "", archive(("advice.csv", TABLE)))])
    assert isinstance(found, Document)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_an_advice_that_came_in_an_archive_is_applied_and_two_of_them_are_a_case(method: int) -> None:
    pdf = advice_pdf(BOOK.items)
    judged = judge_mail(mail_with(("advice.zip", archive(("advice.pdf", pdf), method=method))))
    assert posted(judged) == {item.document_number: item.open for item in BOOK.items}
    both = archive(("a.pdf", pdf), ("b.pdf", pdf), method=method)
    assert kind_of_decision(judge_mail(mail_with(("advices.zip", both)))) == "unreadable"

"""What goes with a notice: statement and copies, within a size, and what is said of those left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from tests.unit.rendering.sample_notice import FACTS
from workers.outbox.enclosures import MISSING, TOO_LARGE, UNREADABLE, InvoiceCopies, enclose, file_name
from workers.receivables.notice import AccountStatement
from workers.rendering import Renderer
from workers.rendering.joining import is_printable_pdf, join
from workers.rendering.letter import print_statement
from workers.rendering.paper import Pdf

ROOT = Path(__file__).parents[3]
STATED = structs.replace(FACTS, statement=AccountStatement(date(2026, 3, 3), FACTS.items, 0), encloses_copies=True)


def a_pdf() -> Pdf:
    return print_statement(STATED, Renderer(ROOT / "templates").wording("final_notice", "en"))


@pytest.fixture
def copies(tmp_path: Path) -> InvoiceCopies:
    return InvoiceCopies(tmp_path, limit=200_000)


def put(copies: InvoiceCopies, number: str, content: bytes) -> None:
    path = copies.path_of("default", number)
    assert path is not None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


STATEMENT = ("Statement of account", lambda: b"%PDF-1.4 " + b"s" * 991)


def test_statement_and_copies_go_along_by_name_and_hash(copies: InvoiceCopies) -> None:
    put(copies, "RE2026/0934", a_pdf().content)
    put(copies, "RE2026/1981", a_pdf().content)
    enclosed = enclose(STATED, "default", copies, STATEMENT)
    assert [f.name for f in enclosed.files] == ["Statement of account.pdf", "RE2026-0934.pdf", "RE2026-1981.pdf"]
    assert enclosed.facts.enclosed == ("Statement of account", "RE2026/0934", "RE2026/1981")
    assert [len(entry["sha256"]) for entry in enclosed.record["enclosed"]] == [64] * 3
    assert enclosed.left_out == ()


def test_what_does_not_fit_is_left_out_and_named_to_the_customer(copies: InvoiceCopies) -> None:
    big, small = a_pdf().content + b"\n" * 5_000, a_pdf().content
    put(copies, "RE2026/0934", big)
    put(copies, "RE2026/1981", small)
    tight = replace(copies, limit=1_000 + len(small))
    enclosed = enclose(STATED, "default", tight, STATEMENT)
    assert enclosed.facts.enclosed == ("Statement of account", "RE2026/1981")
    assert enclosed.facts.not_enclosed == ("RE2026/0934",)
    assert dict(enclosed.left_out) == {"RE2026/0934": TOO_LARGE}
    nothing = enclose(STATED, "default", replace(copies, limit=999), STATEMENT)
    assert nothing.files == ()
    assert nothing.facts.not_enclosed[0] == "Statement of account"


def test_a_missing_or_broken_copy_is_no_error_and_not_told_to_the_customer(copies: InvoiceCopies) -> None:
    put(copies, "RE2026/1981", b"%PDF-1.4 torn")
    enclosed = enclose(structs.replace(STATED, statement=None), "default", copies, STATEMENT)
    assert enclosed.files == ()
    assert enclosed.facts.not_enclosed == ()
    assert enclosed.record == {"enclosed": [], "left_out": {"RE2026/0934": MISSING, "RE2026/1981": UNREADABLE}}


def test_a_notice_that_encloses_nothing_records_nothing(copies: InvoiceCopies) -> None:
    enclosed = enclose(FACTS, "default", copies, STATEMENT)
    assert (enclosed.facts, enclosed.record) == (FACTS, {})


def test_numbers_of_two_entities_lie_apart(copies: InvoiceCopies, tmp_path: Path) -> None:
    put(copies, "RE2026/0934", a_pdf().content)
    apart = replace(copies, per_entity=True)
    assert apart.path_of("west", "17") == tmp_path / "west" / "17.pdf"
    assert enclose(structs.replace(STATED, statement=None), "default", apart, STATEMENT).files == ()


def test_no_number_leaves_the_folder_and_no_two_share_a_file() -> None:
    numbers = ["../../etc/passwd", "..", ".", "A/1", "A_1", "A%2F1", "A 1", "A\\1", "Ä1"]
    names = [file_name(number) for number in numbers]
    assert len(set(names)) == len(numbers)
    assert not any("/" in name or "\\" in name or name in (".", "..") for name in names)


def test_joined_pages_are_the_same_bytes_each_time() -> None:
    part = a_pdf()
    first, second = (join([part.content, part.content]) for _ in range(2))
    assert first == second
    # Two of them may fall into one second: no moment may stand in them at all.
    assert b"/CreationDate(D:20000101000000" in first.content
    assert first.pages == 2 * part.pages
    assert is_printable_pdf(first.content)

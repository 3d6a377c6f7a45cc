"""Hostile files end as cases within 15 seconds and in bounded memory, and the mail behind them is applied."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.integration.remittance.advice_mails import (
    BOOK,
    POLICY,
    advice_pdf,
    kind_of_decision,
    mail_with,
    posted,
)
from tests.integration.remittance.hostile_files import OFFICE_FILES, PDFS, TEXTS
from tests.integration.remittance.reader_processes import most_memory, reader_processes
from workers.remittance.readers.pool import ReaderPool
from workers.remittance.run import judge, read_mail

LONGEST_S = 15
MOST_MEMORY = 600_000_000
GOOD = mail_with(("advice.pdf", advice_pdf(BOOK.items)))
ALL = {item.document_number: item.open for item in BOOK.items}
FILES = {
    **{name: ("a.pdf", content) for name, content in PDFS.items()},
    **{name: ("a.bin", content) for name, content in OFFICE_FILES.items()},
    **TEXTS,
}


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(POLICY.reading_limits) as pool:
        yield pool


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_as_a_case_and_stops_nothing(name: str, readers: ReaderPool) -> None:
    started = time.monotonic()
    judgement = judge(read_mail(mail_with(FILES[name]), "a.eml", readers), BOOK, POLICY)
    assert time.monotonic() - started < LONGEST_S
    assert (kind_of_decision(judgement), posted(judgement)) in (("unreadable", {}), ("not_a_remittance", {})), (
        judgement.decision
    )
    assert posted(judge(read_mail(GOOD, "b.eml", readers), BOOK, POLICY)) == ALL
    assert all(most_memory(process) < MOST_MEMORY for process in reader_processes())


@pytest.mark.parametrize("name", [name for name in OFFICE_FILES if "entities" in name or "another file" in name])
def test_entities_are_refused_before_anything_parses_them(name: str, readers: ReaderPool) -> None:
    judgement = judge(read_mail(mail_with(FILES[name]), "a.eml", readers), BOOK, POLICY)
    assert "document type" in judgement.decision.why

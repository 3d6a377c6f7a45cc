"""Every look of an advice is read back to the very lines it was made from."""

from __future__ import annotations

from datetime import date

import pytest

from workers.demo.advice import Announcement, Dressed, PaidLine
from workers.demo.looks import LOOKS, Look
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Source
from workers.remittance.formats.interpret import Context, interpret
from workers.remittance.readers.dispatch import read_source

_PLAIN = (PaidLine("INV-2026-10001", date(2026, 1, 7), 123_450), PaidLine("INV-2026-10017", date(2026, 1, 21), 98_705))
_DISCOUNTED = (
    PaidLine("INV-2026-10003", date(2026, 1, 12), 100_000, discount=2_000),
    PaidLine("INV-2026-10009", date(2026, 1, 14), 1_234_567, discount=24_691),
)
_SHORTENED = (
    PaidLine("INV-2026-10031", date(2026, 2, 2), 250_000, deduction=11_225, reason="Fracht nicht vereinbart"),
    PaidLine("INV-2026-10040", date(2026, 2, 6), 77_010),
)
_CASES = {"plain": _PLAIN, "discounted": _DISCOUNTED, "shortened": _SHORTENED, "single": _PLAIN[:1]}


def _announcement(lines: tuple[PaidLine, ...], language: str) -> Announcement:
    currency = "EUR" if language == "de" else "USD"
    payer = "Ahrendt Maschinenbau GmbH" if language == "de" else "Blackwood Tool & Die LLC"
    return Announcement(payer, "Brightwater Components", "ZA-204711", date(2026, 2, 13), currency, language, lines)


def _document(dressed: Dressed) -> Document:
    file = dressed.files[0] if dressed.files else None
    source = (
        Source(file.name, file.content_type, file.content)
        if file
        else Source("body.html", "text/html", dressed.html.encode())
    )
    document = read_source(source, ReadingLimits())
    assert isinstance(document, Document), document
    return document


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__module__.rpartition(".")[2])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("case", sorted(_CASES))
def test_a_look_is_read_back_to_its_lines(look: Look, language: str, case: str) -> None:
    announcement = _announcement(_CASES[case], language)
    context = Context(knows=lambda text: text.startswith("INV-"), sent_on=announcement.paid_on)
    read = interpret(_document(look(announcement)), context)
    assert not read.why_not
    assert len(read.payments) == 1
    payment = read.payments[0]
    assert [(line.reference, line.net) for line in payment.lines] == [
        (line.number, line.net) for line in announcement.lines
    ]
    assert (payment.amount, payment.currency) == (announcement.total, announcement.currency)
    assert (payment.reference, payment.date) == (announcement.reference, announcement.paid_on)
    assert [line.reason for line in payment.lines if line.reason] == [
        line.reason for line in announcement.lines if line.reason
    ]
    assert sum(line.discount or 0 for line in payment.lines) == sum(line.discount for line in announcement.lines)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__module__.rpartition(".")[2])
def test_a_look_gives_the_same_bytes_again(look: Look) -> None:
    announcement = _announcement(_PLAIN, "en")
    assert look(announcement) == look(announcement)

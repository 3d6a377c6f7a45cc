"""Whatever words stand on a page, reading ends soon and without an error; the work grows with the page, not faster."""

from __future__ import annotations

import random
import time

import pytest

from tests.soon import assert_soon
from workers.remittance.document import Document, Page, Word
from workers.remittance.formats.interpret import Context, interpret
from workers.remittance.formats.vocabulary import plain

_WORDS = (
    "Invoice", "Net", "Gross", "Total", "Subtotal", "Payment", "amount:", "EUR", "-", "(", ")", "CR", "1.234,56",
    "99.00", "-5.00", "12.", "INV-2026-000101", "INV-2026-", "000101", "Skonto", "less", "discount", "Rechnung:", "vom",
    "05.11.2026", "|", "Credit", "Debit", "\u200b", "\ufb01n", "1", "4500", "$", "%", "Seite", "\u00dcbertrag",
    "Date:", "From:",
)  # fmt: skip


def _page(draw: random.Random) -> Page:
    words = []
    for row in range(draw.randrange(1, 60)):
        x = draw.choice((50.0, 52.0, 120.0))
        for text in draw.choices(_WORDS, k=draw.randrange(1, 9)):
            words.append(Word(text, x, x + 5.0 * len(text), 12.0 * row, 12.0 * row + 9))
            x += 5.0 * len(text) + draw.choice((3.0, 20.0, 60.0))
    return Page(tuple(words))


def _read(documents: int) -> None:
    draw = random.Random(7)
    known = {"INV-2026-000101", "000101"}.__contains__
    began = time.process_time()
    for _ in range(documents):
        document = Document("x", "pdf", tuple(_page(draw) for _ in range(draw.randrange(1, 4))))
        for payment in interpret(document, Context(known)).payments:
            assert payment.conflict or not payment.stated or payment.amount
    assert_soon(began, loops=30 * documents)


def test_random_pages_are_read_without_an_error() -> None:
    _read(12)


@pytest.mark.slow
def test_very_many_random_pages_are_read_without_an_error() -> None:
    _read(200)


def _table(rows: int) -> Document:
    pages = []
    for first in range(0, rows, 40):
        cells = [("Invoice", 50.0), ("Net", 500.0)]
        words = [Word(text, x, x + 5.0 * len(text), 100, 109) for text, x in cells]
        for place in range(40):
            top = 115.0 + 13 * place
            words += [Word(f"ZZ-{first + place:06}", 50, 95, top, top + 9), Word("10.00", 500, 525, top, top + 9)]
        pages.append(Page(tuple(words)))
    return Document("x", "pdf", tuple(pages))


def _seconds(rows: int) -> float:
    document, began = _table(rows), time.process_time()
    interpret(document, Context())
    return time.process_time() - began


def test_unknown_rows_cost_no_more_than_their_number() -> None:
    small, large = min(_seconds(200) for _ in range(3)), min(_seconds(800) for _ in range(2))
    assert large < 4 * small * 3


def test_plain_text_is_the_same_with_and_without_accents() -> None:
    assert plain("R\u00e9f. N\u00b0 12/3 #") == plain("Ref. N  12/3 #") == "ref n 12/3 #"

"""Looking items up by stored keys finds every item that a line could mean: the match is that of the whole book."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.csv_book import CsvBook
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.remittance.item_lookup import ItemLookup
from workers.remittance.rules.matching import ItemIndex

_DAY = date(2026, 3, 2)
_pieces = st.sampled_from(("INV", "RE", "2026", "0012", "12", "O12", "1", "SI", "B", "8", "77", "ÄB", "5S", "000"))
_marks = st.sampled_from(("", "-", "/", " ", ".", "\u00a0"))
numbers = st.lists(st.tuples(_pieces, _marks), min_size=1, max_size=4).map(lambda p: "".join(a + b for a, b in p))
_amounts = st.sampled_from((0, 500, 900))
items = st.lists(st.tuples(numbers, numbers | st.just(""), _amounts), min_size=1, max_size=8)
labels = st.sampled_from(("", "Invoice ", "No. ", "Rechnung Nr. ", "RF18", "Inv", "00", "No. 0"))


def book_of(rows: list[tuple[str, str, int]]) -> CsvBook:
    found = tuple(
        OpenItem(n, f"C{n % 2}", "invoice", number, _DAY, _DAY, "EUR", 900, left, order)
        for n, (number, order, left) in enumerate(rows, 1)
    )
    return CsvBook((), found)


@settings(max_examples=150, derandomize=True)
@given(items, labels, st.data())
def test_the_stored_keys_hide_no_item_that_a_line_could_mean(
    rows: list[tuple[str, str, int]], label: str, data: st.DataObject
) -> None:
    """Law 9's other half: what is loaded does not depend on what else the book holds."""
    book = book_of(rows)
    named = data.draw(st.sampled_from([number for row in rows for number in row[:2] if number]) | numbers)
    cut = data.draw(st.integers(0, 3))
    mentions = data.draw(st.sampled_from(((), (named,))))
    line = AdviceLine(label + named[cut:], data.draw(_amounts), mentions=mentions)
    advice = RemittanceAdvice((AdvicePayment(line.net, "EUR", (line,)),))
    whole = [item for item in book.items if item.customer_id == "C1"]
    loaded = ItemLookup(book, ("C1",)).items_of(advice)
    for text in (line.reference, *mentions):
        asked = AdviceLine(text, line.net)
        assert ItemIndex(loaded).match(asked) == ItemIndex(whole).match(asked)


@settings(max_examples=100, derandomize=True)
@given(items, st.lists(numbers, max_size=4))
def test_what_was_expected_from_the_page_changes_no_answer(rows: list[tuple[str, str, int]], texts: list[str]) -> None:
    book = book_of(rows)
    ahead, late = ItemLookup(book, ("C0", "C1")), ItemLookup(book, ("C0", "C1"))
    ahead.expect([" ".join(texts)])
    for text in texts:
        assert ahead.knows(text) == late.knows(text)

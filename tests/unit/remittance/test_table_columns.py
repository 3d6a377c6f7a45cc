"""What counts as money in a column, and where one table ends and the next begins beside it."""

from __future__ import annotations

import pytest

from workers.remittance.document import Document, Page, Word
from workers.remittance.formats.blocks import find_blocks
from workers.remittance.formats.columns import cells_of
from workers.remittance.formats.header import find_headers
from workers.remittance.formats.layout import lines_of
from workers.remittance.formats.untitled import guess_header
from workers.remittance.formats.vocabulary import Role


def _document(*rows: tuple[tuple[str, float], ...]) -> Document:
    words = [
        Word(text, x, x + 5.0 * len(text), 14.0 * number, 14.0 * number + 9)
        for number, row in enumerate(rows)
        for text, x in row
    ]
    return Document("x", "pdf", (Page(tuple(words)),))


@pytest.mark.parametrize(("figure", "counts"), [("12.50", False), ("1,250", True)])
def test_a_bare_number_is_money_only_beside_whole_amounts(figure: str, counts: bool) -> None:
    document = _document(
        (("Invoice", 50), ("Net", 500)), (("A-1001", 50), (figure, 500)), (("Acme", 50), ("7", 505))
    )  # fmt: skip
    lines = lines_of(document, 2)
    header = find_headers(lines)[0]
    last = cells_of(lines[1:], header.titles)[2]
    assert [segment.amount is not None for column, segment in last if column == 1] == [counts]


def test_whole_amounts_count_beside_one_with_decimals() -> None:
    """Who leaves off the decimals of round amounts prints some with a mark of thousands, some bare, some with cents."""
    figures = ("1,250", "600", "-116.67")
    rows = [((f"A-100{place}", 50), (figure, 500)) for place, figure in enumerate(figures)]
    lines = lines_of(_document((("Invoice", 50), ("Net", 500)), *rows), 2)
    cells = cells_of(lines[1:], find_headers(lines)[0].titles)
    assert [s.amount.minor for row in cells.values() for c, s in row if c == 1 and s.amount] == [
        125_000,
        60_000,
        -11_667,
    ]


@pytest.mark.parametrize(("place", "figures"), [(515, [75_000, 527_143, 1_250]), (505, [527_143, 1_250])])
def test_a_round_amount_counts_where_all_amounts_end(place: float, figures: list[int]) -> None:
    rows = ((("A-1001", 50), ("750", place)), (("A-1002", 50), ("5,271.43", 490)), (("A-1003", 50), ("12.50", 505)))
    lines = lines_of(_document((("Invoice", 50), ("Net paid", 490)), *rows), 2)
    cells = cells_of(lines[1:], find_headers(lines)[0].titles)
    assert [s.amount.minor for row in cells.values() for c, s in row if c == 1 and s.amount] == figures


def test_tables_beside_each_other_are_read_one_by_one() -> None:
    titles = tuple((text, x + shift) for x in (50.0, 220.0, 390.0) for text, shift in (("Invoice", 0.0), ("Net", 90.0)))
    row = tuple(
        (text, x + shift)
        for number, x in enumerate((50.0, 220.0, 390.0))
        for text, shift in ((f"A-100{number}", 0.0), (f"{number + 1}0.00", 85.0))
    )
    document = _document(titles, row)
    blocks = find_blocks(document, lines_of(document, 2), lambda text: text.startswith("A-"))
    assert [block.items.rows[0].text(0) for block in blocks] == ["A-1000", "A-1001", "A-1002"]


def test_two_headers_without_a_row_between_them_are_one() -> None:
    """Each line alone tells more columns than both together: the words are known, what they make up is not."""
    above, below = (("Invoice", 50), ("Due", 300), ("Orig.", 500)), (("Bill", 50), ("Amt.", 300), ("Applied", 500))
    lines = lines_of(_document(above, below, (("A-1001", 50), ("12.50", 500))), 2)
    assert [[title.text for title in header.titles] for header in find_headers(lines)] == [
        ["Invoice Bill", "Due Amt.", "Orig. Applied"]
    ]


def test_a_single_row_over_a_total_states_no_payment_by_repeating_it() -> None:
    """It says everything twice by chance."""
    titles = (("Invoice", 50), ("Sum", 200), ("Net", 300))
    row, total = (("A-1001", 50), ("12.50", 200), ("12.50", 300)), (("Total", 50), ("12.50", 300))
    document = _document(titles, row, total)
    (block,) = find_blocks(document, lines_of(document, 2), lambda text: text.startswith("A-"))
    assert [title.role for title in block.header.titles] == [Role.REFERENCE, Role.AMOUNT, Role.NET]


def _blocks_of(titles: tuple[tuple[str, float], ...], *rows: tuple[tuple[str, float], ...]) -> list[str]:
    document = _document(titles, *rows)
    blocks = find_blocks(document, lines_of(document, 2), lambda text: text.startswith("A-"))
    return [title.text for title in blocks[0].header.titles]


def test_titles_that_touch_are_parted_where_the_rows_have_amounts() -> None:
    """Read as one title, the column of discounts vanished and every discount was a short payment."""
    titles = (("Invoice", 50.0), ("Amt.", 200.0), ("Due", 222.0), ("Discount", 240.0), ("Net", 320.0), ("paid", 337.0))
    rows = [((f"A-100{n}", 50.0), ("100.00", 205.0), ("2.00", 255.0), ("98.00", 330.0)) for n in range(3)]
    assert _blocks_of(titles, *rows) == ["Invoice", "Amt. Due", "Discount", "Net paid"]


def test_a_title_over_one_column_is_left_whole() -> None:
    titles = (("Invoice", 50.0), ("Amt.", 200.0), ("Due", 222.0), ("now", 240.0), ("Net", 320.0), ("paid", 337.0))
    rows = [((f"A-100{n}", 50.0), ("100.00", 205.0), ("98.00", 330.0)) for n in range(3)]
    assert _blocks_of(titles, *rows) == ["Invoice", "Amt. Due now", "Net paid"]


def test_an_amount_that_a_document_is_called_by_begins_no_table_above_it() -> None:
    """No number stood beside the amounts: the rows set like the first one were asked of nothing, and reading broke."""
    document = _document(*((("Carriage", 50), (figure, 500)) for figure in ("41.00", "52.00", "63.00", "74.00")))
    lines = lines_of(document, 2)
    header = guess_header(lines, lambda text: text in ("52.00", "63.00", "74.00"))
    assert header is not None
    assert header.first == 0

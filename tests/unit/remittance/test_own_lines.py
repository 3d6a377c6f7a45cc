"""What is paid on a document is what its own lines print, whatever else on the page would close."""

from __future__ import annotations

import pytest

from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.document import Document, Page, Word
from workers.remittance.formats.layout import Line, lines_of
from workers.remittance.formats.own_lines import as_printed

_GAP = 40.0


def _page(*rows: tuple[str, ...]) -> list[Line]:
    """Rows of cells with a wide gap between them."""
    words = []
    for number, row in enumerate(rows):
        x = 50.0
        for cell in row:
            for text in cell.split():
                words.append(Word(text, x, x + 5.0 * len(text), 14.0 * number, 14.0 * number + 9))
                x += 5.0 * len(text) + 3
            x += _GAP
    return lines_of(Document("x", "pdf", (Page(tuple(words)),)), 2)


def _read(*read: AdviceLine, page: list[Line]) -> AdvicePayment:
    payment = AdvicePayment(sum(line.net for line in read), "EUR", read)
    return as_printed((payment,), page)[0]


def test_the_only_known_number_of_a_list_does_not_get_the_whole_payment() -> None:
    """Found by the hunt: of four documents we know one, and its open amount is the payment."""
    page = _page(("Total", "2,495.71"), ("VK-33850", "809.90"), ("VK-33940", "770.74"), ("VK-33965", "915.07"))
    assert "VK-33940 is printed beside another amount" in _read(AdviceLine("VK-33940", 249_571), page=page).conflict


@pytest.mark.parametrize(
    ("under", "reference"), [("02", "VK-33940 - 02"), ("Pallets", "VK-33940"), ("1302", "VK-33940")]
)
def test_a_list_of_numbers_that_goes_on_below_names_no_single_document(under: str, reference: str) -> None:
    page = _page(("VK-33940 -", "770.74"), (under,), ("Total", "770.74"))
    assert [line.reference for line in _read(AdviceLine("VK-33940", 77_074), page=page).lines] == [reference]


@pytest.mark.parametrize("rest", [" - 02", "/02", "/02/13", " - 8J", ", 02"])
def test_a_number_cut_out_of_a_list_of_numbers_names_no_single_document(rest: str) -> None:
    """Found by the hunt: "INV-39965 - 02" was read as INV-39965, which was open with the sum of both."""
    page = _page(("INV-39962", "5,724.89"), (f"INV-39965{rest}", "14 May 2026", "8,581.50"))
    read = _read(AdviceLine("INV-39962", 572_489), AdviceLine("INV-39965", 858_150), page=page)
    assert [line.reference for line in read.lines] == ["INV-39962", f"INV-39965{rest}"]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (("VK-1001", "100.00", "2.00", "98.00"), AdviceLine("VK-1001", 9_800)),
        (("VK-1001", "100.00", "2.00"), AdviceLine("VK-1001", 9_800)),
        (("VK-1001", "100.00"), AdviceLine("VK-1001", 9_800, discount=200)),
        (("VK-1001", "100.00-"), AdviceLine("VK-1001", -10_000)),
        (("VK-1001", "due 12 May 2026"), AdviceLine("VK-1001", 9_800)),
        (("VK-1001 of 12/05", "98.00"), AdviceLine("VK-1001", 9_800)),
        (("VK-10017", "55.00"), AdviceLine("VK-1001", 9_800)),
    ],
    ids=[
        "net printed",
        "net computed",
        "discount in a note",
        "credit",
        "amount elsewhere",
        "day behind",
        "longer number",
    ],
)
def test_what_its_own_line_explains_stays_as_it_was_read(row: tuple[str, ...], line: AdviceLine) -> None:
    read = _read(line, page=_page(row, ("Total", "98.00")))
    assert (read.conflict, [(each.reference, each.net) for each in read.lines]) == ("", [(line.reference, line.net)])


def test_further_numbers_on_a_line_of_running_text_are_kept() -> None:
    page = _page(("16 May", "5111683984", "PO-68546", "100.00"))
    assert _read(AdviceLine("5111683984", 10_000), page=page).lines[0].mentions == ("PO-68546",)

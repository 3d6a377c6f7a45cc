"""A line that names two open documents equally well names none: found by the hunt with tempted books."""

from __future__ import annotations

import pytest

from tests.unit.remittance.book_of_one import item
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.remittance.rules.matching import ItemIndex
from workers.remittance.rules.resolution import resolve_lines

VOUCHER = item("5118892424", 500)
ORDERED = item("114214", 500, po="PO-67939")


def _named(net: int, mention: str, *items: OpenItem) -> list[str]:
    return _named_by(AdviceLine("5118892424", net, mentions=(mention, "12/05/2026")), *items)


def _named_by(line: AdviceLine, *items: OpenItem) -> list[str]:
    advice = RemittanceAdvice((AdvicePayment(line.net, "EUR", (line,)),))
    return [found.item.document_number for found in resolve_lines(advice, ItemIndex(items)) if found.item]


@pytest.mark.parametrize("mention", ["PO-67939", "114214"])
def test_a_line_that_names_two_open_documents_of_its_amount_is_ambiguous(mention: str) -> None:
    assert _named(500, mention, VOUCHER, ORDERED) == []


def test_another_document_of_another_amount_is_only_mentioned() -> None:
    assert _named(500, "PO-67939", VOUCHER, item("114214", 500, 499, po="PO-67939")) == ["5118892424"]


def test_the_order_of_the_document_itself_is_no_rival() -> None:
    assert _named(500, "PO-1", item("5118892424", 500, po="PO-1"), ORDERED) == ["5118892424"]


def test_two_credit_memos_of_the_amount_are_as_ambiguous_as_two_invoices() -> None:
    memos = (item("5118892424", -500), item("114214", -500, po="PO-67939"))
    assert _named(-500, "PO-67939", *memos) == []


def test_a_row_of_nothing_has_no_rival_among_what_is_settled() -> None:
    assert _named(0, "114214", VOUCHER, item("114214", 500, 0)) == ["5118892424"]


def test_an_order_of_several_documents_names_none_of_them() -> None:
    other = item("114215", 700, po="PO-67939")
    assert _named(500, "PO-67939", VOUCHER, ORDERED, other) == ["5118892424"]


@pytest.mark.parametrize("mention", ["114214", "00114214", "II4214"], ids=["exact", "shortened", "look-alikes"])
def test_a_rival_may_be_named_in_any_way(mention: str) -> None:
    """The payer's own number was taken where ours, beside it, had an S for a 5."""
    assert _named(500, mention, VOUCHER, item("114214", 500)) == []


@pytest.mark.parametrize(("discount", "deduction"), [(10, None), (None, 10), (4, 6)])
def test_a_rival_may_be_cleared_with_what_the_line_takes_off(discount: int | None, deduction: int | None) -> None:
    line = AdviceLine("5118892424", 490, discount=discount, deduction=deduction, mentions=("114214",))
    assert _named_by(line, VOUCHER, ORDERED) == []


@pytest.mark.parametrize(("net", "named"), [(-1, ["114214"]), (0, []), (1, [])])
def test_only_a_line_below_zero_is_a_chargeback_of_the_invoice_beside_it(net: int, named: list[str]) -> None:
    assert _named_by(AdviceLine("DM-88", net, mentions=("114214",)), ORDERED) == named


def test_a_chargeback_names_no_credit_memo() -> None:
    assert _named_by(AdviceLine("DM-88", -1, mentions=("114214",)), item("114214", -500)) == []

"""What each document gets and what stays open of it: credit memos, several payments, discounts, chargebacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.remittance.book_of_one import POLICY, decide_lines, facts_of, item, payment
from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.decision import Apply, Decision, ExceptionCase
from workers.remittance.facts import WrittenOff
from workers.remittance.rules.application import decide

INVOICE = item("INV-1001", 10_000, terms="2/10 net 30")
MEMO = item("CN-7001", -2_500)
PAID = AdviceLine("INV-1001", 10_000)


def posted(decision: Decision) -> dict[str, tuple[int, int, int]]:
    return {a.document_number: (a.cash, a.discount, a.writeoff) for per in decision.allocations for a in per}


def left(decision: Decision) -> list[tuple[str, int, str]]:
    return (
        [(r.document_number, r.amount, r.kind) for r in decision.residuals] if not isinstance(decision, Apply) else []
    )


@pytest.mark.parametrize(
    ("used", "writeoff", "rest"), [(2_500, 0, 0), (2_450, -50, 0), (2_400, -100, 0), (2_399, 0, -101)]
)
def test_a_credit_memo_that_is_not_used_up_keeps_its_sign(used: int, writeoff: int, rest: int) -> None:
    decision = decide_lines(PAID, AdviceLine("CN-7001", -used), items=(INVOICE, MEMO))
    assert posted(decision) == {"INV-1001": (10_000, 0, 0), "CN-7001": (-used, 0, writeoff)}
    assert left(decision) == ([("CN-7001", rest, "short")] if rest else [])


def test_what_a_credit_memo_writes_off_counts_towards_the_cap() -> None:
    lines = payment(PAID, AdviceLine("CN-7001", -2_400))
    facts = replace(facts_of(lines, items=(INVOICE, MEMO)), written_off=(WrittenOff(2_401, 0),))
    assert left(decide(facts, POLICY)) == [("CN-7001", -100, "tolerance")]


def test_a_discount_on_a_credit_memo_out_of_its_terms_is_told() -> None:
    line = replace(AdviceLine("CN-7001", -2_300), discount=-200)
    assert left(decide_lines(PAID, line, items=(INVOICE, MEMO))) == [("CN-7001", -200, "discount")]


def test_a_second_payment_meets_what_the_first_left_with_its_discount() -> None:
    first = payment(replace(AdviceLine("INV-1001", 6_000), discount=200), reference="P1")
    second = payment(AdviceLine("INV-1001", 3_800), reference="P2")
    decision = decide(facts_of(first, second, items=(INVOICE,)), POLICY)
    assert isinstance(decision, ExceptionCase)  # after the first payment something was open, whatever came next
    assert [[(a.cash, a.discount, a.writeoff) for a in per] for per in decision.allocations] == [
        [(6_000, 200, 0)],
        [(3_800, 0, 0)],
    ]
    assert left(decision) == [("INV-1001", 3_800, "short")]


@pytest.mark.parametrize(("net", "reasons"), [(-1_000, ["chargeback"]), (0, [])])
def test_a_row_that_takes_off_is_a_chargeback_and_a_row_of_nothing_is_none(net: int, reasons: list[str]) -> None:
    decision = decide_lines(PAID, AdviceLine("INV-1001", net), items=(INVOICE,))
    told = [r.reason for r in decision.residuals] if isinstance(decision, ExceptionCase) else []
    assert (told, posted(decision)["INV-1001"][0]) == (reasons, 10_000 + net)


@pytest.mark.parametrize(("order", "posts"), [((0, 1), True), ((1, 0), True)])
def test_reasons_of_two_lines_of_one_document_are_told_together(order: tuple[int, int], posts: bool) -> None:
    lines = (AdviceLine("INV-1001", 4_000, reason="freight"), AdviceLine("INV-1001", 5_000, reason="damage"))
    decision = decide_lines(*(lines[n] for n in order), items=(INVOICE,))
    assert isinstance(decision, ExceptionCase)
    assert ([r.reason for r in decision.residuals], bool(decision.allocations)) == (["damage; freight"], posts)


def test_without_leave_to_post_short_payments_nothing_is_posted() -> None:
    facts = facts_of(payment(AdviceLine("INV-1001", 4_000)), items=(INVOICE,))
    assert decide(facts, replace(POLICY, post_short_payments=False)).allocations == ()


def test_a_discount_is_never_more_than_what_is_left_open() -> None:
    decision = decide_lines(replace(AdviceLine("INV-1001", 9_900), discount=200), items=(INVOICE,))
    assert (type(decision), posted(decision)) == (Apply, {"INV-1001": (9_900, 100, 0)})


def test_a_row_of_nothing_gives_no_reason_and_so_hinders_no_write_off() -> None:
    decision = decide_lines(AdviceLine("INV-1001", 9_950), AdviceLine("INV-1001", 0), items=(INVOICE,))
    assert (type(decision), posted(decision)) == (Apply, {"INV-1001": (9_950, 0, 50)})

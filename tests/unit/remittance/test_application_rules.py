"""The policy's ten rules in their order, each with the case that makes it bite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.remittance.book_of_one import PAYER, POLICY, decide_lines, facts_of, item, payment
from workers.receivables.remittance_advice import AdviceLine
from workers.receivables.sender_trust import SenderVerdict
from workers.remittance.decision import Apply, Decision, ExceptionCase
from workers.remittance.facts import Payer
from workers.remittance.rules.application import decide
from workers.remittance.rules.duplicates import advice_key

INVOICE = item("INV-1001", 10_000, terms="2/10 net 30")


def _kind(decision: Decision) -> str:
    return decision.kind if isinstance(decision, ExceptionCase) else "apply"


def _posted(decision: Decision) -> list[tuple[str, int, int, int]]:
    return [(a.document_number, a.cash, a.discount, a.writeoff) for per in decision.allocations for a in per]


def test_an_exact_line_clears_its_document() -> None:
    decision = decide_lines(AdviceLine("INV-1001", 10_000), items=(INVOICE,))
    assert isinstance(decision, Apply)
    assert _posted(decision) == [("INV-1001", 10_000, 0, 0)]


def test_a_credit_memo_takes_negative_cash() -> None:
    credit = item("CN-7001", -2_500)
    decision = decide_lines(AdviceLine("INV-1001", 10_000), AdviceLine("CN-7001", -2_500), items=(INVOICE, credit))
    assert sorted(_posted(decision)) == [("CN-7001", -2_500, 0, 0), ("INV-1001", 10_000, 0, 0)]


def test_a_suspicious_sender_comes_before_everything_the_document_says() -> None:
    sender = SenderVerdict(suspicious=True, reason="dmarc=fail")
    facts = facts_of(payment(AdviceLine("nothing", 1)), items=(), sender=sender)
    assert _kind(decide(facts, POLICY)) == "suspicious_sender"


def test_a_doubted_reading_is_unreadable() -> None:
    doubted = replace(payment(AdviceLine("INV-1001", 10_000)), doubt="the readers disagree")
    assert _kind(decide(facts_of(doubted, items=(INVOICE,)), POLICY)) == "unreadable"


def test_an_advice_seen_before_is_a_duplicate_even_if_its_payer_is_unknown() -> None:
    twice = payment(AdviceLine("INV-1001", 10_000))
    nobody = Payer(None, printed_name="Somebody Ltd")
    for payer in (PAYER, nobody):
        facts = facts_of(twice, items=(INVOICE,), payer=payer, seen=(advice_key(payer, twice),))
        assert _kind(decide(facts, POLICY)) == "duplicate_advice"


def test_another_reference_is_not_a_duplicate() -> None:
    first = payment(AdviceLine("INV-1001", 10_000), reference="P1")
    second = payment(AdviceLine("INV-1001", 10_000), reference="P2")
    facts = facts_of(second, items=(INVOICE,), seen=(advice_key(PAYER, first),))
    assert _kind(decide(facts, POLICY)) == "apply"


def test_an_unknown_payer_is_not_found_by_its_references() -> None:
    facts = facts_of(payment(AdviceLine("INV-1001", 10_000)), items=(INVOICE,), payer=Payer(None))
    assert _kind(decide(facts, POLICY)) == "payer_unknown"


def test_a_cent_of_difference_is_a_mismatch_and_posts_nothing() -> None:
    facts = facts_of(payment(AdviceLine("INV-1001", 10_000), amount=10_001), items=(INVOICE,))
    assert (_kind(decide(facts, POLICY)), _posted(decide(facts, POLICY))) == ("total_mismatch", [])


def test_one_failing_payment_of_a_mail_holds_all() -> None:
    good, bad = payment(AdviceLine("INV-1001", 10_000)), payment(AdviceLine("X", 5), amount=6)
    decision = decide(facts_of(good, bad, items=(INVOICE,)), POLICY)
    assert (_kind(decision), _posted(decision)) == ("total_mismatch", [])


def test_a_settled_document_is_already_paid() -> None:
    assert _kind(decide_lines(AdviceLine("INV-1", 5), items=(item("INV-1", 5, 0),))) == "already_paid"


def test_an_exactly_named_settled_document_does_not_slide_to_a_similar_one() -> None:
    items = (item("10234", 500, 0), item("INV-2026-010234", 500))
    assert _kind(decide_lines(AdviceLine("10234", 500), items=items)) == "already_paid"


def test_equal_figures_in_another_currency_are_a_mismatch() -> None:
    facts = facts_of(payment(AdviceLine("INV-1001", 10_000), currency="USD"), items=(INVOICE,))
    assert _kind(decide(facts, POLICY)) == "currency_mismatch"


@pytest.mark.parametrize("net", [10_001, -10_000])
def test_too_much_or_the_wrong_way_is_over_payment(net: int) -> None:
    assert _kind(decide_lines(AdviceLine("INV-1001", net), items=(INVOICE,))) == "over_payment"


def test_a_document_listed_twice_is_over_payment() -> None:
    line = AdviceLine("INV-1001", 10_000)
    assert _kind(decide_lines(line, line, items=(INVOICE,))) == "over_payment"


def test_money_without_a_reference_is_on_account_and_charges_are_short() -> None:
    line = AdviceLine("INV-1001", 10_000)
    assert _kind(decide_lines(line, AdviceLine("", 500), items=(INVOICE,))) == "over_payment"
    charged = decide_lines(line, AdviceLine("", -500), items=(INVOICE,))
    assert (_kind(charged), _posted(charged)) == ("short_payment", [])


def test_a_discount_within_terms_clears() -> None:
    decision = decide_lines(AdviceLine("INV-1001", 9_800, discount=200), items=(INVOICE,))
    assert (_kind(decision), _posted(decision)) == ("apply", [("INV-1001", 9_800, 200, 0)])


def test_a_discount_beyond_terms_leaves_the_rest_open() -> None:
    decision = decide_lines(AdviceLine("INV-1001", 9_500, discount=500), items=(INVOICE,))
    assert isinstance(decision, ExceptionCase)
    assert _posted(decision) == [("INV-1001", 9_500, 200, 0)]
    assert [(r.amount, r.reason) for r in decision.residuals] == [(300, "discount out of terms or too large")]


@pytest.mark.parametrize(("net", "kind", "writeoff"), [(9_900, "apply", 100), (9_899, "short_payment", 0)])
def test_a_rest_within_the_tolerance_is_written_off(net: int, kind: str, writeoff: int) -> None:
    decision = decide_lines(AdviceLine("INV-1001", net), items=(INVOICE,))
    assert (_kind(decision), _posted(decision)[0][3]) == (kind, writeoff)


@pytest.mark.parametrize(
    "line", [AdviceLine("INV-1001", 9_950, reason="bank fee"), AdviceLine("INV-1001", 9_950, deduction=50)]
)
def test_a_deduction_is_never_written_off(line: AdviceLine) -> None:
    assert _kind(decide_lines(line, items=(INVOICE,))) == "short_payment"


def test_a_chargeback_on_an_invoice_lowers_what_is_paid_on_it() -> None:
    lines = AdviceLine("INV-1001", 10_000), AdviceLine("INV-1001", -700, reason="damaged")
    decision = decide_lines(*lines, items=(INVOICE,))
    assert isinstance(decision, ExceptionCase)
    assert _posted(decision) == [("INV-1001", 9_300, 0, 0)]
    assert [(r.amount, r.reason) for r in decision.residuals] == [(700, "damaged")]


def test_a_chargeback_under_its_own_number_posts_nothing() -> None:
    lines = AdviceLine("INV-1001", 10_000), AdviceLine("DM-88", -700, mentions=("INV-1001",))
    decision = decide_lines(*lines, items=(INVOICE,))
    assert (_kind(decision), _posted(decision)) == ("short_payment", [])


@pytest.mark.parametrize(
    ("paid", "deduction", "kind"),
    [
        ((10_000, 4_000, 826), None, "total_mismatch"),
        ((10_000, 4_000, 826), 0, "total_mismatch"),
        ((10_000, 4_000, 826), 174, "short_payment"),
        ((10_000, 4_003, 826), None, "short_payment"),
        ((11_858, 4_743, 980), None, "short_payment"),
        ((12_100, 4_840, 1_000), None, "apply"),
    ],
    ids=["before tax", "no deduction", "a deduction told", "shares differ", "a discount's share", "whole"],
)
def test_lines_all_short_by_one_share_post_nothing(paid: tuple[int, ...], deduction: int | None, kind: str) -> None:
    """The column of amounts before tax was read: every line closed, and all were short payments."""
    owed = (12_100, 4_840, 1_000)
    items = tuple(item(f"INV-{cents}", cents) for cents in owed)
    lines = [AdviceLine(each.document_number, net, deduction=deduction) for each, net in zip(items, paid, strict=True)]
    decision = decide_lines(*lines, items=items)
    assert (_kind(decision), bool(_posted(decision))) == (kind, kind != "total_mismatch")


@pytest.mark.parametrize(
    ("paid", "kind"),
    [((9_000, 4_500), "total_mismatch"), ((9_600, 4_800), "total_mismatch"), ((9_601, 4_800), "short_payment")],
)
def test_two_lines_are_enough_to_be_short_by_one_share_up_to_the_lowest_tax(paid: tuple[int, int], kind: str) -> None:
    items = item("INV-1", 10_000), item("INV-2", 5_000)
    lines = [AdviceLine(each.document_number, net) for each, net in zip(items, paid, strict=True)]
    assert _kind(decide_lines(*lines, items=items)) == kind


def test_what_is_taken_off_one_line_tells_that_the_column_is_the_paid_one() -> None:
    items = item("INV-1", 10_000), item("INV-2", 5_000)
    lines = AdviceLine("INV-1", 9_000, deduction=1_000), AdviceLine("INV-2", 4_500)
    assert _kind(decide_lines(*lines, items=items)) == "short_payment"


def test_a_doubt_about_a_later_payment_stops_the_whole_advice() -> None:
    first = payment(AdviceLine("INV-1001", 6_000), reference="P1")
    second = replace(payment(AdviceLine("INV-1001", 4_000), reference="P2"), doubt="the readers disagree")
    decision = decide(facts_of(first, second, items=(INVOICE,)), POLICY)
    assert (_kind(decision), _posted(decision)) == ("unreadable", [])


def test_a_part_paid_document_is_cleared_by_its_rest() -> None:
    decision = decide_lines(AdviceLine("INV-9", 4_000), items=(item("INV-9", 10_000, 4_000),))
    assert _kind(decision) == "apply"


def test_two_payments_may_share_a_document() -> None:
    first = payment(AdviceLine("INV-1001", 6_000), reference="P1")
    second = payment(AdviceLine("INV-1001", 4_000), reference="P2")
    decision = decide(facts_of(first, second, items=(INVOICE,)), POLICY)
    assert sum(cash for _, cash, _, _ in _posted(decision)) == 10_000


def test_a_structured_reference_is_as_certain_as_a_printed_number() -> None:
    """Unlike an invoice that a chargeback merely mentions, whose cash is not posted."""
    decision = decide_lines(AdviceLine("RF06 INV1 001", 4_000), items=(INVOICE,))
    assert (_kind(decision), _posted(decision)) == ("short_payment", [("INV-1001", 4_000, 0, 0)])


@pytest.mark.parametrize(("credit", "used", "kind"), [(-2_500, -2_501, "over_payment"), (-1, -2, "over_payment")])
def test_more_than_a_credit_memo_holds_is_never_netted(credit: int, used: int, kind: str) -> None:
    memo = item("CN-7001", credit)
    decision = decide_lines(AdviceLine("INV-1001", 10_000), AdviceLine("CN-7001", used), items=(INVOICE, memo))
    assert (_kind(decision), _posted(decision)) == (kind, [])


def test_the_smallest_credit_memo_is_netted() -> None:
    memo = item("CN-7001", -1)
    decision = decide_lines(AdviceLine("INV-1001", 10_000), AdviceLine("CN-7001", -1), items=(INVOICE, memo))
    assert sorted(_posted(decision)) == [("CN-7001", -1, 0, 0), ("INV-1001", 10_000, 0, 0)]


@pytest.mark.parametrize(("printed", "told"), [("AUD", "AUD"), ("USD", "USD"), ("", "none stated")])
def test_another_currency_is_told_whichever_it_is(printed: str, told: str) -> None:
    decision = decide(facts_of(payment(AdviceLine("INV-1001", 10_000), currency=printed), items=(INVOICE,)), POLICY)
    assert isinstance(decision, ExceptionCase)
    assert (decision.kind, decision.why) == ("currency_mismatch", f"INV-1001 is in EUR, the payment in {told}")


@pytest.mark.parametrize(
    ("unnamed", "kind", "told"),
    [
        ((-300, 500), "over_payment", "500 minor units name no document"),
        ((1,), "over_payment", "1 minor units name no document"),
        ((-300, -500), "short_payment", "-500 minor units are taken off without naming a document"),
    ],
)
def test_the_gravest_line_without_a_number_is_told(unnamed: tuple[int, ...], kind: str, told: str) -> None:
    lines = (AdviceLine("INV-1001", 10_000), *(AdviceLine("", net) for net in unnamed))
    decision = decide_lines(*lines, items=(INVOICE,))
    assert isinstance(decision, ExceptionCase)
    assert (decision.kind, decision.why, decision.allocations) == (kind, told, ())


def test_a_line_of_nothing_without_a_number_is_nothing() -> None:
    assert _kind(decide_lines(AdviceLine("INV-1001", 10_000), AdviceLine("", 0), items=(INVOICE,))) == "apply"


@pytest.mark.parametrize(("reason", "code"), [("", "payer_unknown"), ("two are printed", "two are printed")])
def test_an_unknown_payer_says_why(reason: str, code: str) -> None:
    facts = facts_of(payment(AdviceLine("INV-1001", 10_000)), items=(INVOICE,), payer=Payer(None, (), reason))
    decision = decide(facts, POLICY)
    assert isinstance(decision, ExceptionCase)
    assert (decision.kind, decision.reason) == ("payer_unknown", code)


def test_a_cent_the_wrong_way_is_over_payment_and_nothing_at_all_is_short() -> None:
    assert _kind(decide_lines(AdviceLine("INV-1001", -1), items=(INVOICE,))) == "over_payment"
    nothing = decide_lines(AdviceLine("INV-1001", 0, deduction=10_000), items=(INVOICE,))
    assert (_kind(nothing), _posted(nothing)) == ("short_payment", [("INV-1001", 0, 0, 0)])


@pytest.mark.parametrize(
    ("reference", "told"), [("P1", "payment P1 of that payer"), ("", "payment without a number of")]
)
def test_a_duplicate_is_told_by_its_number_if_it_has_one(reference: str, told: str) -> None:
    twice = payment(AdviceLine("INV-1001", 10_000), reference=reference)
    decision = decide(facts_of(twice, items=(INVOICE,), seen=(advice_key(PAYER, twice),)), POLICY)
    assert isinstance(decision, ExceptionCase)
    assert decision.why.startswith(told)

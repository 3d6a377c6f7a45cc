"""What a person is offered for each exception: ranked, never guessed among equals, and never posted."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.remittance.book_of_one import POLICY, facts_of, item, payment
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.decision import ExceptionCase
from workers.remittance.facts import ApplicationFacts, Payer
from workers.remittance.rules.application import decide
from workers.remittance.rules.suggesting.spelling import FAR, slips
from workers.remittance.rules.suggesting.subset_sum import NOTHING, find_sums
from workers.remittance.rules.suggesting.suggest import suggest, wanted_amounts, wanted_forms
from workers.remittance.rules.suggesting.suggestion import MOST_SUGGESTIONS, Doubt, Neighbourhood, Suggestion, ranked

INVOICE = item("INV-2026-1001", 10_017)


def suggestions_of(
    *payments: AdvicePayment, items: tuple[OpenItem, ...], elsewhere: tuple[OpenItem, ...] = (), **more: object
) -> tuple[str, tuple[Suggestion, ...]]:
    """The exception's kind, and what is suggested when the book holds exactly these items."""
    facts = facts_of(*payments, items=items, **more)
    return of_facts(facts, items, elsewhere)


def of_facts(
    facts: ApplicationFacts, items: tuple[OpenItem, ...], elsewhere: tuple[OpenItem, ...] = ()
) -> tuple[str, tuple[Suggestion, ...]]:
    exception = decide(facts, POLICY)
    assert isinstance(exception, ExceptionCase)
    wanted = wanted_amounts(exception, facts)
    live = tuple(i for i in items if i.open)
    near = Neighbourhood(tuple(i for i in live if i.open in wanted), live, elsewhere)
    return exception.kind, suggest(Doubt(exception, facts, near))


def told(suggestions: tuple[Suggestion, ...]) -> list[tuple[int, list[tuple[str, int]], int]]:
    return [(s.rank, [(a.document_number, a.cash) for a in s.posts], s.on_account) for s in suggestions]


def test_a_typo_is_offered_before_an_equal_amount() -> None:
    items = (INVOICE, item("INV-2025-7777", 10_017))
    kind, found = suggestions_of(payment(AdviceLine("INV-2026-1011", 10_017)), items=items)
    assert kind == "unknown_reference"
    assert told(found) == [(1, [("INV-2026-1001", 10_017)], 0), (2, [("INV-2025-7777", 10_017)], 0)]
    assert "differs by one character" in found[0].reason
    assert "no similar number" in found[1].reason


def test_a_near_number_with_another_amount_is_no_suggestion() -> None:
    kind, found = suggestions_of(payment(AdviceLine("INV-2026-1011", 9_999)), items=(INVOICE,))
    assert (kind, found) == ("unknown_reference", ())


def test_a_document_of_a_stranger_is_named_but_never_posted() -> None:
    stranger = item("INV-9", 500)._replace(customer_id="C9")
    kind, found = suggestions_of(payment(AdviceLine("INV-9", 500)), items=(INVOICE,), elsewhere=(stranger,))
    assert kind == "unknown_reference"
    assert [(s.customer_id, s.posts) for s in found] == [("C9", ())]


def test_two_candidates_of_one_amount_share_the_first_rank() -> None:
    items = (item("INV-2025-001234", 500), item("INV-2026-001234", 500))
    kind, found = suggestions_of(payment(AdviceLine("001234", 500)), items=items)
    assert kind == "ambiguous_reference"
    assert [s.rank for s in found] == [1, 1]


def test_the_candidate_whose_amount_agrees_comes_first() -> None:
    items = (item("INV-2025-001234", 900), item("INV-2026-001234", 500))
    _, found = suggestions_of(payment(AdviceLine("001234", 500)), items=items)
    assert told(found) == [(1, [("INV-2026-001234", 500)], 0), (2, [("INV-2025-001234", 500)], 0)]


def test_more_than_is_open_is_never_offered_for_a_document() -> None:
    items = (item("INV-2025-001234", 400), item("INV-2026-001234", 300))
    _, found = suggestions_of(payment(AdviceLine("001234", 500)), items=items)
    assert told(found) == [(1, [("INV-2025-001234", 400)], 100), (1, [("INV-2026-001234", 300)], 200)]


def test_what_is_paid_already_may_be_meant_for_a_similar_number_or_stays_on_account() -> None:
    items = (item("INV-1001", 10_017, 0), item("INV-1010", 10_017))
    kind, found = suggestions_of(payment(AdviceLine("INV-1001", 10_017)), items=items)
    assert kind == "already_paid"
    assert told(found) == [(1, [("INV-1010", 10_017)], 0), (2, [], 10_017)]


def test_a_cut_off_list_is_completed_by_the_one_document_of_that_amount() -> None:
    items = (INVOICE, item("INV-2026-1002", 7_391), item("INV-2026-1003", 5_000))
    cut = payment(AdviceLine("INV-2026-1001", 10_017), amount=17_408)
    kind, found = suggestions_of(cut, items=items)
    assert kind == "total_mismatch"
    assert told(found)[0] == (1, [("INV-2026-1002", 7_391)], 0)


def test_a_cut_off_list_is_completed_by_a_sum_that_can_be_no_chance() -> None:
    items = (INVOICE, item("INV-2026-1002", 7_391), item("INV-2026-1003", 5_077))
    cut = payment(AdviceLine("INV-2026-1001", 10_017), amount=10_017 + 7_391 + 5_077)
    _, found = suggestions_of(cut, items=items)
    assert told(found) == [(1, [("INV-2026-1002", 7_391), ("INV-2026-1003", 5_077)], 0)]
    assert "they alone add up" in found[0].reason


def test_a_line_too_many_is_named() -> None:
    line = AdviceLine("INV-2026-1001", 10_017)
    kind, found = suggestions_of(payment(line, line, amount=10_017), items=(INVOICE,))
    assert kind == "total_mismatch"
    assert [s.reason for s in found] == ["INV-2026-1001 is listed twice"]


def test_a_line_outside_the_payment_is_named() -> None:
    lines = AdviceLine("INV-2026-1001", 10_017), AdviceLine("INV-2026-1002", 500)
    _, found = suggestions_of(payment(*lines, amount=10_017), items=(INVOICE,))
    assert "INV-2026-1002 is listed, but not in the amount paid" in [s.reason for s in found]


def test_money_without_a_number_may_be_for_a_document_or_stays_on_account() -> None:
    items = (INVOICE, item("INV-2026-1002", 500))
    lines = AdviceLine("INV-2026-1001", 10_017), AdviceLine("", 500)
    kind, found = suggestions_of(payment(*lines), items=items)
    assert kind == "over_payment"
    assert told(found) == [(1, [("INV-2026-1002", 500)], 0), (2, [], 500)]


def test_what_is_paid_too_much_may_be_for_another_document() -> None:
    items = (INVOICE, item("INV-2026-1002", 500))
    kind, found = suggestions_of(payment(AdviceLine("INV-2026-1001", 10_517)), items=items)
    assert kind == "over_payment"
    assert told(found)[0] == (1, [("INV-2026-1002", 500)], 0)


def test_the_customer_whom_everything_fits_comes_first_and_others_follow() -> None:
    theirs = item("INV-7", 700)._replace(customer_id="C7"), item("INV-8", 800)._replace(customer_id="C7")
    another = item("INV-7", 900)._replace(customer_id="C8", id=99)
    lines = AdviceLine("INV-7", 700), AdviceLine("INV-8", 800)
    kind, found = suggestions_of(payment(*lines), items=(), elsewhere=(*theirs, another), payer=Payer(None))
    assert kind == "payer_unknown"
    assert [(s.rank, s.customer_id) for s in found] == [(1, "C7"), (2, "C8")]
    assert found[0].reason == "all 2 references fit documents of C7, with their open amounts"


def test_numbers_beside_the_reference_are_looked_for_too() -> None:
    facts = facts_of(payment(AdviceLine("No. 10234", 1, mentions=("PO-7",))), items=())
    assert wanted_forms(facts) == {"NO10234", "10234", "PO7"}


def test_no_more_suggestions_than_a_person_reads() -> None:
    assert len(ranked(Suggestion(str(n), (n,)) for n in range(50))) == MOST_SUGGESTIONS


def test_round_amounts_tell_nothing() -> None:
    """B5: with round amounts a sum that fits is chance; it may be shown, but as such."""
    assert not find_sums([10_000, 20_000, 30_000, 40_000, 50_000], 60_000).is_telling
    assert find_sums([5_000, 7_000, 12_000, 9_000, 14_000, 20_000], 21_000).found


def test_a_sum_with_interchangeable_items_tells_nothing() -> None:
    assert not find_sums([10_017, 10_017, 7_391], 17_408).is_telling


def test_too_many_items_are_not_added_up() -> None:
    assert find_sums([1_000 + 7 * n for n in range(31)], 2_007) == NOTHING
    assert find_sums([500], 500) == NOTHING


def test_a_credit_memo_can_be_part_of_a_sum() -> None:
    assert find_sums([10_017, -2_533, 7_391], 7_484).found == ((0, 1),)


@given(st.text("INV0123456789", min_size=3, max_size=9), st.data())
def test_one_slip_is_one_slip_and_distance_has_no_direction(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    other = number[:at] + data.draw(st.sampled_from("A7X")) + number[at + 1 :]
    assert slips(number, other) in (0, 1)
    assert slips(other, number) == slips(number, other)
    assert slips(number, number) == 0


def test_swapped_neighbours_are_one_slip_and_three_slips_are_far() -> None:
    assert slips("INV1243", "INV1234") == 1
    assert slips("INV1289", "INV1234") == 2
    assert slips("INV7894", "INV1234") == FAR


@given(st.permutations(range(5)), st.permutations(range(2)))
def test_the_order_of_lines_and_items_changes_no_suggestion(items: list[int], lines: list[int]) -> None:
    book = (INVOICE, item("INV-2025-7777", 10_017), item("AB-33", 500), item("AB-35", 500), item("X-1", 77))
    printed = (AdviceLine("INV-2026-1011", 10_017), AdviceLine("AB-34", 500))
    straight = facts_of(payment(*printed), items=book)
    shuffled = facts_of(payment(*(printed[n] for n in lines)), items=tuple(book[n] for n in items))
    assert of_facts(straight, book) == of_facts(shuffled, shuffled.items)


def test_a_deduction_that_the_line_states_belongs_to_the_amount_explained() -> None:
    line = replace(AdviceLine("INV-2026-1011", 9_017), deduction=1_000)
    _, found = suggestions_of(payment(line), items=(INVOICE,))
    assert told(found) == [(1, [("INV-2026-1001", 9_017)], 0)]

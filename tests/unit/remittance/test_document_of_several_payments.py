"""One document in several payments of one advice: whatever is decided can be posted, one payment after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from tests.unit.remittance.book_of_one import POLICY, facts_of, item, payment
from workers.ledger.cash.applications import AppliableItem, Share
from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.decision import Decision, ExceptionCase
from workers.remittance.rules.application import decide

INVOICE = item("INV-1001", 10_000, terms="2/10 net 30")
NETS = (-1_000, 0, 50, 4_000, 5_950, 9_950, 10_000)
LINES = tuple(
    AdviceLine("INV-1001", net, discount=discount, reason=reason)
    for net, discount, reason in product(NETS, (None, 50, 200), ("", "freight"))
)


def _decided(*lines: AdviceLine) -> Decision:
    """Each line in a payment of its own."""
    payments = [payment(line, reference=f"P{number}") for number, line in enumerate(lines)]
    return decide(facts_of(*payments, items=(INVOICE,)), POLICY)


def _posted(decision: Decision) -> list[tuple[int, int, int]]:
    return [(a.cash, a.discount, a.writeoff) for per in decision.allocations for a in per]


def _refused(decision: Decision) -> Iterator[Share]:
    """The shares that the ledger would not take from a payment after those before it."""
    left = INVOICE.open
    for share in (Share(INVOICE.id, *figures) for figures in _posted(decision)):
        if share.settled:
            if not AppliableItem(INVOICE.id, 1, "main", "EUR", INVOICE.original, left).takes(share):
                yield share
            left -= share.settled


def test_whatever_is_decided_about_two_payments_can_be_posted() -> None:
    refused = [(one, two, share) for one, two in product(LINES, LINES) for share in _refused(_decided(one, two))]
    assert refused == []


def test_no_write_off_takes_what_a_later_payment_brings() -> None:
    """The second payment then had nothing to settle, and its mail waited for ever."""
    decision = _decided(AdviceLine("INV-1001", 9_950), AdviceLine("INV-1001", 50))
    assert _posted(decision) == [(9_950, 0, 0), (50, 0, 0)]


def test_the_last_payment_still_writes_off_what_is_left() -> None:
    decision = _decided(AdviceLine("INV-1001", 9_000), AdviceLine("INV-1001", 950))
    assert _posted(decision) == [(9_000, 0, 0), (950, 0, 50)]


def test_no_discount_takes_what_a_later_payment_brings() -> None:
    first = AdviceLine("INV-1001", 6_000, discount=200)
    assert _posted(_decided(first, AdviceLine("INV-1001", 3_900))) == [(6_000, 100, 0), (3_900, 0, 0)]


@pytest.mark.parametrize("nets", [(10_000, -1_000), (-1_000, 10_000), (9_000, -1)])
def test_a_payment_that_takes_off_what_another_brings_is_for_a_person(nets: tuple[int, int]) -> None:
    decision = _decided(*(AdviceLine("INV-1001", net) for net in nets))
    assert isinstance(decision, ExceptionCase)
    assert (decision.kind, _posted(decision)) == ("over_payment", [])


def test_a_reason_given_with_the_first_payment_holds_for_what_stays_open() -> None:
    decision = _decided(replace(AdviceLine("INV-1001", 6_000), reason="freight"), AdviceLine("INV-1001", 3_500))
    assert isinstance(decision, ExceptionCase)
    assert [(r.amount, r.kind, r.reason) for r in decision.residuals][-1] == (500, "deduction", "freight")

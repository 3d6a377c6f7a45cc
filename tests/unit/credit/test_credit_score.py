"""The score of a payment history and the limit it speaks for: vectors worked out by hand, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.credit.rules.score import PaidInvoice, PaymentHistory, propose_terms, score_of
from workers.policy.credit import Proposing, ScoreWeights

WEIGHTS, PROPOSING = ScoreWeights(), Proposing()


def paid(*invoices: tuple[int, int], billed: int = 0, broken: int = 0, returned: int = 0) -> PaymentHistory:
    """Invoices of (amount, days late) on terms of 30 days."""
    return PaymentHistory(tuple(PaidInvoice(amount, 30, late) for amount, late in invoices), billed, broken, returned)


# Weighted days late, score, proposed limit, proposed terms; limits of 365 000 billed in a year: 1 000 a day.
VECTORS = {
    # (100*0 * 3) / 300 = 0 days; 1 000 * (30 + 0) * 1.5 * 100 % = 45 000
    "always in time": (paid(*[(100, 0)] * 3, billed=365_000), (0, 100, 45_000, "open")),
    # early is not late
    "always early": (paid(*[(100, -20)] * 3, billed=365_000), (0, 100, 45_000, "open")),
    # (300*10 + 100*30 + 100*0) / 500 = 12 days; 100 - 12 = 88; 1 000 * 42 * 1.5 * 88 % = 55 440 -> 56 000
    "late by amount": (paid((300, 10), (100, 30), (100, 0), billed=365_000), (12, 88, 56_000, "open")),
    # (200*5 + 100*10 + 100*0) / 400 = 5 days; 100 - 5 - 10*2 - 15 = 60; 1 000 * 35 * 1.5 * 60 % = 31 500 -> 32 000
    "promises and a cheque": (
        paid((200, 5), (100, 10), (100, 0), billed=365_000, broken=2, returned=1), (5, 60, 32_000, "open")),
    # 61 days: 39 is below 40
    "two months late": (paid(*[(100, 61)] * 3, billed=365_000), (61, 39, 0, "cod")),
    # 60 days: 40 is not below 40; 1 000 * 90 * 1.5 * 40 % = 54 000
    "a day less": (paid(*[(100, 60)] * 3, billed=365_000), (60, 40, 54_000, "open")),
    "never in time": (paid(*[(100, 400)] * 3, billed=365_000), (400, 0, 0, "cod")),
    "too few": (paid((100, 0), (100, 90), billed=365_000), (45, None, None, "open")),
    # half a day is rounded up
    "half a day": (paid((100, 1), (50, 0), (50, 0), billed=0), (1, 99, 0, "open")),
}  # fmt: skip


@pytest.mark.parametrize("told", VECTORS)
def test_scores_worked_out_by_hand(told: str) -> None:
    history, (days, score, limit, terms) = VECTORS[told]
    proposal = propose_terms(history, None, WEIGHTS, PROPOSING)
    assert (history.days_late, proposal.score, proposal.limit, proposal.terms) == (days, score, limit, terms)


def test_a_proposal_does_not_rise_by_more_than_the_policy_says() -> None:
    history = paid(*[(100, 0)] * 3, billed=3_650_000)
    assert propose_terms(history, 100_000, WEIGHTS, PROPOSING).limit == 150_000
    assert propose_terms(history, 0, WEIGHTS, PROPOSING).limit == 450_000, "a limit of nothing bounds nothing"


INVOICES = st.lists(st.tuples(st.integers(1, 10**9), st.integers(-60, 400)), min_size=3, max_size=8)


@given(INVOICES, st.integers(0, 5), st.integers(0, 5))
def test_paying_later_never_raises_a_score(invoices: list[tuple[int, int]], broken: int, returned: int) -> None:
    score = score_of(paid(*invoices, broken=broken, returned=returned), WEIGHTS)
    later = [(amount, days + 1) for amount, days in invoices]
    worse = score_of(paid(*later, broken=broken + 1, returned=returned), WEIGHTS)
    assert score is not None
    assert worse is not None
    assert 0 <= worse <= score <= 100

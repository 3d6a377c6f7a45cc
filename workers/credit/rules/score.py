"""How a customer paid, as a score from 0 to 100, and the limit and terms that would fit it. Pure integer arithmetic.

A proposal is for a person's eyes; nothing follows from it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from workers.policy.credit import Proposing, ScoreWeights


class PaidInvoice(NamedTuple):
    """An invoice that was paid in full: its amount, its days from issue to due date, and from due date to payment."""

    amount: int
    term_days: int
    days_late: int


@dataclass(frozen=True, slots=True)
class PaymentHistory:
    """How an account paid in one currency over the days of the policy; ``billed`` is what was invoiced in them."""

    paid: tuple[PaidInvoice, ...] = ()
    billed: int = 0
    broken_promises: int = 0
    returned_payments: int = 0

    @property
    def days_late(self) -> int:
        """Days late of the average unit of money, rounded half up; what is paid early is not late.

        >>> PaymentHistory((PaidInvoice(300, 30, 10), PaidInvoice(100, 30, -5))).days_late
        8
        """
        return _weighted([(each.amount, max(each.days_late, 0)) for each in self.paid])

    @property
    def term_days(self) -> int:
        """Days between issue and due date of the average unit of money."""
        return _weighted([(each.amount, max(each.term_days, 0)) for each in self.paid])


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the history speaks for; ``limit`` is None where there is too little of it."""

    score: int | None
    limit: int | None
    terms: str


def score_of(history: PaymentHistory, weights: ScoreWeights) -> int | None:
    """100 for who pays everything in time; None where too few invoices were paid.

    >>> on_time = (PaidInvoice(100, 30, 0),) * 3
    >>> score_of(PaymentHistory(on_time), ScoreWeights())
    100
    >>> score_of(PaymentHistory(on_time[:2]), ScoreWeights()) is None
    True
    """
    if len(history.paid) < weights.at_least_invoices:
        return None
    taken = (
        weights.per_day_late * history.days_late
        + weights.per_broken_promise * history.broken_promises
        + weights.per_returned_payment * history.returned_payments
    )
    return max(0, 100 - taken)


def propose_terms(
    history: PaymentHistory, present: int | None, weights: ScoreWeights, proposing: Proposing
) -> Proposal:
    """The limit that covers what the customer owes at a time, as far as its score goes, and its terms."""
    score = score_of(history, weights)
    if score is None:
        return Proposal(None, None, "open")
    if score < proposing.cod_below:
        return Proposal(score, 0, "cod")
    owed_at_a_time = history.billed * (history.term_days + history.days_late) // weights.in_days
    limit = _round_up(owed_at_a_time * (100 + proposing.headroom_percent) * score // 100**2)
    if present:
        limit = min(limit, present * (100 + proposing.raise_percent) // 100)
    return Proposal(score, limit, "open")


def _weighted(parts: list[tuple[int, int]]) -> int:
    total = sum(amount for amount, _ in parts)
    return (2 * sum(amount * days for amount, days in parts) + total) // (2 * total) if total > 0 else 0


def _round_up(amount: int) -> int:
    """Two leading digits are exact enough for a limit.

    >>> _round_up(1_234_56), _round_up(99_01), _round_up(7)
    (130000, 10000, 7)
    """
    step: int = 10 ** max(len(str(amount)) - 2, 0)
    return -(-amount // step) * step

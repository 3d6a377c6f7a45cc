"""How much of a debt may be let off, and what the robot answers to another sum. Pure.

Whatever a customer writes, the robot offers and accepts nothing below what is delegated to it. A sum is what is to be
paid; rounding is always against letting off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workers.policy.arrangements import SettlementTerms

Consent = Literal["one_person", "second_person", "never"]


@dataclass(frozen=True, slots=True)
class Settleable:
    """A debt to be settled: its balance, and how many days its youngest item is overdue (below zero: not due yet)."""

    currency: str
    balance: int
    age: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the robot offers: ``agreed`` for all of the debt. ``number`` counts its offers in one negotiation."""

    debt: Settleable
    agreed: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class Accepted:
    """The customer's sum is enough."""

    agreed: int


@dataclass(frozen=True, slots=True)
class Countered:
    """Not for that sum, but for this one."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Referred:
    """The robot may not go further: a person decides."""


Answer = Accepted | Countered | Referred


def least_sum(balance: int, percent: int) -> int:
    """What is left to pay when at most ``percent`` is let off.

    >>> least_sum(10_001, 25)
    7501
    """
    return balance - balance * percent // 100


def least_delegated(debt: Settleable, terms: SettlementTerms) -> int:
    """The least sum for which the robot, or one person, may settle a debt."""
    return least_sum(debt.balance, terms.delegated_percent(debt.balance, debt.currency, debt.age))


def consent_to(debt: Settleable, agreed: int, terms: SettlementTerms) -> Consent:
    """Whose word a sum takes beside the customer's."""
    if agreed >= least_delegated(debt, terms):
        return "one_person"
    within = agreed >= least_sum(debt.balance, terms.approved_percent)
    may = terms.who_may(debt.balance - agreed, debt.currency)
    return "second_person" if within and may else "never"


def opening(debt: Settleable, terms: SettlementTerms) -> Offer | None:
    """The robot's first offer; None where nothing is delegated."""
    floor = least_delegated(debt, terms)
    if floor >= debt.balance:
        return None
    let_off = (debt.balance - floor) * terms.opening_share // 100
    return Offer(debt, debt.balance - let_off)


def answer(offer: Offer, counter: int, terms: SettlementTerms) -> Answer:
    """What the robot says to ``counter`` after its own offer: even steps down to the least sum, then a person.

    >>> from datetime import date; from workers.policy.arrangements import Delegation
    >>> terms = SettlementTerms(date(2026, 1, 1), (Delegation(0, 20, {"EUR": 100_000}),), rounds=2)
    >>> debt = Settleable("EUR", 100_000, 30)
    >>> answer(Offer(debt, 90_000), 50_000, terms).offer.agreed
    80000
    >>> answer(Offer(debt, 90_000), 85_000, terms), answer(Offer(debt, 80_000, 2), 79_999, terms)
    (Accepted(agreed=85000), Referred())
    """
    floor = least_delegated(offer.debt, terms)
    if offer.agreed < floor and counter < floor:
        return Referred()  # what a person offered stands, and is better than anything of the robot's
    steps_left = terms.rounds - offer.number
    down = -(-max(offer.agreed - floor, 0) // steps_left) if steps_left > 0 else 0
    next_sum = max(offer.agreed - down, floor)
    if counter >= next_sum:
        return Accepted(min(counter, offer.debt.balance))
    if steps_left <= 0 or next_sum == offer.agreed:
        return Referred()
    return Countered(Offer(offer.debt, next_sum, offer.number + 1))

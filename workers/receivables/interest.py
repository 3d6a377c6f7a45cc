"""Interest on late payments: simple, per day, in segments of one principal and one rate; and the fixed compensation.

Pure: rates and rules come in as data (`config/rates.yaml`), amounts are minor units. Interest never bears interest.
Must not know laws by name, and guesses no rate: days for which none is known bear no interest.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from workers.receivables.calendar import day_after

_DAY = timedelta(days=1)


class RateStep(NamedTuple):
    """The percentage a year that applies from a day on, until the next step."""

    since: date
    percent: Decimal


class Move(NamedTuple):
    """The principal falls (a payment) or rises (a payment taken back) on a day; ``amount`` is what is added to it."""

    on: date
    amount: int


class Days(NamedTuple):
    """A run of days, the last one included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """How interest runs under one law or contract.

    ``fixed_at_default``: the rate of the day on which the debt became late stays; otherwise it follows the steps.
    ``leap_year_days`` divides the days of a leap year, 365 or 366. ``counts_payment_day``: the day of a payment
    still bears interest on what was paid. After ``known_through`` nobody knows the rate.
    """

    steps: tuple[RateStep, ...]
    known_through: date
    margin: Decimal = Decimal(0)
    fixed_at_default: bool = False
    leap_year_days: int = 365
    counts_payment_day: bool = False

    def percent_on(self, day: date) -> Decimal | None:
        """The percentage a year on a day; None where it is not known."""
        if day > self.known_through:
            return None
        reached = [step.percent for step in self.steps if step.since <= day]
        return reached[-1] + self.margin if reached else None


@dataclass(frozen=True, slots=True)
class Debt:
    """One item from the day it became late: its principal then, and what moved it since.

    ``frozen`` days bear no interest; runs of days that overlap count once.
    """

    late_from: date
    principal: int
    moves: tuple[Move, ...] = ()
    frozen: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one principal at one rate, and what they bear."""

    first: date
    days: int
    principal: int
    percent: Decimal
    interest: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)


class Tier(NamedTuple):
    """The fixed sum for a debt below an amount; None is without limit."""

    below: int | None
    amount: int


def accrue(debt: Debt, terms: InterestTerms, until: date, since: date | None = None) -> tuple[Segment, ...]:
    """The interest of the days from ``since`` (else from the first late day) to a payment on ``until``.

    Rounded half up as it adds up from the first late day on: however a period is split, its parts make the whole.

    >>> terms = InterestTerms((RateStep(date(2023, 1, 1), Decimal("3.5")),), date(2023, 12, 31), Decimal(8))
    >>> total(accrue(Debt(date(2023, 6, 1), 1_000_000), terms, date(2023, 9, 1)))
    28986
    """
    end = first_free_day(terms, until)
    begin = max(since or debt.late_from, debt.late_from)
    exact, told, segments = Fraction(0), 0, []
    for first, after in pairwise(_breaks(debt, terms, begin, end)):
        principal, percent = _principal_on(debt, terms, first), _percent(debt, terms, first)
        if principal <= 0 or percent is None or _is_frozen(debt.frozen, first):
            continue
        days = (after - first).days
        exact += principal * Fraction(percent) * days / (100 * _days_of_year(first, terms))
        rounded = int(exact + Fraction(1, 2))
        if first >= begin:
            segments.append(Segment(first, days, principal, percent, rounded - told))
        told = rounded
    return tuple(segments)


def first_free_day(terms: InterestTerms, paid_on: date) -> date:
    """The first day that bears no interest on what is paid on a day; the next period begins with it."""
    return paid_on + _DAY if terms.counts_payment_day else paid_on


def total(segments: Iterable[Segment]) -> int:
    """The interest of all segments."""
    return sum(segment.interest for segment in segments)


def compensation(tiers: Sequence[Tier], principal: int) -> int:
    """The fixed sum for one late payment; tiers rise, and the last has no limit.

    >>> uk = (Tier(100_000, 4_000), Tier(1_000_000, 7_000), Tier(None, 10_000))
    >>> [compensation(uk, debt) for debt in (99_999, 100_000, 1_000_000)]
    [4000, 7000, 10000]
    """
    return next((tier.amount for tier in tiers if tier.below is None or principal < tier.below), 0)


def _breaks(debt: Debt, terms: InterestTerms, begin: date, end: date) -> list[date]:
    """The days on which anything changes, from the first late day to the end."""
    days = {debt.late_from, begin, end, day_after(terms.known_through)}
    days |= {first_free_day(terms, move.on) for move in debt.moves}
    days |= {edge for run in debt.frozen for edge in (run.first, day_after(run.last))}
    if not terms.fixed_at_default:
        days |= {step.since for step in terms.steps}
    if terms.leap_year_days != 365:
        days |= set(_new_years(debt.late_from, end))
    return sorted(day for day in days if debt.late_from <= day <= end)


def _new_years(first: date, end: date) -> Iterator[date]:
    return (date(year, 1, 1) for year in range(first.year + 1, end.year + 1))


def _principal_on(debt: Debt, terms: InterestTerms, day: date) -> int:
    return debt.principal + sum(move.amount for move in debt.moves if first_free_day(terms, move.on) <= day)


def _percent(debt: Debt, terms: InterestTerms, day: date) -> Decimal | None:
    """A rate that is fixed at default is known for ever, once it was known on that day."""
    return terms.percent_on(debt.late_from if terms.fixed_at_default else day)


def _is_frozen(frozen: Iterable[Days], day: date) -> bool:
    return any(run.first <= day <= run.last for run in frozen)


def _days_of_year(day: date, terms: InterestTerms) -> int:
    return terms.leap_year_days if isleap(day.year) else 365

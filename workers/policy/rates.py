"""config/rates.yaml as frozen values: dated reference rates, and the regimes by which late payment bears interest.

Every fact carries its source, and whether somebody compared it with the source. Values only; the arithmetic is that of
`workers.receivables.interest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.fields import AmountPerCurrency, Country, NotNegative, Slug, Text
from workers.policy.robot import Party
from workers.receivables.allocation import Order
from workers.receivables.interest import InterestTerms, RateStep, Tier

Percent = Annotated[Decimal, Field(ge=-10, le=100)]
_EVER = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A percentage a year from a day on."""

    since: date
    percent: Percent


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """A published rate. Days after ``known_through`` bear no interest until somebody writes their rate down."""

    source: Text
    known_through: date
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    checked: bool = False


@dataclass(frozen=True, slots=True)
class CompensationTier:
    """The fixed sum per late payment, for debts below an amount; the last tier has no limit."""

    amount: AmountPerCurrency
    debt_below: AmountPerCurrency = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Regime:
    """One law or agreement on late payment.

    ``rate_moves`` at_default: the rate of the day on which the debt became late stays. ``reference`` None: the margin
    is the whole rate, as agreed in a contract.
    """

    law: Text
    source: Text
    effective_from: date
    margin_percent: Percent
    reference: Slug | None = None
    rate_moves: Literal["each_half_year", "at_default"] = "each_half_year"
    effective_to: date | None = None
    starts_days_after_due: NotNegative = 1
    leap_year_days: Literal[365, 366] = 365
    payment_day: Literal["free", "counted"] = "free"
    allocation: Order = "cost_interest_principal"
    compensation: tuple[CompensationTier, ...] = ()
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which customers a regime governs: every list that is given must hold the customer's value."""

    regime: Slug
    country: tuple[Country, ...] = ()
    party: tuple[Party, ...] = ()

    def governs(self, country: str, party: str) -> bool:
        return (not self.country or country in self.country) and (not self.party or party in self.party)


@dataclass(frozen=True, slots=True)
class RatesPolicy:
    """All of config/rates.yaml; without the file nobody is charged interest or compensation."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", title="Rates")

    reference_rates: Mapping[Slug, ReferenceRate] = field(default_factory=dict)
    regimes: Mapping[Slug, Regime] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    freezing_stops: tuple[Slug, ...] = ()

    def regime_of(self, country: str, party: str, on: date) -> Regime | None:
        """The regime of the first assignment that governs such a customer, where it is in force on that day."""
        name = next((a.regime for a in self.assignments if a.governs(country, party)), None)
        regime = self.regimes[name] if name else None
        if regime is None or on < regime.effective_from or (regime.effective_to and on > regime.effective_to):
            return None
        return regime

    def terms_of(self, regime: Regime) -> InterestTerms:
        """How interest runs under a regime."""
        known = self.reference_rates[regime.reference] if regime.reference else None
        steps = known.steps if known else (Step(_EVER, Decimal(0)),)
        return InterestTerms(
            tuple(RateStep(step.since, step.percent) for step in steps),
            known.known_through if known else date.max,
            regime.margin_percent,
            regime.rate_moves == "at_default",
            regime.leap_year_days,
            regime.payment_day == "counted",
        )


def tiers_of(regime: Regime, currency: str) -> tuple[Tier, ...]:
    """The fixed sums of a regime in one currency; none where the law names no sum in it."""
    named = [tier for tier in regime.compensation if currency in tier.amount]
    return tuple(Tier(tier.debt_below.get(currency), tier.amount[currency]) for tier in named)

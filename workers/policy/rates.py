"""config/rates.yaml as frozen values: dated reference rates, and the agreements that win over the law.

What a law says stands in its rule pack. Every fact carries its source, and whether somebody compared it with the
source. Values only; the arithmetic is that of `workers.receivables.interest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from workers.policy.fields import Country, Slug, Text
from workers.policy.late_payment import LatePayment, Percent
from workers.policy.robot import Party
from workers.receivables.interest import InterestTerms, RateStep
from workers.receivables.stop import StopKind

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(LatePayment):
    """An agreement on late payment, while it is in force."""

    source: Text
    effective_from: date
    effective_to: date | None = None
    checked: bool = False

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


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
    """All of config/rates.yaml; without the file no reference rate is known and nothing was agreed."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", title="Rates")

    reference_rates: Mapping[Slug, ReferenceRate] = field(default_factory=dict)
    regimes: Mapping[Slug, Regime] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    freezing_stops: tuple[StopKind, ...] = ()

    def regime_of(self, country: str, party: str, on: date) -> Regime | None:
        """The agreement of the first assignment that governs such a customer, where it is in force on that day."""
        name = next((a.regime for a in self.assignments if a.governs(country, party)), None)
        regime = self.regimes[name] if name else None
        return regime if regime is not None and regime.in_force(on) else None

    def terms_of(self, rule: LatePayment) -> InterestTerms:
        """How interest runs under a law or an agreement."""
        known = self.reference_rates[rule.reference] if rule.reference else None
        steps = known.steps if known else (Step(_EVER, Decimal(0)),)
        return InterestTerms(
            tuple(RateStep(step.since, step.percent) for step in steps),
            known.known_through if known else date.max,
            rule.margin_percent,
            rule.rate_moves == "at_default",
            rule.leap_year_days,
            rule.payment_day == "counted",
        )

"""What late payment costs under one law or agreement, and the vectors by which a law is tested. Values only.

A law stands in a rule pack (`late_payment`), an agreement among the regimes of rates.yaml; published reference rates
stand there too. The arithmetic is that of `workers.receivables.interest`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from workers.policy.fields import AmountPerCurrency, Country, NotNegative, Slug, Text
from workers.policy.robot import Party
from workers.receivables.allocation import Order
from workers.receivables.interest import Tier

Percent = Annotated[Decimal, Field(ge=-10, le=100)]


@dataclass(frozen=True, slots=True)
class CompensationTier:
    """The fixed sum per late payment, for debts below an amount; the last tier has no limit."""

    amount: AmountPerCurrency
    debt_below: AmountPerCurrency = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePayment:
    """The rule of one law or agreement; ``law`` is how notices name it.

    ``rate_moves`` at_default: the rate of the day on which the debt became late stays. ``reference`` None: the margin
    is the whole rate, as agreed in a contract.
    """

    law: Text
    margin_percent: Percent
    reference: Slug | None = None
    rate_moves: Literal["each_half_year", "at_default"] = "each_half_year"
    starts_days_after_due: NotNegative = 1
    leap_year_days: Literal[365, 366] = 365
    payment_day: Literal["free", "counted"] = "free"
    allocation: Order = "cost_interest_principal"
    compensation: tuple[CompensationTier, ...] = ()

    def tiers(self, currency: str) -> tuple[Tier, ...]:
        """The fixed sums in one currency; none where the law names no sum in it."""
        named = [tier for tier in self.compensation if currency in tier.amount]
        return tuple(Tier(tier.debt_below.get(currency), tier.amount[currency]) for tier in named)


@dataclass(frozen=True, slots=True)
class Governing:
    """The rule that governs a customer, and the rule pack and version that it stands in; empty for an agreement."""

    rule: LatePayment
    rule_pack: str = ""


@dataclass(frozen=True, slots=True)
class PrincipalPaid:
    """A payment of a vector, as far as it counts towards the principal."""

    on: date
    principal: AmountPerCurrency


@dataclass(frozen=True, slots=True)
class ChargeVector:
    """A debt, and what a pack allows to charge for it on a day; all amounts are of one currency.

    What is left out of ``interest`` and ``compensation`` is zero: a customer whom the pack does not govern is charged
    neither.
    """

    name: Text
    due_on: date
    asked_on: date
    debt: AmountPerCurrency
    country: Country
    party: Party | Literal["unknown"] = "company"
    paid: tuple[PrincipalPaid, ...] = ()
    interest: AmountPerCurrency = field(default_factory=dict)
    compensation: AmountPerCurrency = field(default_factory=dict)

    @property
    def currency(self) -> str:
        return next(iter(self.debt), "")

    @property
    def expected(self) -> tuple[int, int]:
        """Interest and compensation."""
        return self.interest.get(self.currency, 0), self.compensation.get(self.currency, 0)

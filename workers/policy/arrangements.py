"""config/arrangements.yaml as frozen values: within which limits a debt may be paid later.

Dated: the terms of a day are those with the latest ``valid_from``. A currency that is not listed is above every limit.
Without terms nothing is arranged. Values only, no decisions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.approval_limits import ApprovalLimits
from workers.policy.fields import AmountPerCurrency, NotNegative, OneOrMore

Every = Literal["week", "two_weeks", "month"]
Percentage = Annotated[int, Field(ge=0, le=100)]


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """Payment plans from a day on.

    ``limits`` are of the balance: up to which one person proposes alone, and who agrees above that. ``unasked_up_to``
    is what a customer gets on the customer page without any person. ``first_percent`` of the balance is the first
    instalment; 0 makes it like the others. An instalment is missed ``grace_days`` after its day.
    """

    valid_from: date
    minimum_instalment: AmountPerCurrency
    limits: ApprovalLimits
    unasked_up_to: AmountPerCurrency = field(default_factory=dict)
    instalments_most: Annotated[int, Field(ge=2, le=60)] = 6
    days_most: OneOrMore = 180
    every: Every = "month"
    first_percent: Annotated[int, Field(ge=0, le=90)] = 0
    first_within_days: OneOrMore = 7
    accept_within_days: OneOrMore = 14
    grace_days: NotNegative = 3
    on_broken: Literal["same_level", "next_level"] = "next_level"

    def last_day(self, proposed_on: date) -> date:
        """By when the last instalment of a plan has to be paid."""
        return proposed_on + timedelta(days=self.days_most)


@dataclass(frozen=True, slots=True)
class ArrangementPolicy:
    """All of config/arrangements.yaml."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    plans: tuple[PlanTerms, ...] = ()

    def plan_terms(self, on: date) -> PlanTerms | None:
        """The terms of plans proposed on a day; None: nobody may propose any."""
        begun = [terms for terms in self.plans if terms.valid_from <= on]
        return max(begun, key=lambda terms: terms.valid_from, default=None)

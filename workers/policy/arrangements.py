"""config/arrangements.yaml as frozen values: within which limits a debt may be paid later, or in part for all of it.

Dated: the terms of a day are those with the latest ``valid_from``. A currency that is not listed is above every limit.
Without terms nothing is arranged. Values only, no decisions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.approval_limits import ApprovalLimits, Approver
from workers.policy.fields import AmountPerCurrency, NotNegative, OneOrMore

Every = Literal["week", "two_weeks", "month"]


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
class Delegation:
    """What may be let off without a second person, of debt whose youngest item is so many days overdue.

    ``days_overdue`` below zero is of debt that is not due yet, and of no other: an early payment. ``up_to`` is of the
    balance.
    """

    days_overdue: int
    percent: Annotated[int, Field(ge=1, le=90)]
    up_to: AmountPerCurrency

    def covers(self, balance: int, currency: str, age: int) -> bool:
        is_early = (age < 0) == (self.days_overdue < 0)
        return is_early and age >= self.days_overdue and balance <= self.up_to.get(currency, -1)


@dataclass(frozen=True, slots=True)
class SettlementTerms:
    """Settlements and early-payment offers from a day on.

    Above what is delegated one of ``approvers`` agrees, whose amounts are of what is let off, up to
    ``approved_percent``. The robot opens with ``opening_share`` percent of what is delegated and goes to all of it in
    ``rounds`` answers. The bank has ``grace_days`` to bring what was paid on the last day. ``balance_revives``: a
    broken one brings the whole balance back, and its text says so.
    """

    valid_from: date
    delegated: Annotated[tuple[Delegation, ...], Field(min_length=1)]
    approvers: tuple[Approver, ...] = ()
    approved_percent: Annotated[int, Field(ge=0, le=90)] = 0
    opening_share: Annotated[int, Field(ge=0, le=100)] = 50
    rounds: Annotated[int, Field(ge=1, le=10)] = 3
    valid_days: OneOrMore = 14
    pay_within_days: OneOrMore = 10
    grace_days: NotNegative = 2
    balance_revives: bool = True
    on_broken: Literal["same_level", "next_level"] = "next_level"
    yearly_rate_percent: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(8)

    def delegated_percent(self, balance: int, currency: str, age: int) -> int:
        """How much of such a debt may be let off without a second person: of the oldest row that covers it.

        >>> rows = (Delegation(0, 5, {"EUR": 100_000}), Delegation(90, 20, {"EUR": 50_000}))
        >>> terms = SettlementTerms(date(2026, 1, 1), rows)
        >>> [terms.delegated_percent(balance, "EUR", 100) for balance in (50_000, 50_001, 100_001)]
        [20, 5, 0]
        """
        rows = [row for row in self.delegated if row.covers(balance, currency, age)]
        return max(rows, key=lambda row: row.days_overdue).percent if rows else 0

    def who_may(self, let_off: int, currency: str) -> tuple[str, ...]:
        """Who may agree that so much is let off."""
        return ApprovalLimits({}, self.approvers).who_may(let_off, currency)

    def may_approve(self, name: str, let_off: int, currency: str) -> bool:
        return ApprovalLimits({}, self.approvers).may_approve(name, let_off, currency)


@dataclass(frozen=True, slots=True)
class ArrangementMails:
    """What customers are written about arrangements: on which occasions, and so many days before an instalment."""

    tell: tuple[Literal["offered", "accepted", "declined", "ended"], ...] = ()
    remind_days_before: OneOrMore | None = None


@dataclass(frozen=True, slots=True)
class ArrangementPolicy:
    """All of config/arrangements.yaml."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    plans: tuple[PlanTerms, ...] = ()
    settlements: tuple[SettlementTerms, ...] = ()
    mails: ArrangementMails = field(default_factory=ArrangementMails)

    def plan_terms(self, on: date) -> PlanTerms | None:
        """The terms of plans proposed on a day; None: nobody may propose any."""
        begun = [terms for terms in self.plans if terms.valid_from <= on]
        return max(begun, key=lambda terms: terms.valid_from, default=None)

    def settlement_terms(self, on: date) -> SettlementTerms | None:
        """The terms of offers made on a day; None: nobody may make any."""
        begun = [terms for terms in self.settlements if terms.valid_from <= on]
        return max(begun, key=lambda terms: terms.valid_from, default=None)

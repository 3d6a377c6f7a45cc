"""config/credit.yaml as frozen values: when an order is released, held or shown to a person. Must not decide.

A profile is how customers of a kind are treated; the first that fits a customer counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.approval_limits import ApprovalLimits
from workers.policy.fields import AmountPerCurrency, NotNegative, OneOrMore, Slug
from workers.policy.robot import UNKNOWN_PARTY, Match

# What a rule asks for, the mildest first; `cod`: on credit the order is held, paid on delivery it goes.
Asks = Literal["warn", "cod", "refer", "hold"]
Percent = Annotated[int, Field(ge=0, le=100)]


@dataclass(frozen=True, slots=True)
class OverdueRule:
    """Debt overdue for more than so many days, of more than an amount of its currency, asks for something.

    A currency that is not listed has no amount below which debt is overlooked.
    """

    days: NotNegative
    then: Asks
    above: AmountPerCurrency = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Steps:
    """From which figure on something is asked for; what is left out is never asked for.

    >>> steps = Steps(refer=30, hold=60)
    >>> [steps.asks(days) for days in (29, 30, 75)]
    [None, 'refer', 'hold']
    """

    warn: OneOrMore | None = None
    cod: OneOrMore | None = None
    refer: OneOrMore | None = None
    hold: OneOrMore | None = None

    def asks(self, figure: int) -> Asks | None:
        """The strictest that the figure reaches."""
        steps: tuple[tuple[Asks, int | None], ...] = (
            ("hold", self.hold),
            ("refer", self.refer),
            ("cod", self.cod),
            ("warn", self.warn),
        )
        return next((asks for asks, from_ in steps if from_ is not None and figure >= from_), None)


@dataclass(frozen=True, slots=True)
class CreditProfile:
    """How orders of some customers are judged. Unless it says so, nothing is overlooked.

    ``past_due_invoices`` are counted until ``paid_percent`` of them is paid or a plan covers them; ``over_limit`` is in
    percent of the limit, and ``breached`` is asked for while more is owed than a limit that somebody set. For
    ``grace_days`` after a person released the account it is not held again.
    """

    name: Slug
    match: Match = field(default_factory=Match)
    overdue: tuple[OverdueRule, ...] = ()
    oldest_item_days: Steps = field(default_factory=Steps)
    dunning_level: Steps = field(default_factory=Steps)
    past_due_invoices: Steps = field(default_factory=lambda: Steps(refer=1))
    paid_percent: Percent = 50
    broken_promises: Steps = field(default_factory=Steps)
    over_limit: Steps = field(default_factory=lambda: Steps(refer=1))
    default_limit: AmountPerCurrency = field(default_factory=dict)
    without_limit: Literal["release", "refer"] = "refer"
    breached: Asks = "hold"
    promise_counts_as_plan: bool = False
    grace_days: NotNegative = 0


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """What is taken off 100 for each day late of the average unit of money, each broken promise, each returned payment.

    Under ``at_least_invoices`` paid in ``in_days`` there is no score.
    """

    per_day_late: NotNegative = 1
    per_broken_promise: NotNegative = 10
    per_returned_payment: NotNegative = 15
    at_least_invoices: OneOrMore = 3
    in_days: OneOrMore = 365


@dataclass(frozen=True, slots=True)
class Proposing:
    """A proposed limit: what the customer would owe at a time, with ``headroom_percent``, as far as its score goes.

    It rises by ``raise_percent`` at most; below a score of ``cod_below`` payment on delivery is proposed.
    """

    headroom_percent: NotNegative = 50
    raise_percent: NotNegative = 50
    cod_below: NotNegative = 40


_STRICT = CreditProfile("strict", paid_percent=100)


@dataclass(frozen=True, slots=True)
class CreditPolicy:
    """All of config/credit.yaml."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    profiles: tuple[CreditProfile, ...] = ()
    limits: ApprovalLimits = field(default_factory=ApprovalLimits)
    review_days: OneOrMore = 365
    score: ScoreWeights = field(default_factory=ScoreWeights)
    proposal: Proposing = field(default_factory=Proposing)

    def profile_for(self, segment: str, party: str, country: str) -> CreditProfile:
        """The first profile that takes such a customer; where none does, the one that overlooks nothing.

        >>> CreditPolicy((CreditProfile("trade", Match(party=("company",))),)).profile_for("", "", "DE").name
        'strict'
        """
        fitting = (p for p in self.profiles if p.match.takes(segment, party or UNKNOWN_PARTY, country))
        return next(fitting, _STRICT)

    def profile_named(self, name: str) -> CreditProfile:
        """The profile of that name; one that was taken out of the file is the one that overlooks nothing."""
        return next((profile for profile in self.profiles if profile.name == name), _STRICT)

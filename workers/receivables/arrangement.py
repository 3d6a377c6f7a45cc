"""An arrangement with a customer: which debt is paid when, in which sums, and what became of it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["plan", "settlement", "early_payment"]
State = Literal[
    "approval_pending", "proposed", "accepted", "active", "kept", "broken", "cancelled", "refused", "expired"
]
# Waiting for somebody's word, and then for the customer's money: as long as it runs, what it covers is not asked for.
WAITING: tuple[State, ...] = ("approval_pending", "proposed")
RUNNING: tuple[State, ...] = ("accepted", "active")
LIVE: tuple[State, ...] = (*WAITING, *RUNNING)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One sum of an arrangement, in minor units of its currency; ``number`` counts from 1."""

    number: int
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class CoveredItem:
    """An open item that an arrangement covers: what was open of it then, and what is now."""

    id: int
    document_number: str
    amount: int
    open: int
    hold_id: int | None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An arrangement as it stands. ``balance`` is what its items had open when it was proposed; ``agreed`` is what is
    paid for all of it, and the rest is let off.

    A plan that is ``accepted`` becomes ``active`` with its first instalment. ``accept_by`` is the last day on which the
    customer may say yes; ``agreed_by`` the second person, where one had to agree. ``skips_if_broken``: the
    notice after a broken one passes over a level. ``terms`` are the words of a settlement, which say whether a broken
    one brings the balance back (``revives``); ``round`` counts the robot's offers in one negotiation.
    """

    id: int
    account_id: int
    entity: str
    customer_id: str
    customer_name: str
    kind: Kind
    state: State
    currency: str
    balance: int
    agreed: int
    grace_days: int
    proposed_by: str
    proposed_on: date
    evidence: str
    terms: str
    revives: bool
    round: int
    accept_by: date
    agreed_by: str
    accepted_by: str
    accepted_on: date | None
    acceptance: str
    closed_on: date | None
    note: str
    skips_if_broken: bool
    entry_id: int | None
    items: tuple[CoveredItem, ...]
    instalments: tuple[Instalment, ...]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def let_off(self) -> int:
        """What is not to be paid."""
        return self.balance - self.agreed

    @property
    def paid(self) -> int:
        """By how much its items have fallen since; what somebody took back counts no longer."""
        return self.balance - self.open

    @property
    def open(self) -> int:
        """What is open of its items now."""
        return sum(item.open for item in self.items)

    @property
    def expected(self) -> tuple[Instalment, int] | None:
        """The instalment that is to be paid next, and what is missing of it; None where all is paid."""
        owed = 0
        for part in self.instalments:
            owed += part.amount
            if owed > self.paid:
                return part, owed - self.paid
        return None

"""config/write_off.yaml as frozen values: what may be given up, after how much was done, and who agrees to it.

Must not decide about an item: `workers.escalation.rules.write_off` does, and a person has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from workers.policy.agencies import CloseCode
from workers.policy.approval_limits import ApprovalLimits, Approver
from workers.policy.fields import AmountPerCurrency, NotNegative, Slug
from workers.receivables.stop import StopKind


@dataclass(frozen=True, slots=True)
class Criterion:
    """Why something may be written off. All that is said must hold; amounts are the account's balance in its currency.

    A currency that ``balance_up_to`` does not list is above it. ``documented``: as many contacts as the table wants.
    """

    reason: Slug
    days_overdue: NotNegative = 0
    balance_up_to: AmountPerCurrency | None = None
    stops: tuple[StopKind, ...] = ()
    close_codes: tuple[CloseCode, ...] = ()
    documented: bool = True


@dataclass(frozen=True, slots=True)
class Effort:
    """What must have been tried for a balance up to an amount; without amounts for any."""

    contacts: NotNegative
    written: NotNegative = 0
    balance_below: AmountPerCurrency | None = None

    def is_for(self, balance: int, currency: str) -> bool:
        return self.balance_below is None or balance < self.balance_below.get(currency, -1)


@dataclass(frozen=True, slots=True)
class WriteOffPolicy:
    """Criteria in their order, effort and approvers by amount; without criteria nothing is proposed."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    criteria: tuple[Criterion, ...] = ()
    effort: tuple[Effort, ...] = ()
    approvers: tuple[Approver, ...] = ()

    @property
    def limits(self) -> ApprovalLimits:
        """Who may agree; nobody gives anything up alone, for the robot proposed it."""
        return ApprovalLimits(approvers=self.approvers)

    def effort_for(self, balance: int, currency: str) -> Effort:
        """The first row that is for a balance.

        >>> policy = WriteOffPolicy(effort=(Effort(3, 1, {"USD": 5000}), Effort(4, 2)))
        >>> policy.effort_for(4999, "USD").contacts, policy.effort_for(5000, "USD").contacts
        (3, 4)
        """
        return next((row for row in self.effort if row.is_for(balance, currency)), Effort(0))

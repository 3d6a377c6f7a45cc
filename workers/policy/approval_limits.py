"""Up to which amount one person decides alone, and who must agree above that. Values only; used for credits and more.

An amount in a currency that is not listed is above every limit: nobody is given a limit by an oversight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from workers.policy.fields import AmountPerCurrency, Text
from workers.receivables.people import plain_name


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may agree as the second person, up to an amount; without amounts to any."""

    people: Annotated[tuple[Text, ...], Field(min_length=1)]
    up_to: AmountPerCurrency | None = None

    def covers(self, amount: int, currency: str) -> bool:
        return self.up_to is None or amount <= self.up_to.get(currency, -1)


@dataclass(frozen=True, slots=True)
class ApprovalLimits:
    """Alone up to ``alone_up_to``; above it one of the approvers whose limit reaches that far."""

    alone_up_to: AmountPerCurrency = field(default_factory=dict)
    approvers: tuple[Approver, ...] = ()

    def is_alone(self, amount: int, currency: str) -> bool:
        """Whether no second person is needed.

        >>> limits = ApprovalLimits({"EUR": 25_000})
        >>> limits.is_alone(25_000, "EUR"), limits.is_alone(25_001, "EUR"), limits.is_alone(1, "USD")
        (True, False, False)
        """
        return amount <= self.alone_up_to.get(currency, -1)

    def who_may(self, amount: int, currency: str) -> tuple[str, ...]:
        """Everybody whose limit reaches an amount, in the order of the file."""
        reaching = (approver for approver in self.approvers if approver.covers(amount, currency))
        return tuple(dict.fromkeys(person for approver in reaching for person in approver.people))

    def may_approve(self, name: str, amount: int, currency: str) -> bool:
        """Whether a person of that name or address may agree to an amount.

        >>> limits = ApprovalLimits(approvers=(Approver(("Ann",), {"EUR": 500}), Approver(("bob",))))
        >>> limits.may_approve("ann", 501, "EUR"), limits.may_approve("BOB ", 501, "EUR")
        (False, True)
        """
        return plain_name(name) in map(plain_name, self.who_may(amount, currency))

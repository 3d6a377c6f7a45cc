"""How a payment is shared between the costs, the interest and the principal of one debt, by a stated order. Pure.

Must not choose the debt: whose payment it is and for which items is the business of matching. What is left over is
told as such, never assigned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Component = Literal["cost", "interest", "principal"]
Order = Literal["cost_interest_principal", "cost_principal_interest", "principal_first"]

# BGB 367(1); BGB 497(3), consumer credit; and what an agreement may say instead.
ORDERS: Mapping[Order, tuple[Component, Component, Component]] = {
    "cost_interest_principal": ("cost", "interest", "principal"),
    "cost_principal_interest": ("cost", "principal", "interest"),
    "principal_first": ("principal", "cost", "interest"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed of one debt, by component."""

    cost: int
    interest: int
    principal: int

    @property
    def total(self) -> int:
        return self.cost + self.interest + self.principal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a payment pays of each component, what is left of it, and the order that was followed."""

    cost: int
    interest: int
    principal: int
    remainder: int
    rule: Order


def allocate(payment: int, claim: Claim, order: Order) -> Allocation:
    """Share a payment; no component gets more than is owed of it.

    >>> allocate(400_000, Claim(cost=4_000, interest=17_158, principal=1_000_000), "cost_interest_principal")
    Allocation(cost=4000, interest=17158, principal=378842, remainder=0, rule='cost_interest_principal')
    """
    paid: dict[Component, int] = {}
    left = payment
    for component in ORDERS[order]:
        owed: int = getattr(claim, component)
        paid[component] = min(left, owed)
        left -= paid[component]
    return Allocation(paid["cost"], paid["interest"], paid["principal"], left, order)

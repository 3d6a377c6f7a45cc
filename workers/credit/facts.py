"""All that a decision about an order may see: the order, and what its customer owes us in every currency.

Values only; amounts are minor units. They are journalled beside the decision, so that it can be taken again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

Payment = Literal["on_account", "in_advance", "cash", "card", "cheque", "certified_cheque"]
PAYMENTS: tuple[str, ...] = get_args(Payment)
ON_DELIVERY = frozenset({"cash", "card", "cheque", "certified_cheque"})
# A cheque may come back: until then its order is credit.
RISKLESS = frozenset({"in_advance", "cash", "card", "certified_cheque"})


class OwedItem(NamedTuple):
    """An item with something owed: open, or paid without the bank's word. What is ``disputed`` is never overdue."""

    due_date: date
    original: int
    owed: int
    disputed: int = 0

    def is_past_due(self, as_of: date) -> bool:
        return self.owed > self.disputed and self.due_date < as_of


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed in one currency. ``level`` is the highest of a notice that left in the running episode.

    ``promised`` and ``planned`` are what the customer promised for the account, or what an agreed plan covers.
    """

    currency: str
    items: tuple[OwedItem, ...] = ()
    on_account: int = 0
    level: int = 0
    promised: int = 0
    planned: int = 0
    broken_promises: int = 0

    @property
    def exposure(self) -> int:
        """What is owed, less credit memos and cash on account."""
        return sum(item.owed for item in self.items) - self.on_account


@dataclass(frozen=True, slots=True)
class Restraints:
    """What else speaks against an order; ``released_until`` is the last day of the grace that a person gave."""

    stop: str = ""
    placed: bool = False
    parked: bool = False
    disputed: bool = False
    order_hold_levels: tuple[int, ...] = ()
    returned: tuple[str, ...] = ()
    released_until: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer ordered: its number there, what it is worth, how it is paid, and what else is on order."""

    number: str
    currency: str
    amount: int
    payment: str = "on_account"
    open_orders: int = 0


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order of an account on a day. ``limit`` is None where nobody set one, in the order's currency."""

    order: Order
    as_of: date
    profile: str
    debts: tuple[Debt, ...] = ()
    restraints: Restraints = Restraints()
    limit: int | None = None
    on_delivery_only: bool = False

    def debt(self) -> Debt:
        """What is owed in the order's own currency."""
        own = (debt for debt in self.debts if debt.currency == self.order.currency)
        return next(own, Debt(self.order.currency))


def facts_document(facts: OrderFacts) -> dict[str, Any]:
    """The facts as the journal keeps them."""
    debts = [asdict(debt) | {"items": [list(item) for item in debt.items]} for debt in facts.debts]
    return asdict(facts) | {"debts": debts}


def facts_from_document(document: Mapping[str, Any]) -> OrderFacts:
    """The facts of `facts_document` after a round trip through JSON."""
    held = document["restraints"]
    until = held["released_until"]
    restraints = Restraints(
        **held
        | {
            "released_until": date.fromisoformat(until) if until else None,
            "order_hold_levels": tuple(held["order_hold_levels"]),
            "returned": tuple(held["returned"]),
        }
    )
    debts = [Debt(**debt | {"items": tuple(_item(*row) for row in debt["items"])}) for debt in document["debts"]]
    return OrderFacts(
        order=Order(**document["order"]),
        as_of=date.fromisoformat(document["as_of"]),
        profile=document["profile"],
        debts=tuple(debts),
        restraints=restraints,
        limit=document["limit"],
        on_delivery_only=document["on_delivery_only"],
    )


def _item(due_date: str, original: int, owed: int, disputed: int) -> OwedItem:
    return OwedItem(date.fromisoformat(due_date), original, owed, disputed)

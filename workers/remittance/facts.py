"""Everything a decision about one advice may see, as frozen values. Must not read anything itself."""

from __future__ import annotations

from dataclasses import dataclass

from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import RemittanceAdvice
from workers.receivables.sender_trust import SenderVerdict


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: a customer with its direct children, or nobody we know (``customer`` is None, ``reason`` says why)."""

    customer: Customer | None
    children: tuple[Customer, ...] = ()
    reason: str = ""
    printed_name: str = ""

    @property
    def customer_id(self) -> str | None:
        return self.customer.id if self.customer else None

    @property
    def customer_ids(self) -> tuple[str, ...]:
        return tuple(sorted(c.id for c in (self.customer, *self.children) if c is not None))


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """What the robot wrote off before: for a payer's family in the month of a payment, for everybody on its day."""

    customer_and_month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """One advice, its sender, its payer, that payer's items (open and settled) and the keys of advices seen before.

    ``written_off`` has a value for each payment of the advice, where any of them would write something off.
    """

    advice: RemittanceAdvice
    sender: SenderVerdict
    payer: Payer
    items: tuple[OpenItem, ...] = ()
    seen: frozenset[str] = frozenset()
    written_off: tuple[WrittenOff, ...] = ()

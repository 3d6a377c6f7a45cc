"""An account in one currency as it stood at the end of a day: its documents, what settled them, cash on account.

Values only; amounts are minor units of ``currency``. Documents and settlements of later days are there too, because
they explain what a customer's own list says otherwise. Must not compare anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one payment of ours took off a document, with the document's sign."""

    payment_id: int
    reference: str
    on: date
    cash: int
    discount: int = 0
    writeoff: int = 0

    @property
    def amount(self) -> int:
        return self.cash + self.discount + self.writeoff


@dataclass(frozen=True, slots=True)
class PositionItem:
    """A document of the account. ``open`` is as of the day: nothing for a document that was issued later.

    ``disputed`` is the reason of a dispute that holds it today.
    """

    id: int
    document_number: str
    document_type: str
    issue_date: date
    due_date: date
    original: int
    open: int
    po_number: str = ""
    settlements: tuple[Settlement, ...] = ()
    disputed: str = ""
    is_charge: bool = False


@dataclass(frozen=True, slots=True)
class HeldCash:
    """Cash of the customer's that lay on account at the end of the day."""

    payment_id: int
    reference: str
    on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """A payment that an advice announced and that is not posted, with what the advice names."""

    reference: str
    on: date | None
    amount: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountPosition:
    """All of it. ``elsewhere`` are numbers of documents that belong to other customers or currencies, with whose."""

    customer_id: str
    customer_name: str
    currency: str
    as_of: date
    items: tuple[PositionItem, ...] = ()
    held: tuple[HeldCash, ...] = ()
    announced: tuple[Announcement, ...] = ()

    @property
    def balance(self) -> int:
        """What the account owes: open items less cash on account."""
        return sum(item.open for item in self.items) - sum(cash.amount for cash in self.held)

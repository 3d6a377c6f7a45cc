"""A dispute: what a customer does not agree to pay, why, and how that ended. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal[
    "open", "credit_pending", "credit_requested", "rebilling", "credited", "rejected", "withdrawn", "settled"
]
# As long as a dispute is in one of these, what it disputes is not asked for.
LIVE: tuple[State, ...] = ("open", "credit_pending", "credit_requested", "rebilling")


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as it stands. Without an item it concerns the whole account; without an amount all of the item.

    ``due_on`` is the day by which it should be decided, ``escalate_on`` the one on which it goes to somebody above.
    ``credit`` is what was found to be right. ``repeats`` names an earlier dispute of the same kind that was rejected.
    """

    id: int
    account_id: int
    customer_id: str
    customer_name: str
    document_number: str | None
    open_item_id: int | None
    currency: str | None
    amount: int | None
    code: str
    state: State
    owner: str
    evidence: str
    note: str
    author: str
    opened_on: date
    due_on: date
    escalate_on: date
    escalated_on: date | None
    hold_id: int
    credit: int | None
    asked_by: str
    repeats: int | None
    closed_on: date | None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def scope(self) -> str:
        return "item" if self.open_item_id is not None else "account"

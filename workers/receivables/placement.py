"""Placements with a collection agency: what was handed over, and what is still open of it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item as the agency knows it (``told``) and as the book has it now (``open``), in minor units.

    ``in_transit``: what was paid on it rests on an advice that no bank line has confirmed yet. ``placed``: what was
    open when it was handed over; ``came_back``: why the agency gave it back.
    """

    id: int
    document_number: str
    told: int
    open: int
    in_transit: bool = False
    placed: int = 0
    due_date: date | None = None
    came_back: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """Cash that a customer paid to us on a placed item, or (negative) that was taken back. ``undoes``: of which one."""

    application_id: int
    item_id: int
    amount: int
    received_on: date
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement that lives: proposed to a person, approved by one, or with the agency.

    ``message_state`` is how far the file that hands it over came in the outbox, ``folder`` where it goes.
    """

    id: int
    account_id: int
    entity: str
    currency: str
    episode_id: int
    agency: str
    state: str
    customer_id: str
    items: tuple[PlacedItem, ...]
    message_id: int | None = None
    message_state: str = ""
    folder: str = ""
    stopped: bool = False
    approved_on: date | None = None
    demanded_on: date | None = None
    closed_on: date | None = None

    @property
    def with_agency(self) -> tuple[PlacedItem, ...]:
        """The items that the agency works on."""
        return tuple(item for item in self.items if not item.came_back)

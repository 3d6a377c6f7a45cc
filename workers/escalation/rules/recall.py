"""What happened to a placement since the agency last heard of it. Pure; every outcome is a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workers.receivables.placement import PlacedItem, Placement, Received


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The agency knows everything, or its file is on the way."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The file reached the agency: the placement begins."""


@dataclass(frozen=True, slots=True)
class NeverLeft:
    """The file did not reach the agency and must not any more: the placement ends before it began."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Open amounts moved: by cash that came to us (``payments``), and otherwise (``balances``). The agency goes on."""

    payments: tuple[Received, ...]
    balances: tuple[PlacedItem, ...]


@dataclass(frozen=True, slots=True)
class PaidInFull:
    """Nothing is open any more: the placement ends."""

    moved: Moved


@dataclass(frozen=True, slots=True)
class Recall:
    """The agency must stop; it hears what is open of each item now."""

    items: tuple[PlacedItem, ...]
    reason: str


Outcome = Unchanged | HandedOver | NeverLeft | Moved | PaidInFull | Recall
_REACHED = ("handed_over", "delivered")
_WAITING = ("planned", "claimed")
_DEAD = ("failed", "cancelled", "bounced")


def evaluate_placement(placement: Placement, received: Sequence[Received] = ()) -> Outcome:
    """What to do about one placement now; a proposal waits for its person. ``received`` is what nobody told yet.

    >>> item = PlacedItem(1, "INV-1", told=100, open=40)
    >>> placed = Placement(7, 1, "main", "EUR", 3, "north", "placed", "C1", (item,))
    >>> evaluate_placement(placed).balances == (item,)
    True
    >>> from datetime import date
    >>> evaluate_placement(placed, [Received(5, 1, 60, date(2026, 6, 1))]).balances
    ()
    """
    match placement.state:
        case "approved":
            return _before_hand_over(placement)
        case "placed":
            return _with_agency(placement, received)
        case _:
            return Unchanged()


def _before_hand_over(placement: Placement) -> Outcome:
    if placement.message_state in _REACHED:
        return HandedOver()
    if placement.message_state in _DEAD:
        return NeverLeft("stop" if placement.stopped else f"file {placement.message_state}")
    # What is being attempted right now can no longer be kept back: its outcome is awaited.
    if placement.message_state in _WAITING and placement.stopped:
        return NeverLeft("stop")
    if placement.message_state in _WAITING and _is_paid(placement):
        return NeverLeft("paid in full")
    return Unchanged()


def _with_agency(placement: Placement, received: Sequence[Received]) -> Outcome:
    items = placement.with_agency
    if placement.stopped:
        return Recall(items, "stop")
    known = {item.id for item in items}
    payments = tuple(one for one in received if one.item_id in known)
    # An advice is what the payer claims: the agency hears of it when the bank line came.
    balances = tuple(item for item in items if not item.in_transit and _expected(item, payments) != item.open)
    moved = Moved(payments, balances)
    if items and all(item.open == 0 and not item.in_transit for item in items):
        return PaidInFull(moved)
    return moved if payments or balances else Unchanged()


def _expected(item: PlacedItem, payments: Iterable[Received]) -> int:
    """What the agency makes of the item once it hears of the payments."""
    return item.told - sum(one.amount for one in payments if one.item_id == item.id)


def _is_paid(placement: Placement) -> bool:
    return all(item.open == 0 for item in placement.items)

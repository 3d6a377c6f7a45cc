"""What happened to a placement since the agency last heard of it. Pure; every outcome is a value."""

from __future__ import annotations

from dataclasses import dataclass

from workers.receivables.placement import PlacedItem, Placement


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
class DirectPayment:
    """The customer paid us (or a payment was taken back): the agency is told, and goes on with the rest."""

    items: tuple[PlacedItem, ...]


@dataclass(frozen=True, slots=True)
class PaidInFull:
    """Nothing is open any more: the placement ends."""

    items: tuple[PlacedItem, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """The agency must stop."""

    items: tuple[PlacedItem, ...]
    reason: str


Outcome = Unchanged | HandedOver | NeverLeft | DirectPayment | PaidInFull | Recall
_REACHED = ("handed_over", "delivered")
_WAITING = ("planned", "claimed")
_DEAD = ("failed", "cancelled", "bounced")


def evaluate_placement(placement: Placement) -> Outcome:
    """What to do about one placement now; a proposal waits for its person.

    >>> item = PlacedItem(1, "INV-1", told=100, open=40)
    >>> evaluate_placement(Placement(7, 1, "main", "EUR", 3, "north", "placed", "C1", (item,))).items == (item,)
    True
    """
    match placement.state:
        case "approved":
            return _before_hand_over(placement)
        case "placed":
            return _with_agency(placement)
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


def _with_agency(placement: Placement) -> Outcome:
    if placement.stopped:
        return Recall(placement.items, "stop")
    # An advice is what the payer claims: the agency hears of it when the bank line came.
    moved = tuple(item for item in placement.items if item.open != item.told and not item.in_transit)
    if _is_paid(placement) and not any(item.in_transit for item in placement.items):
        return PaidInFull(moved)
    return DirectPayment(moved) if moved else Unchanged()


def _is_paid(placement: Placement) -> bool:
    return all(item.open == 0 for item in placement.items)

"""What happened to a placement since the agency last heard of it. Pure; every outcome is a value."""

from __future__ import annotations

from dataclasses import dataclass

from workers.receivables.placement import PlacedItem, Placement


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The agency knows everything."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The file reached the agency: the placement begins."""


@dataclass(frozen=True, slots=True)
class DirectPayment:
    """The customer paid us (or a payment was taken back): the agency is told, and goes on with the rest."""

    items: tuple[PlacedItem, ...]


@dataclass(frozen=True, slots=True)
class PaidInFull:
    """Nothing is open any more: the placement ends."""

    items: tuple[PlacedItem, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The agency must stop: the account is under a stop, or its file can no longer be handed over."""

    reason: str


Outcome = Unchanged | HandedOver | DirectPayment | PaidInFull | Withdraw
_REACHED = ("handed_over", "delivered")
_DEAD = ("failed", "cancelled", "bounced")


def evaluate_placement(placement: Placement) -> Outcome:
    """The first that applies: a stop, a dead file, payment in full, the hand-over, other changes of what is open.

    >>> item = PlacedItem(1, "INV-1", told=100, open=40)
    >>> evaluate_placement(Placement(7, 1, "main", "EUR", 3, "north", "placed", "C1", (item,))).items == (item,)
    True
    """
    if placement.stopped:
        return Withdraw("stop")
    if placement.state == "approved" and placement.message_state in _DEAD:
        return Withdraw(f"file_{placement.message_state}")
    if all(item.open == 0 for item in placement.items):
        return PaidInFull(tuple(item for item in placement.items if item.told))
    if placement.state == "approved":
        return HandedOver() if placement.message_state in _REACHED else Unchanged()
    moved = tuple(item for item in placement.items if item.open != item.told)
    return DirectPayment(moved) if moved else Unchanged()

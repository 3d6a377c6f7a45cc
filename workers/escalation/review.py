"""Follows the placements that live: handed over, paid, recalled. The agency is told what it has to know, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from workers.escalation.hearing import GAVE_BACK, keep_silent
from workers.escalation.rules.news import close_request_records, moved_records, recall_records
from workers.escalation.rules.recall import (
    HandedOver,
    Moved,
    NeverLeft,
    PaidInFull,
    Recall,
    Unchanged,
    evaluate_placement,
)
from workers.escalation.telling import tell
from workers.ledger.queue import agency_batches, placements
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.placement import PlacedItem, Placement


def review(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """Look at every live placement, each under its account's lock; returns how many had which outcome."""
    with ledger.read() as connection:
        live = placements.find_live(connection)
    outcomes: Counter[str] = Counter()
    for placement in live:
        if isinstance(evaluate_placement(placement), Unchanged) and not _moved(placement):
            continue
        with ledger.write(placement.account_id) as connection:
            outcomes.update(review_placement(connection, placement.id, policy, occasion))
    return outcomes


def review_placement(connection: Connection, placement_id: int, policy: PolicySet, occasion: Occasion) -> list[str]:
    """Bring one placement up to date; a hand-over and what happened since are two steps of one look."""
    seen: list[str] = []
    while (placement := placements.find_placement(connection, placement_id)) is not None:
        outcome = _step(connection, placement, policy, occasion)
        if not outcome:
            break
        seen.append(outcome)
    return seen


def _moved(placement: Placement) -> bool:
    """Cash that the bank confirmed may hide behind some that it did not."""
    return placement.state == "placed" and any(item.open != item.told for item in placement.with_agency)


def _step(connection: Connection, placement: Placement, policy: PolicySet, occasion: Occasion) -> str:
    """Apply one outcome; returns its name, or nothing when the placement is up to date."""
    received = agency_batches.find_untold(connection, placement.id)
    match evaluate_placement(placement, received):
        case Unchanged():
            return ""
        case HandedOver():
            placements.set_state(connection, placement, "placed", occasion)
            return "placed"
        case NeverLeft(reason=reason):
            return _keep_back(connection, placement, reason, occasion)
        case Moved() as moved:
            _tell_moved(connection, placement, moved, policy, occasion)
            return "direct_payment" if moved.payments else "balance_update"
        case PaidInFull(moved=moved):
            _tell_moved(connection, placement, moved, policy, occasion)
            tell(connection, placement, close_request_records(placement, "PIF"), policy, occasion)
            placements.set_state(connection, placement, "closed", occasion, "paid in full")
            # What the agency gave back before is still open.
            why = f"{placement.agency} gave it back: no robot asks for it any more"
            keep_silent(connection, placement, why, GAVE_BACK, policy, occasion=occasion)
            return "closed"
        case Recall(items=items, reason=reason):
            take_back(connection, placement, items, reason, policy=policy, occasion=occasion)
            return "recalled"


def take_back(
    connection: Connection,
    placement: Placement,
    items: Sequence[PlacedItem],
    reason: str,
    *,
    policy: PolicySet,
    occasion: Occasion,
) -> None:
    """The agency must stop: it is told at once, and the items are ours again."""
    if items:
        tell(connection, placement, recall_records(placement, items, reason), policy, occasion)
    placements.set_state(connection, placement, "recalled", occasion, reason)
    keep_silent(connection, placement, f"recalled from {placement.agency}: {reason}", "REC", policy, occasion=occasion)


def _tell_moved(
    connection: Connection, placement: Placement, moved: Moved, policy: PolicySet, occasion: Occasion
) -> None:
    """The agency hears of it the same day, and knows afterwards what is open."""
    undone = [one.undoes for one in moved.payments if one.undoes is not None]
    promised = {number: agency_batches.commission_told(connection, number) for number in undone}
    records = moved_records(placement, moved, policy.agencies.get(placement.agency), promised)
    if not records:
        return
    tell(connection, placement, records, policy, occasion)
    balanced = {item.id for item in moved.balances}
    paid: Counter[int] = Counter()
    for one in moved.payments:
        paid[one.item_id] += one.amount
    known = [
        replace(item, open=item.open if item.id in balanced else item.told - paid[item.id])
        for item in placement.items
        if item.id in balanced or item.id in paid
    ]
    placements.set_told(connection, placement, known, occasion)


def _keep_back(connection: Connection, placement: Placement, reason: str, occasion: Occasion) -> str:
    """The file stays in the house, unless it set out between the look and the lock."""
    if placement.message_state in ("planned", "claimed"):
        kept = placement.message_id is not None and placements.cancel_file(connection, placement.message_id, reason)
        if not kept:
            return ""
    placements.set_state(connection, placement, "closed", occasion, reason)
    return "closed"

"""Follows the placements that live: handed over, paid, recalled. The agency is told what it has to know, once."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from workers.escalation.files import send_file
from workers.escalation.rules.placement_file import change_file
from workers.escalation.rules.recall import (
    DirectPayment,
    HandedOver,
    NeverLeft,
    PaidInFull,
    Recall,
    Unchanged,
    evaluate_placement,
)
from workers.ledger.queue import placements
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion
from workers.receivables.placement import Placement


def review(ledger: Ledger, occasion: Occasion) -> Counter[str]:
    """Look at every live placement, each under its account's lock; returns how many had which outcome."""
    with ledger.read() as connection:
        live = placements.find_live(connection)
    outcomes: Counter[str] = Counter()
    for placement in live:
        if isinstance(evaluate_placement(placement), Unchanged):
            continue
        with ledger.write(placement.account_id) as connection:
            outcomes.update(review_placement(connection, placement.id, occasion))
    return outcomes


def review_placement(connection: Connection, placement_id: int, occasion: Occasion) -> list[str]:
    """Bring one placement up to date; a hand-over and what happened since are two steps of one look."""
    seen: list[str] = []
    while (placement := placements.find_placement(connection, placement_id)) is not None:
        outcome = _step(connection, placement, occasion)
        if not outcome:
            break
        seen.append(outcome)
    return seen


def _step(connection: Connection, placement: Placement, occasion: Occasion) -> str:
    """Apply one outcome; returns its name, or nothing when the placement is up to date."""
    match evaluate_placement(placement):
        case Unchanged():
            return ""
        case HandedOver():
            placements.set_state(connection, placement, "placed", occasion)
            return "placed"
        case NeverLeft(reason=reason):
            return _keep_back(connection, placement, reason, occasion)
        case DirectPayment(items=items):
            file = change_file("direct_payment", placement, items, occasion.business_date)
            send_file(connection, placement, file, occasion)
            placements.set_told(connection, placement, items, occasion)
            return "direct_payment"
        case PaidInFull(items=items):
            file = change_file("paid_in_full", placement, items, occasion.business_date)
            send_file(connection, placement, file, occasion)
            placements.set_told(connection, placement, items, occasion)
            placements.set_state(connection, placement, "closed", occasion, "paid in full")
            return "closed"
        case Recall(items=items, reason=reason):
            file = change_file("recall", placement, items, occasion.business_date, reason)
            send_file(connection, placement, file, occasion)
            placements.set_state(connection, placement, "recalled", occasion, reason)
            return "recalled"


def _keep_back(connection: Connection, placement: Placement, reason: str, occasion: Occasion) -> str:
    """The file stays in the house, unless it set out between the look and the lock."""
    if placement.message_state in ("planned", "claimed"):
        kept = placement.message_id is not None and placements.cancel_file(connection, placement.message_id, reason)
        if not kept:
            return ""
    placements.set_state(connection, placement, "closed", occasion, reason)
    return "closed"

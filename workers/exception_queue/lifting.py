"""Decisions of a person that end a restraint: a dispute rejected, a promise declined, a stop lifted, a payer trusted,
a failed delivery or a broken law handled.

A case names its restraints in its evidence (``hold``, ``holds`` or ``stop``, by id). Runs in the desk's transaction.
"""

from __future__ import annotations

from sqlalchemy import Connection

from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.parking import unpark_accounts
from workers.ledger.book import holds, stops
from workers.ledger.book.accounts import supersede
from workers.ledger.queue.cases import Case
from workers.receivables.occasion import Occasion

_NO_REASON = "lifted with its case"


def lift_hold(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """``reject`` ends the holds that came with the case, unless somebody ended them before."""
    if resolution.decision != "reject":
        return
    named = [*case.evidence.get("holds", ()), case.evidence.get("hold")]
    for hold in (holds.find_hold(connection, hold_id) for hold_id in named if hold_id is not None):
        if hold is not None and hold.lifted_at is None:
            holds.lift_hold(connection, hold.id, occasion)


def lift_stop(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """``lift`` ends the stop that the case was opened for; the note says why."""
    named = case.evidence.get("stop")
    stop = stops.find_stop(connection, named) if named is not None and resolution.decision == "lift" else None
    if stop is not None and stop.lifted_at is None:
        stops.lift_stop(connection, stop.id, resolution.note or _NO_REASON, occasion)


def trust_payer(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """``trust_payer`` lets the payer's next advices post again before their bank lines come."""
    if resolution.decision != "trust_payer" or case.account_id is None:
        return
    for hold in holds.holds_in_force(connection, [case.account_id], occasion.business_date):
        if hold.kind == "remittance" and hold.open_item_id is None:
            holds.lift_hold(connection, hold.id, occasion)


def try_again(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """``handled``: what kept a message from its contact is gone, so the account is decided afresh.

    The next run finds the case closed and no longer passes the contact over (`workers.ledger.book.undelivered`).
    """
    if resolution.decision == "handled" and case.account_id is not None:
        supersede(connection, [case.account_id], "delivery_repaired")


LIFTING: dict[CaseKind, Consequence] = {
    CaseKind.DELIVERY_FAILED: try_again,
    CaseKind.DISPUTE: lift_hold,
    CaseKind.PROMISE: lift_hold,
    CaseKind.STOP_REQUEST: lift_stop,
    CaseKind.ADVICE_UNCONFIRMED: trust_payer,
    CaseKind.INVARIANT: unpark_accounts,
}

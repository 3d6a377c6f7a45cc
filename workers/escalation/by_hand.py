"""What a person tells an agency: take the account back, know this, close your file. Must not decide."""

from __future__ import annotations

from sqlalchemy import Connection

from workers.errors import UserError
from workers.escalation.review import take_back
from workers.escalation.rules.news import close_request_records, note_records
from workers.escalation.telling import tell
from workers.ledger.cash.applications import lock_accounts
from workers.ledger.queue import placements
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.placement import Placement

_LONGEST_NOTE = 1000


def recall(connection: Connection, placement_id: int, reason: str, policy: PolicySet, occasion: Occasion) -> Placement:
    """Take a placement back; its items are held until a person lets our ladder go on. Raises `UserError`."""
    placement = _placed(connection, placement_id)
    take_back(connection, placement, placement.with_agency, _said(reason), policy=policy, occasion=occasion)
    return placement


def note(connection: Connection, placement_id: int, text: str, policy: PolicySet, occasion: Occasion) -> Placement:
    """Tell the agency something about a placement."""
    placement = _placed(connection, placement_id)
    tell(connection, placement, note_records(placement, _said(text)), policy, occasion)
    return placement


def ask_to_close(
    connection: Connection, placement_id: int, reason: str, policy: PolicySet, occasion: Occasion
) -> Placement:
    """Ask the agency to end its work and say with which code; the placement lives until it does."""
    placement = _placed(connection, placement_id)
    tell(connection, placement, close_request_records(placement, _said(reason)), policy, occasion)
    return placement


def _placed(connection: Connection, placement_id: int) -> Placement:
    """The placement, under the lock of its account."""
    found = placements.known_placement(connection, placement_id)
    if found is None:
        raise UserError(f"there is no placement {placement_id}: `collectbot agency list` shows them")
    lock_accounts(connection, [found.account_id])
    now = placements.known_placement(connection, placement_id)
    if now is None or now.state != "placed":
        raise UserError(f"placement {placement_id} is {found.state}: no agency works on it")
    return now


def _said(text: str) -> str:
    if not text.strip() or len(text) > _LONGEST_NOTE:
        raise UserError(f"say it in 1 to {_LONGEST_NOTE} signs")
    return text.strip()

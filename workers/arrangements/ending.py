"""Ending an arrangement before its time: cancelled by a person, or replaced by another proposal.

What was silent because of it is asked for again, where the ladder stood. Must not judge what was paid.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import covering, known_arrangement, move_arrangement
from workers.ledger.queue.cases import lock_account_of
from workers.receivables.arrangement import Arrangement, State
from workers.receivables.occasion import Occasion

_KINDS = (CaseKind.ARRANGEMENT_APPROVAL, CaseKind.ARRANGEMENT_REQUEST, CaseKind.ON_ACCOUNT_CASH)


def cancel(connection: Connection, number: int, note: str, occasion: Occasion) -> Arrangement:
    """End an arrangement that waits or runs; raises `UserError` when it is over."""
    lock_account_of(connection, known_arrangement(connection, number).account_id)
    found = known_arrangement(connection, number)
    if not found.is_live:
        raise UserError(f"{found.kind} {number} is {found.state} already")
    end(connection, found, "cancelled", note, occasion)
    return known_arrangement(connection, number)


def cancel_proposals(connection: Connection, item_ids: Sequence[int], why: str, occasion: Occasion) -> None:
    """End what waits for an answer over any of these items."""
    for found in covering(connection, item_ids):
        if not found.is_running:
            end(connection, found, "cancelled", why, occasion)


def end(connection: Connection, found: Arrangement, to: State, note: str, occasion: Occasion, **values: bool) -> None:
    """Into a last state, with nothing of it left in anybody's queue."""
    clear_cases(connection, _KINDS, f"arrangement:{found.id}", to, occasion)
    move_arrangement(connection, found, to, occasion, note=note or found.note, **values)

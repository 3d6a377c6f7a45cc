"""Whether our own mail records let e-mail leave, as the last look at the DNS found; shared by all processes.

A change is journalled, a look that found the same is not. Must not look anything up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select, update

from workers.ledger.operations.controls import read_control, set_control
from workers.ledger.schema import controls
from workers.receivables.occasion import Occasion

_NAME = "sender_refusal"


@dataclass(frozen=True, slots=True)
class SenderState:
    """Why no e-mail may leave (empty: it may), and when that was found."""

    refusal: str
    checked_at: datetime


def sender_state(connection: Connection) -> SenderState | None:
    """What was found last; None before the first look."""
    query = select(controls.c.value, controls.c.changed_at).where(controls.c.name == _NAME)
    found = connection.execute(query).one_or_none()
    return SenderState(found.value, found.changed_at) if found else None


def set_sender_state(connection: Connection, refusal: str, occasion: Occasion) -> None:
    """Remember what was found now."""
    if read_control(connection, _NAME) != refusal:
        set_control(connection, _NAME, refusal, occasion)
        return
    own = update(controls).where(controls.c.name == _NAME)
    connection.execute(own.values(changed_at=occasion.at, changed_by=occasion.actor))


def email_may_leave() -> ColumnElement[bool]:
    """A condition for statements over messages."""
    return ~exists().where(controls.c.name == _NAME, controls.c.value != "")

"""Switches that all processes share: the kill switch and the offset of the business clock.

Every change is journalled. Must not decide what a switch means for a message: the outbox asks `is_stopped`.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select

from workers.ledger import journal
from workers.ledger.journal import JournalEntry
from workers.ledger.schema import controls
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion

_KILL_SWITCH = "kill_switch"
_CLOCK_OFFSET = "clock_offset_seconds"
_STOPPED, _RUNNING = "stopped", "running"


def is_stopped(connection: Connection) -> bool:
    """Whether the kill switch is thrown: nothing is claimed or attempted then, and nothing is cancelled."""
    return read_control(connection, _KILL_SWITCH) == _STOPPED


def stop_all(connection: Connection, occasion: Occasion, note: str = "") -> bool:
    """Throw the kill switch; False when it was thrown already."""
    if is_stopped(connection):
        return False
    set_control(connection, _KILL_SWITCH, _STOPPED, occasion, note)
    return True


def resume(connection: Connection, occasion: Occasion, note: str = "") -> bool:
    """Release the kill switch; False when it was not thrown."""
    if not is_stopped(connection):
        return False
    set_control(connection, _KILL_SWITCH, _RUNNING, occasion, note)
    return True


def clock_offset(connection: Connection) -> timedelta:
    """How far the business clock stands from the machine's."""
    return timedelta(seconds=float(read_control(connection, _CLOCK_OFFSET) or 0))


def set_clock_offset(connection: Connection, offset: timedelta, occasion: Occasion) -> None:
    """Move the business clock of all processes. The caller has made sure that every channel is local."""
    set_control(connection, _CLOCK_OFFSET, str(offset.total_seconds()), occasion)


def read_control(connection: Connection, name: str) -> str | None:
    """The value of a control, or None where it was never set."""
    return connection.scalar(select(controls.c.value).where(controls.c.name == name))


def set_control(connection: Connection, name: str, value: str, occasion: Occasion, note: str = "") -> None:
    """Set a control and journal the change."""
    row = {"value": value, "changed_at": occasion.at, "changed_by": occasion.actor}
    insertion = insert_into(connection, controls).values(name=name, **row)
    connection.execute(insertion.on_conflict_do_update(index_elements=[controls.c.name], set_=row))
    entry = JournalEntry(
        kind=f"control.{name}",
        actor=occasion.actor,
        at=occasion.at,
        business_date=occasion.business_date,
        data={"value": value, "note": note},
        source="controls",
        policy_hash=occasion.policy_hash,
    )
    journal.append(connection, [entry])

"""The probe of our own return address: which mail it was, and whether it came back with its tag; for all processes.

Must not send or read a mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from workers.ledger.operations.controls import set_control
from workers.ledger.schema import controls, messages
from workers.receivables.occasion import Occasion

# Came back with its tag | came back without | did not come back within a day.
Verdict = Literal["ok", "stripped", "lost"]

_PROBE, _RESULT = "return_probe", "return_probe_result"


@dataclass(frozen=True, slots=True)
class Probe:
    """The newest probe, recorded as message ``message_id``."""

    message_id: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the last probe that ended showed, and when."""

    verdict: str
    found_at: datetime


def newest_probe(connection: Connection) -> Probe | None:
    """None before the first."""
    found = _control(connection, _PROBE)
    return Probe(int(found[0]), found[1]) if found else None


def last_result(connection: Connection) -> ProbeResult | None:
    """None before the first probe ended."""
    found = _control(connection, _RESULT)
    return ProbeResult(*found) if found else None


def set_probe(connection: Connection, message_id: int, occasion: Occasion) -> None:
    """Remember which mail to wait for."""
    set_control(connection, _PROBE, str(message_id), occasion)


def set_result(connection: Connection, verdict: Verdict, occasion: Occasion) -> None:
    """Remember how a probe ended."""
    set_control(connection, _RESULT, verdict, occasion)


def probe_state(connection: Connection, probe: Probe) -> str:
    """What became of the probe's message in the outbox."""
    return str(connection.scalar(select(messages.c.state).where(messages.c.id == probe.message_id)))


def _control(connection: Connection, name: str) -> tuple[str, datetime] | None:
    row = connection.execute(select(controls.c.value, controls.c.changed_at).where(controls.c.name == name))
    found = row.one_or_none()
    return (found.value, found.changed_at) if found else None

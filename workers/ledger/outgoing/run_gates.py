"""Gates before the outbox: which ladders a person let go live, and which day's notices may leave.

A day's gate is shut while its run writes and when it went over its bounds, so that no part of such a run leaves.
Must not decide about bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from workers.ledger.operations.controls import read_control, set_control
from workers.ledger.schema import contact_reservations, controls, journal, message_items, messages
from workers.receivables.occasion import Occasion

_SHUT = "shut"
_OPEN = "open"
_SAMPLES = 5
_APPROVED_DAY = "approved_notices:"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Notices that wait for a person: how many, how much per currency, and a few of them."""

    notices: int
    totals: tuple[tuple[str, int], ...]
    samples: tuple[str, ...]


def waiting_reason(segment: str, ladder_hash: str) -> str:
    """The reason that stands on messages of a ladder that no person has approved yet."""
    return f"waits for approval of {segment}:{ladder_hash[:12]}"


def is_approved(connection: Connection, segment: str, ladder_hash: str) -> bool:
    """Whether a person let this ladder, with this content, go live for the segment."""
    return read_control(connection, f"approved:{segment}:{ladder_hash[:12]}") == "yes"


def approve_ladder(connection: Connection, segment: str, ladder_hash: str, occasion: Occasion) -> int:
    """Let a ladder go live and release what waited for it; returns how many messages may leave now."""
    set_control(connection, f"approved:{segment}:{ladder_hash[:12]}", "yes", occasion)
    return release_waiting(connection, waiting_reason(segment, ladder_hash), occasion)


def release_waiting(connection: Connection, reason: str, occasion: Occasion) -> int:
    """Let go what waits for that reason; returns how many messages may leave now."""
    waiting = _planned(messages.c.reason == reason)
    released = connection.execute(update(messages).where(waiting).values(not_before=occasion.at, reason="approved"))
    return released.rowcount


def waiting_accounts(connection: Connection, reason: str) -> list[int]:
    """The accounts with something that waits for that reason."""
    waiting = select(messages.c.account_id).where(_planned(messages.c.reason == reason)).distinct()
    return sorted(account for account in connection.scalars(waiting) if account is not None)


def refuse_waiting(connection: Connection, reason: str) -> int:
    """Cancel what waits for that reason, because a person refused it; returns how many messages."""
    return _cancel(connection, messages.c.reason == reason, "refused by a person")


def refuse_ladder(connection: Connection, segment: str, ladder_hash: str) -> int:
    """Cancel what waited for a ladder that a person refused; returns how many messages."""
    return refuse_waiting(connection, waiting_reason(segment, ladder_hash))


def shut_day(connection: Connection, day: date, occasion: Occasion) -> None:
    """Keep the notices planned on ``day`` in the house."""
    set_control(connection, f"notices:{day.isoformat()}", _SHUT, occasion)


def open_day(connection: Connection, day: date, occasion: Occasion) -> None:
    """Let the notices planned on ``day`` leave."""
    set_control(connection, f"notices:{day.isoformat()}", _OPEN, occasion)


def approve_day(connection: Connection, day: date, occasion: Occasion) -> None:
    """A person lets a day go with the notices that it has; a later run of it is judged by what it adds."""
    set_control(connection, f"{_APPROVED_DAY}{day.isoformat()}", str(notices_of(connection, day)), occasion)
    open_day(connection, day, occasion)


def notices_approved(connection: Connection, day: date) -> int:
    """How many notices of a day a person let go."""
    return int(read_control(connection, f"{_APPROVED_DAY}{day.isoformat()}") or 0)


def cancel_day(connection: Connection, day: date, reason: str, occasion: Occasion) -> int:
    """Cancel what a shut day planned, so that a later run plans it afresh; returns how many messages.

    Also what somebody had claimed before the day was shut: its attempt asks for the claim.
    """
    cancelled = _cancel(connection, messages.c.planned_on == day, reason, ("planned", "claimed"))
    open_day(connection, day, occasion)
    return cancelled


def shut_days(connection: Connection) -> list[date]:
    """The days whose notices may not leave."""
    query = select(controls.c.name).where(controls.c.name.like("notices:%"), controls.c.value == _SHUT)
    return [date.fromisoformat(name.removeprefix("notices:")) for name in connection.execute(query).scalars()]


def notices_per_day(connection: Connection, before: date, days: int) -> list[int]:
    """How many notices each of the last ``days`` run days planned, newest first."""
    c = journal.c
    own = (c.kind == "dunning.run_finished") & (c.business_date < before)
    newest = select(c.business_date).distinct().where(own).order_by(c.business_date.desc()).limit(days)
    totals = dict.fromkeys(connection.scalars(newest), 0)
    if totals:
        # A day may have many runs: a robot that is asked every minute finds nothing in most of them.
        for row in connection.execute(select(c.business_date, c.data).where(own, c.business_date >= min(totals))):
            totals[row.business_date] += int(orjson.loads(row.data)["notices"])
    return [totals[day] for day in sorted(totals, reverse=True)]


def notices_of(connection: Connection, day: date) -> int:
    """How many notices all runs of a day recorded together.

    A run that died told nobody, but what it planned is still there: its day is shut.
    """
    return max(notices_on(connection, day), notices_planned_on(connection, day))


def notices_on(connection: Connection, day: date) -> int:
    """How many notices the runs of ``day`` recorded so far."""
    query = select(journal.c.data).where(journal.c.kind == "dunning.run_finished", journal.c.business_date == day)
    return sum(int(orjson.loads(data)["notices"]) for data in connection.execute(query).scalars())


def notices_planned_on(connection: Connection, day: date) -> int:
    """How many notices of ``day`` have not left: all of them while it is shut, those of a run that died included."""
    c = messages.c
    notices = select(c.episode_id, c.level).where(_planned(c.planned_on == day)).distinct().subquery()
    return connection.scalar(select(func.count()).select_from(notices)) or 0


def find_waiting(connection: Connection, reason: str) -> Waiting:
    """The notices that wait for that reason, whichever run planned them; over several channels one is one."""
    c = messages.c
    first = select(func.min(c.id)).where(_planned(c.reason == reason)).group_by(c.episode_id, c.level)
    notices = select(c.subject, c.template, c.contact_id).where(c.id.in_(first)).order_by(c.id)
    asked = select(c.currency, func.sum(message_items.c.open_minor)).join_from(messages, message_items)
    totals = connection.execute(asked.where(c.id.in_(first)).group_by(c.currency).order_by(c.currency))
    samples = connection.execute(notices.limit(_SAMPLES))
    return Waiting(
        notices=connection.scalar(select(func.count()).select_from(first.subquery())) or 0,
        totals=tuple((currency, int(total)) for currency, total in totals),
        samples=tuple(f"{row.subject}: {row.template} to contact {row.contact_id}" for row in samples),
    )


def _planned(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return (messages.c.state == "planned") & (messages.c.purpose == "dunning") & which


def _cancel(
    connection: Connection, which: ColumnElement[bool], reason: str, states: Sequence[str] = ("planned",)
) -> int:
    own = messages.c.state.in_(states) & (messages.c.purpose == "dunning") & which
    values = {"state": "cancelled", "reason": reason, "claim_token": None, "lease_until": None}
    statement = update(messages).where(own).values(values)
    cancelled = list(connection.execute(statement.returning(messages.c.id)).scalars())
    if cancelled:
        connection.execute(delete(contact_reservations).where(contact_reservations.c.message_id.in_(cancelled)))
    return len(cancelled)

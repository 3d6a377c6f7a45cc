"""A small book on which the laws hold, and rows written past all of our own code to break them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, update

from tests.open_items_file import TODAY, occasion
from workers.ledger import journal
from workers.ledger.laws import LawResult, Replays, verify
from workers.ledger.schema import episodes, message_items, messages
from workers.ledger.unit_of_work import Ledger

NOON = occasion().at + timedelta(hours=6)


def hear(ledger: Ledger, n: int, replays: Replays | None = None) -> LawResult:
    return next(law for law in verify(ledger, replays or Replays(), occasion()) if law.n == n)


def faults(ledger: Ledger, n: int) -> list[tuple[str, str]]:
    return [(violation.subject, violation.what) for violation in hear(ledger, n).violations]


def tamper(ledger: Ledger, table: Table, row_id: int, **values: Any) -> None:
    with ledger.write() as connection:
        connection.execute(update(table).where(table.c.id == row_id).values(values))


def add(ledger: Ledger, table: Table, **values: Any) -> int:
    with ledger.write() as connection:
        return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def add_episode(ledger: Ledger, number: int = 1, closed_on: date | None = None) -> int:
    values = {"account_id": 1, "currency": "EUR", "number": number, "opened_on": TODAY, "closed_on": closed_on}
    return add(ledger, episodes, **values)


def add_notice(ledger: Ledger, number: int, episode: int, level: int, on: date = TODAY, **values: Any) -> int:
    """A notice that left at noon, journalled as the robot journals it; lists item 1."""
    left_at = datetime.combine(on, NOON.timetz())
    row = {
        "id": number,
        "key": f"key-{episode}-{level}-{values.get('channel', 'email')}",
        "entity": "north",
        "account_id": 1,
        "currency": "EUR",
        "purpose": "dunning",
        "subject": f"episode {episode} level {level}",
        "occurrence": 1,
        "channel": "email",
        "recipient": "ap@adler.example",
        "template": "reminder",
        "language": "en",
        "payload": "{}",
        "episode_id": episode,
        "level": level,
        "policy_hash": "p1",
        "planned_at": left_at - timedelta(hours=2),
        "planned_on": on,
        "state": "handed_over",
        "not_before": left_at,
        "attempted_at": left_at - timedelta(seconds=2),
        "handed_over_at": left_at,
        "handed_over_on": on,
    } | values
    with ledger.write() as connection:
        connection.execute(insert(messages).values(row))
        listed = {"message_id": number, "open_item_id": 1, "open_minor": 10000, "days_overdue": 1}
        connection.execute(insert(message_items).values(listed))
        planned = {"ladder": "l1", "as_of": on}
        journal.record(connection, "dunning.notice_planned", planned, occasion(on), account_id=1)
        journal.record(connection, "message.handed_over", {"message": number}, occasion(on), account_id=1)
    return number

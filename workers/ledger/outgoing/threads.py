"""The mails of an account as one conversation: what we sent and what its people answered, oldest first.

Read in bulk for a batch of messages. Must not make headers of it: the outbox does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, literal, select, union_all

from workers.ledger.schema import messages, raw_messages


@dataclass(frozen=True, slots=True)
class ThreadMail:
    """A mail of a thread: ``key`` where it is one of ours, else the ``message_id`` that its writer's server gave it."""

    at: datetime
    key: str = ""
    message_id: str = ""


def load_threads(connection: Connection, account_ids: Iterable[int]) -> dict[int, list[ThreadMail]]:
    """The thread of each of these accounts. A mail that came back is in nobody's mailbox, so it is in no thread."""
    ids = sorted(set(account_ids))
    if not ids:
        return {}
    m, r = messages.c, raw_messages.c
    left = m.account_id.in_(ids) & (m.channel == "email") & m.state.in_(("handed_over", "delivered"))
    ours = select(m.account_id, m.handed_over_at.label("at"), m.key, literal("").label("message_id")).where(left)
    answers = select(r.account_id, r.fetched_at, literal(""), r.message_id).where(
        r.account_id.in_(ids), r.message_id != ""
    )
    threads: dict[int, list[ThreadMail]] = defaultdict(list)
    for account_id, at, key, message_id in connection.execute(union_all(ours, answers).order_by("at")):
        threads[account_id].append(ThreadMail(at, key, message_id))
    return threads

"""Law 8, fourth part: what left is what was journalled: the message says that it left, and the kept bytes are those.

The states of all messages are compared; the bytes of the newest and of a sample that moves on from day to day, because
hashing all that was ever sent would take longer every day. Bytes that were erased are not missed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, func, or_, select

from workers.ledger.laws.journal_fields import number_field
from workers.ledger.laws.law import Broken, Finding, Hearing, found
from workers.ledger.laws.levels import LEFT
from workers.ledger.outgoing.attempts import sent_content
from workers.ledger.schema import journal, messages

_KIND = "message.handed_over"
_HASHED = 500


def what_left_is_as_journalled(hearing: Hearing) -> Finding:
    """Every message whose hand-over is journalled says so, and holds the payload and the bytes of then."""
    number = number_field(hearing.connection, "message")
    columns = select(messages.c.id, messages.c.account_id, messages.c.state)
    left = columns.join(journal, number == messages.c.id).where(journal.c.kind == _KIND)
    denied = left.where(messages.c.state.not_in(LEFT)).order_by(messages.c.id).distinct()
    rows = hearing.connection.execute(denied)
    broken: list[Broken] = [
        (f"message {row.id}", f"its hand-over is journalled, but it is {row.state}", row.account_id) for row in rows
    ]
    return found(0, (*broken, *_altered(hearing)))


def _altered(hearing: Hearing) -> Iterator[Broken]:
    for row in hearing.connection.execute(_sampled(hearing)).all():
        data = orjson.loads(row.data)
        if data.get("payload", _digest(row.payload.encode())) != _digest(row.payload.encode()):
            yield f"message {row.id}", "its payload is not the one that left", row.account_id
        content = sent_content(hearing.connection, row.id)
        if content is not None and data.get("sent", _digest(content)) != _digest(content):
            yield f"message {row.id}", "the kept bytes are not those that left", row.account_id


def _sampled(hearing: Hearing) -> Any:
    """The newest messages, and others every day."""
    newest = _newest(hearing.connection)
    first = hearing.at.toordinal() * _HASHED % newest + 1
    number = number_field(hearing.connection, "message")
    columns = select(messages.c.id, messages.c.account_id, messages.c.payload, journal.c.data)
    joined = columns.join(journal, number == messages.c.id).where(journal.c.kind == _KIND)
    lately = messages.c.id > newest - _HASHED
    return joined.where(or_(lately, messages.c.id.between(first, first + _HASHED))).order_by(messages.c.id)


def _newest(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(messages.c.id))) or 0) or 1


def _digest(content: bytes) -> str:
    """The hash that the entry of a hand-over keeps."""
    return hashlib.sha256(content).hexdigest()

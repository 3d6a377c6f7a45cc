"""What an answer to a customer rests on: the documents a mail means, and the answers that went before.

Must not decide whether anything is answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from workers.ledger.book.courtesy import ANSWER
from workers.ledger.schema import message_items, messages, open_items
from workers.ledger.sql.named_locks import lock_names


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answer that was recorded: its key, its template, and what it told."""

    key: str
    template: str
    payload: dict[str, Any]


def answers_to(connection: Connection, address: str, since: datetime) -> list[PastAnswer]:
    """The answers to an address since an instant. Whoever asks holds them: the next one to ask waits."""
    lock_names(connection, [f"address\x1f{address.lower()}"])
    c = messages.c
    own = (c.purpose == ANSWER) & (c.recipient == address) & (c.planned_at > since) & (c.state != "cancelled")
    rows = connection.execute(select(c.key, c.template, c.payload).where(own).order_by(c.id))
    return [PastAnswer(row.key, row.template, orjson.loads(row.payload)) for row in rows]


def count_answers(connection: Connection, keys: Collection[str]) -> int:
    """How many of these messages of ours are answers."""
    c = messages.c
    query = select(c.id).where(c.key.in_(sorted(keys)), c.purpose == ANSWER)
    return len(connection.execute(query).all())


def documents_named(connection: Connection, account_id: int, keys: Iterable[str]) -> list[str]:
    """The account's documents, settled ones too, whose canonical number is among ``keys``."""
    c = open_items.c
    named = select(c.document_number).where(c.account_id == account_id, c.canonical_key.in_(sorted(keys)))
    return list(connection.scalars(named.order_by(c.id)))


def documents_listed(connection: Connection, account_id: int, keys: Collection[str]) -> list[str]:
    """The account's documents that these messages of ours listed."""
    c = open_items.c
    joined = select(c.document_number).join(message_items, message_items.c.open_item_id == c.id)
    own = joined.join(messages, messages.c.id == message_items.c.message_id).where(messages.c.key.in_(sorted(keys)))
    return list(connection.scalars(own.where(c.account_id == account_id).group_by(c.id).order_by(c.id)))

"""Letters that left, by the id that stands in their manifest. Must not judge what a mail house says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from workers.ledger.schema import messages
from workers.ledger.sql.batches import in_batches

_LEFT = ("handed_over", "delivered", "bounced")


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter as its message has it; ``reference`` is its file, or what it was posted as."""

    id: int
    account_id: int | None
    reference: str


def find_letters(connection: Connection, keys: Sequence[str]) -> dict[str, SentLetter]:
    """The newest letter that left under each key."""
    c = messages.c
    found: dict[str, SentLetter] = {}
    for batch in in_batches(keys):
        query = select(c.key, c.id, c.account_id, c.provider_reference).where(c.key.in_(batch))
        left = query.where(c.channel == "letter", c.state.in_(_LEFT)).order_by(c.id)
        found |= {key: SentLetter(number, account, ref) for key, number, account, ref in connection.execute(left)}
    return found


def set_reference(connection: Connection, message_id: int, reference: str) -> None:
    """Keep what a letter was posted as."""
    connection.execute(update(messages).where(messages.c.id == message_id).values(provider_reference=reference))

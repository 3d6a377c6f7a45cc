"""Episodes that go on: debt which was settled and is open again is asked for at the level that it had.

A payment that was taken back, or a report that left an item out by mistake, must not start the ladder afresh. Must not
end an episode or start one: the dunning run does.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, tuple_, update

from workers.ledger import journal
from workers.ledger.schema import episodes, message_items, messages
from workers.ledger.sql.among import among
from workers.ledger.sql.batches import in_batches
from workers.receivables.occasion import Occasion

_GIVEN = ("handed_over", "delivered")


def go_on_with_episodes(connection: Connection, item_ids: Sequence[int], occasion: Occasion) -> None:
    """Items of these were settled and are open again: the last episode of their account runs on where it had ended.

    It does so where its notices asked for one of them; where another one has begun since, that one goes on. The caller
    holds the locks of the accounts.
    """
    for batch in in_batches(sorted(set(item_ids))):
        for number, account_id, currency in _ended_with(connection, batch):
            connection.execute(update(episodes).where(episodes.c.id == number).values(closed_on=None))
            data = {"episode": number, "currency": currency}
            journal.record(connection, "dunning.episode_goes_on", data, occasion, account_id=account_id)


def _ended_with(connection: Connection, item_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """(id, account, currency) of the episodes that are over, the last ones of their accounts, and listed an item."""
    m, i, e = messages.c, message_items.c, episodes.c
    joined = select(m.episode_id).join(message_items, i.message_id == m.id)
    listing = joined.where(among(i.open_item_id, item_ids), m.purpose == "dunning", m.state.in_(_GIVEN))
    found = select(e.account_id, e.currency, e.id, e.number).where(e.id.in_(listing)).subquery().c
    newest = (
        select(e.account_id, e.currency, func.max(e.number))
        .where(tuple_(e.account_id, e.currency).in_(select(found.account_id, found.currency)))
        .group_by(e.account_id, e.currency)
    )
    last = tuple_(e.account_id, e.currency, e.number).in_(newest)
    query = select(e.id, e.account_id, e.currency).where(e.id.in_(select(found.id)), last, e.closed_on.is_not(None))
    return [(number, account, currency) for number, account, currency in connection.execute(query.order_by(e.id))]

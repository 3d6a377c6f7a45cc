"""What one person has asked for alone in credit memos of an account on one day. Must not know anybody's limit."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, func, select

from workers.ledger.schema import disputes, journal
from workers.ledger.sql.among import among
from workers.receivables.dispute import Dispute
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person

# A credit that was taken back with its dispute adds to nothing.
_STANDING = ("credit_requested", "credited")


def credit_asked_alone(connection: Connection, like: Dispute, occasion: Occasion) -> int:
    """The sum of the credits of that account and currency that this person asked for that day without a second one."""
    c = disputes.c
    query = select(func.coalesce(func.sum(c.credit_minor), 0)).where(
        among(c.id, list(_asked(connection, like, occasion))), c.currency == like.currency, c.state.in_(_STANDING)
    )
    return int(connection.scalar(query) or 0)


def _asked(connection: Connection, like: Dispute, occasion: Occasion) -> Iterator[int]:
    """The numbers of the disputes; one that had waited for a second person was not decided alone."""
    c = journal.c
    query = select(c.actor, c.data).where(
        c.stream == f"a{like.account_id}",
        c.kind == "dispute.credit_requested",
        c.business_date == occasion.business_date,
    )
    for actor, data in connection.execute(query):
        told = orjson.loads(data)
        if told["from"] == "open" and is_same_person(actor, occasion.actor):
            yield int(told["dispute"])

"""What one person has decided alone about the cases of an account on one day. Must not say which decisions count."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, select

from workers.ledger.queue.cases import Case
from workers.ledger.schema import cases, journal
from workers.ledger.sql.among import among
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person


def decided_alone(connection: Connection, like: Case, occasion: Occasion) -> list[tuple[str, int]]:
    """(decision, amount) of each case of that account, kind and currency that this person resolved alone that day."""
    own = list(_resolved(connection, like, occasion))
    c = cases.c
    query = select(c.decision, c.amount_minor).where(
        among(c.id, own), c.kind == like.kind, c.currency == like.currency, c.amount_minor.is_not(None)
    )
    return [(decision, abs(int(amount))) for decision, amount in connection.execute(query)]


def _resolved(connection: Connection, like: Case, occasion: Occasion) -> Iterator[int]:
    """The numbers of the account's cases that this person resolved on the day, and nobody had proposed to."""
    c = journal.c
    query = select(c.actor, c.data).where(
        c.stream == f"a{like.account_id}", c.kind == "case.resolved", c.business_date == occasion.business_date
    )
    for actor, data in connection.execute(query):
        told = orjson.loads(data)
        if is_same_person(actor, occasion.actor) and "proposed_by" not in told:
            yield int(told["case"])

"""What courtesies (statements, thanks, answers, mails about arrangements) must know of accounts.

What bars them, and what was written before. Must not decide; a fixed number of queries per batch of accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from workers.ledger.book import standing_rows as rows
from workers.ledger.schema import accounts, messages, placements
from workers.ledger.sql.among import among
from workers.receivables.customer import Contact, Customer
from workers.receivables.standing import Reach

STATEMENT, THANK_YOU, ANSWER, DISPUTE_ANSWER = "statement", "thank_you", "answer", "dispute_answer"
ARRANGEMENT = "arrangement_mail"
COURTESIES = (STATEMENT, THANK_YOU, ANSWER, DISPUTE_ANSWER, ARRANGEMENT)


class Addressee(NamedTuple):
    """An account with its customer and the people there; ``barred`` says why nothing may be written to it."""

    account_id: int
    entity: str
    customer: Customer
    people: Sequence[tuple[Contact, Reach]]
    barred: str


def accounts_after(connection: Connection, after_id: int, limit: int) -> list[int]:
    """The next accounts of the book, in order of their ids."""
    query = select(accounts.c.id).where(accounts.c.id > after_id).order_by(accounts.c.id).limit(limit)
    return list(connection.scalars(query))


def load_addressees(connection: Connection, account_ids: Sequence[int]) -> dict[int, Addressee]:
    """These accounts by id."""
    ids = sorted(set(account_ids))
    if not ids:
        return {}
    found = rows.account_rows(connection, ids)
    people = rows.contacts_of(connection, ids)
    stopped, placed = rows.stops_of(connection, ids), _placed(connection, ids)
    return {
        row.id: Addressee(
            row.id,
            row.entity,
            row.customer,
            people.get(row.customer_id, ()),
            _barred(stopped.get(row.id, ""), row.id in placed, row.parked_reason or ""),
        )
        for row in found
    }


def written_before(connection: Connection, purpose: str, account_ids: Sequence[int]) -> set[tuple[int, str, str]]:
    """(account, currency, subject) of every such message that was not cancelled: one that failed is not repeated."""
    c = messages.c
    query = select(c.account_id, c.currency, c.subject).where(c.purpose == purpose, c.state != "cancelled")
    return {tuple(row) for row in connection.execute(query.where(among(c.account_id, list(account_ids))))}


def _placed(connection: Connection, ids: list[int]) -> set[int]:
    p = placements.c
    live = select(p.account_id).where(among(p.account_id, ids), p.state.in_(("approved", "placed")))
    return set(connection.scalars(live))


def _barred(stop: str, placed: bool, parked: str) -> str:
    if stop:
        return f"stop: {stop}"
    if placed:
        return "an agency has the account"
    return f"parked: {parked}" if parked else ""

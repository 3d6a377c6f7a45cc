"""Segments that people chose for customers; a pin wins over the rules of robot.yaml.

Must not know which segments there are: whoever calls has checked.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.journal import JournalEntry
from workers.ledger.schema import accounts, customers
from workers.receivables.customer import Customer
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Pinning:
    """What the rules of segments look at, and what a person chose instead."""

    customer: Customer
    account_ids: tuple[int, ...]


def find_customer(connection: Connection, customer_id: str) -> Pinning:
    """A customer with the accounts it has; raises `UserError` when there is none of that number."""
    c = customers.c
    columns = select(c.id, c.name, c.segment, c.party, c.country, c.pinned_segment)
    row = connection.execute(columns.where(c.id == customer_id)).one_or_none()
    if row is None:
        raise UserError(f"there is no customer {customer_id}")
    own = select(accounts.c.id).where(accounts.c.customer_id == customer_id).order_by(accounts.c.id)
    return Pinning(Customer(**row._asdict()), tuple(connection.scalars(own)))


def pin_segment(connection: Connection, customer_id: str, segment: str, reason: str, occasion: Occasion) -> None:
    """Pin a customer to a segment, or with an empty one to none: what was planned under the other ladder is cancelled.

    Its episodes run on: levels are known by name in every ladder, and none is given again.
    """
    if not reason.strip():
        raise UserError("a segment is pinned or let go with a reason")
    known = find_customer(connection, customer_id)
    supersede(connection, known.account_ids, "segment changed")
    connection.execute(update(customers).where(customers.c.id == customer_id).values(pinned_segment=segment))
    data = {"segment": segment, "before": known.customer.pinned_segment, "reason": reason}
    journal.append(
        connection,
        [
            JournalEntry(
                "account.segment_pinned",
                occasion.actor,
                occasion.at,
                occasion.business_date,
                data,
                account_id,
                policy_hash=occasion.policy_hash,
            )
            for account_id in known.account_ids
        ],
    )

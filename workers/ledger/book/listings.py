"""Short look-ups for people who name things by number: accounts by customer, items by document, a run's messages.

Must not change anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, select

from workers.errors import UserError
from workers.ledger.schema import accounts, messages, open_items
from workers.ledger.sql.batches import in_batches


def account_named(connection: Connection, customer_id: str, entity: str = "") -> int:
    """The account of a customer; raises `UserError` when there is none, or several and no entity to choose by."""
    query = select(accounts.c.id, accounts.c.entity).where(accounts.c.customer_id == customer_id)
    found = connection.execute(query.where(accounts.c.entity == entity) if entity else query).all()
    if not found:
        raise UserError(f"there is no account of customer {customer_id}" + (f" at entity {entity}" if entity else ""))
    if len(found) > 1:
        entities = ", ".join(sorted(row.entity for row in found))
        raise UserError(f"customer {customer_id} has accounts at {entities}: pass --entity")
    return int(found[0].id)


def is_customer(connection: Connection, customer_id: str) -> bool:
    """Whether a customer has that number."""
    return connection.scalar(select(accounts.c.id).where(accounts.c.customer_id == customer_id).limit(1)) is not None


def item_named(connection: Connection, account_id: int, document_number: str) -> tuple[int, str]:
    """The id and currency of an item of an account, by its printed number."""
    c = open_items.c
    query = select(c.id, c.currency, c.system).where(c.account_id == account_id, c.document_number == document_number)
    rows = connection.execute(query.order_by(c.system)).all()
    if not rows:
        raise UserError(f"that account has no item {document_number}")
    if len(rows) > 1:
        systems = " and ".join(row.system for row in rows)
        raise UserError(f"the systems {systems} have an item {document_number} each: nobody can say which is meant")
    return int(rows[0].id), str(rows[0].currency)


def messages_planned(
    connection: Connection, account_ids: Iterable[int], on: date
) -> Mapping[tuple[int, str], list[int]]:
    """Ids of the dunning messages planned on a business date, by account and currency."""
    ids: dict[tuple[int, str], list[int]] = defaultdict(list)
    for batch in in_batches(sorted(set(account_ids))):
        query = select(messages.c.id, messages.c.account_id, messages.c.currency).where(
            messages.c.account_id.in_(batch), messages.c.purpose == "dunning", messages.c.planned_on == on
        )
        for row in connection.execute(query.order_by(messages.c.id)):
            ids[row.account_id, row.currency].append(row.id)
    return ids

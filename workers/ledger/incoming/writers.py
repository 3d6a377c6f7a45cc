"""What the ledger knows of those who may have written: documents that name an account, the domains of a customer.

Must not decide who wrote: `workers.inbox.correspondent` does.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from workers.ledger.schema import accounts, contacts, customers, open_items
from workers.receivables.known_party import KnownParty


def accounts_by_documents(connection: Connection, keys: Collection[str]) -> frozenset[int]:
    """Accounts with a document, open or settled, whose canonical number is among ``keys``."""
    if not keys:
        return frozenset()
    c = open_items.c
    return frozenset(connection.scalars(select(c.account_id).where(c.canonical_key.in_(sorted(keys))).distinct()))


def known_parties(connection: Connection, account_ids: Collection[int]) -> list[KnownParty]:
    """The customers of some accounts, with the domains of the file and of every contact."""
    if not account_ids:
        return []
    own = customers.c.id == accounts.c.customer_id
    query = (
        select(customers.c.id, customers.c.name_key, customers.c.domain, contacts.c.email)
        .select_from(accounts.join(customers, own).outerjoin(contacts, contacts.c.customer_id == customers.c.id))
        .where(accounts.c.id.in_(sorted(account_ids)))
    )
    names: dict[str, str] = {}
    domains: dict[str, set[str]] = {}
    for customer_id, name, domain, email in connection.execute(query):
        names[customer_id] = name
        domains.setdefault(customer_id, set()).update((domain or "", (email or "").rpartition("@")[2].lower()))
    return [KnownParty(names[one], frozenset(domains[one] - {""})) for one in names]


def all_domains(connection: Connection) -> frozenset[str]:
    """The domains of all customers: asked only for a writer whom nothing else names."""
    return frozenset(connection.scalars(select(customers.c.domain).where(customers.c.domain != "").distinct()))

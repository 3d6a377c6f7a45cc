"""Which accounts a span of days concerns, and which of them must be looked at together.

A contact cap counts persons: whoever shares an address is one person, and accounts that share a person are neighbours.
Must not count contacts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from workers.ledger.schema import accounts, contact_reservations, contacts, entries, open_items, postings
from workers.ledger.sql.batches import in_batches


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Accounts by id that share nobody with an account outside, and every address with the others of its person."""

    account_ids: Sequence[int]
    people: Mapping[str, frozenset[str]]


def concerned_accounts(connection: Connection, since: datetime, horizon: date) -> list[int]:
    """Accounts with an item that is due by ``horizon`` and was still open after ``since``, in order."""
    c = open_items.c
    moved = select(postings.c.open_item_id).join(entries, entries.c.id == postings.c.entry_id)
    later = moved.where(entries.c.booked_at >= since, postings.c.open_item_id.is_not(None))
    query = select(c.account_id).distinct().where(c.due_date <= horizon, or_(c.open_minor != 0, c.id.in_(later)))
    return list(connection.scalars(query.order_by(c.account_id)))


def neighbourhoods(connection: Connection, account_ids: Sequence[int], size: int) -> Iterator[Neighbours]:
    """The accounts in batches of about ``size``, neighbours together; the same book gives the same batches."""
    wanted = set(account_ids)
    known = [row for row in _contacts(connection) if row[0] in wanted]
    union = _Union()
    for account, *addresses in known:
        union.join([account, *(address for address in addresses if address)])
    persons = _Union()
    for _, *addresses in known:
        persons.join([address for address in addresses if address])
    people = persons.groups()
    groups: dict[int | str, list[int]] = {}
    for account in account_ids:
        groups.setdefault(union.root(account), []).append(account)
    addresses_of: dict[int, set[str]] = {}
    for account, *addresses in known:
        addresses_of.setdefault(account, set()).update(address for address in addresses if address)
    for batch in _packed(groups.values(), size):
        own = {address for account in batch for address in addresses_of.get(account, ())}
        yield Neighbours(batch, {address: people[address] for address in sorted(own)})


def contacted_before(
    connection: Connection, addresses: Sequence[str], since: datetime, until: datetime
) -> dict[str, list[datetime]]:
    """When these addresses were really written to between two instants."""
    found: dict[str, list[datetime]] = {}
    c = contact_reservations.c
    for batch in in_batches(addresses):
        query = select(c.address, c.reserved_at).where(c.address.in_(batch), c.reserved_at > since)
        for address, at in connection.execute(query.where(c.reserved_at < until).order_by(c.reserved_at, c.message_id)):
            found.setdefault(address, []).append(at)
    return found


def _contacts(connection: Connection) -> Iterator[tuple[int, str, str]]:
    columns = select(accounts.c.id, contacts.c.email, contacts.c.phone)
    joined = columns.join(contacts, contacts.c.customer_id == accounts.c.customer_id)
    for row in connection.execute(joined.order_by(accounts.c.id, contacts.c.id)):
        yield row.id, row.email, row.phone


def _packed(groups: Iterable[list[int]], size: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for group in groups:
        if batch and len(batch) + len(group) > size:
            yield sorted(batch)
            batch = []
        batch.extend(group)
    if batch:
        yield sorted(batch)


class _Union:
    """Sets that grow together: whoever is joined to one of a set belongs to all of it."""

    def __init__(self) -> None:
        self._parents: dict[int | str, int | str] = {}

    def join(self, members: Sequence[int | str]) -> None:
        roots = [self.root(member) for member in members]
        for root in roots[1:]:
            self._parents[root] = self.root(roots[0])

    def root(self, member: int | str) -> int | str:
        parent = self._parents.setdefault(member, member)
        while parent != member:
            self._parents[member] = self._parents[parent]
            member, parent = parent, self._parents[parent]
        return member

    def groups(self) -> dict[str, frozenset[str]]:
        """Every member with all that belong together with it."""
        found: dict[int | str, set[str]] = {}
        for member in self._parents:
            found.setdefault(self.root(member), set()).add(str(member))
        whole = {root: frozenset(members) for root, members in found.items()}
        return {str(member): whole[self.root(member)] for member in list(self._parents)}

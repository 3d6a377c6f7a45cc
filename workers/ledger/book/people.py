"""Which addresses are one person's: those of one contact, and of every contact that shares an address with it.

So that a cap counts a person and not an address, whichever customers it answers for. Must not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, or_, select

from workers.ledger.schema import contacts

# Each round asks for contacts that share what the round before found; nobody is known under more addresses than this.
_ROUNDS = 4


def people_of(connection: Connection, known: Iterable[Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """Address -> all addresses of the same person; ``known`` are groups that belong together already.

    One query where no address is shared, however many there are.
    """
    people: dict[str, set[str]] = {}
    for group in known:
        _unite(people, {address for address in group if address})
    asked: set[str] = set()
    for _ in range(_ROUNDS):
        wanted = sorted(people.keys() - asked)
        if not wanted:
            break
        asked.update(wanted)
        query = select(contacts.c.email, contacts.c.phone)
        shared = query.where(or_(contacts.c.email.in_(wanted), contacts.c.phone.in_(wanted)))
        for email, phone in connection.execute(shared):
            _unite(people, {address for address in (email, phone) if address})
    return {address: frozenset(person) for address, person in people.items()}


def _unite(people: dict[str, set[str]], group: set[str]) -> None:
    """All of a group, and whoever is known under one of its addresses, are one person."""
    whole = set(group).union(*(people[address] for address in group if address in people))
    for address in whole:
        people[address] = whole

"""What a dunning run reads under one policy: which accounts it looks at, and their dossiers. Must not decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.dunning.rules.clock import days_ahead
from workers.ledger.book.pauses import with_pauses
from workers.ledger.book.standings import Dossier, Scan, load_dossiers
from workers.policy.policy_set import PolicySet
from workers.receivables.customer import Customer


def scan_of(policy: PolicySet, as_of: date, *, everything: bool = False) -> Scan:
    """Accounts with something overdue, or due so soon that some ladder reminds of it."""
    ahead = max(days_ahead(ladder) for ladder in policy.ladders.values())
    return Scan(as_of, as_of + timedelta(days=ahead), policy.hash, everything)


class Reader:
    """Loads dossiers batch by batch; what the policy says of many customers is found once."""

    def __init__(self, policy: PolicySet, as_of: date) -> None:
        self._policy, self._as_of = policy, as_of
        self._segment_of = remembering(policy)
        self._home = {name: entity.country for name, entity in policy.robot.entities.items()}

    def dossiers(self, connection: Connection, account_ids: Sequence[int]) -> list[Dossier]:
        """The dossiers of these accounts, in the order of their ids."""
        found = load_dossiers(connection, account_ids, self._as_of, self._segment_of, self._home)
        return with_pauses(found, self._policy, self._as_of)


def remembering(policy: PolicySet) -> Callable[[Customer], str]:
    """Finds each kind of customer its segment once."""
    known: dict[tuple[str, str, str, str], str] = {}

    def segment_of(customer: Customer) -> str:
        kind = (customer.segment, customer.party, customer.country, customer.pinned_segment)
        if kind not in known:
            known[kind] = policy.segment_of(customer).name
        return known[kind]

    return segment_of

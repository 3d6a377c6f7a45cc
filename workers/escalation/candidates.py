"""Loads what a placement decision may see: a fixed number of queries per batch of accounts. Must not decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from workers.escalation.facts import Candidate, CandidateItem
from workers.ledger.book import holds
from workers.ledger.book.holds import Hold
from workers.ledger.book.pauses import with_pauses
from workers.ledger.book.standings import Dossier, load_dossiers
from workers.ledger.queue import placeable, placements
from workers.ledger.queue.placeable import ListedItem
from workers.policy.policy_set import PolicySet
from workers.receivables.customer import Contact
from workers.receivables.standing import Standing

_Scope = tuple[int, str]


def load_candidates(
    connection: Connection, policy: PolicySet, account_ids: Sequence[int], as_of: date
) -> list[Candidate]:
    """One candidate per account and currency that had a final notice in its running episode."""
    found = load_dossiers(connection, account_ids, as_of, lambda customer: policy.segment_of(customer).name)
    dossiers = with_pauses(found, policy, as_of)
    return _Batch(connection, policy, account_ids, as_of).candidates(dossiers)


class _Batch:
    """The rows of one batch beyond its dossiers, grouped by account and currency."""

    def __init__(self, connection: Connection, policy: PolicySet, ids: Sequence[int], as_of: date) -> None:
        self.connection, self.policy = connection, policy
        self.listed: dict[_Scope, list[ListedItem]] = defaultdict(list)
        for listed in placeable.finally_listed_items(connection, ids):
            self.listed[listed.account_id, listed.currency].append(listed)
        self.holds: dict[int, list[Hold]] = defaultdict(list)
        for hold in holds.holds_in_force(connection, ids, as_of):
            self.holds[hold.account_id].append(hold)
        self.live = {(p.account_id, p.currency) for p in placements.find_live(connection, account_ids=ids)}
        self.reached = placeable.reached_in_episode(connection, ids)
        self.refused = placeable.refused_episodes(connection, ids)

    def candidates(self, dossiers: Sequence[Dossier]) -> list[Candidate]:
        payers = {payer for dossier in dossiers for payer in _payers(dossier)}
        announced = placeable.payers_with_open_advice(self.connection, payers)
        return [
            self._candidate(dossier, standing, any(payer in announced for payer in _payers(dossier)))
            for dossier in dossiers
            for standing in dossier.standings
            if (dossier.account_id, standing.currency) in self.listed
        ]

    def _candidate(self, dossier: Dossier, standing: Standing, announced: bool) -> Candidate:
        scope = (dossier.account_id, standing.currency)
        episode = self.listed[scope][0]
        contacts, channels = self.reached.get(episode.episode_id, (0, 0))
        noticed = {listed.open_item_id: listed for listed in self.listed[scope]}
        return Candidate(
            account_id=dossier.account_id,
            entity=dossier.entity,
            currency=standing.currency,
            episode_id=episode.episode_id,
            episode=episode.episode,
            customer=dossier.customer,
            contact=_first_usable(dossier.contacts, self.policy.robot.contact_rules.roles),
            items=tuple(_items(dossier, standing, noticed)),
            credit=standing.credit,
            restraints=frozenset(_restraints(self.holds[dossier.account_id], standing)),
            stopped=bool(standing.stop),
            parked=bool(standing.parked),
            remittance_in_flight=announced,
            placed=scope in self.live,
            contacts=contacts,
            channels=channels,
            past_decision="refused" if episode.episode_id in self.refused else "",
            mode=self.policy.segment_of(dossier.customer).mode,
        )


def _payers(dossier: Dossier) -> list[str]:
    """Who may be paying for this account: the customer itself and the head of its family."""
    customer = dossier.customer
    return [customer.id, *([customer.parent_id] if customer.parent_id else [])]


def _items(dossier: Dossier, standing: Standing, noticed: Mapping[int, ListedItem]) -> Iterable[CandidateItem]:
    for item in standing.items:
        if item.open > 0 and not item.placed:
            document = dossier.items[item.id]
            listed = noticed.get(item.id)
            yield CandidateItem(
                item.id,
                document.document_number,
                document.issue_date,
                document.due_date,
                document.original,
                document.open,
                listed.handed_over_on if listed else None,
            )


def _restraints(found: Sequence[Hold], standing: Standing) -> Iterable[str]:
    """The kinds of hold on the account, or on any item of this currency; a pause counts as a hold of the account.

    A whole account held for ``remittance`` is a payer whose advices wait for the bank: that keeps nobody from asking.
    """
    items = {item.id for item in standing.items}
    whole = (hold.kind for hold in found if _is_of_account(hold, standing.currency))
    paused = ("hold",) if standing.hold.startswith("pause: ") else ()
    return chain(paused, whole, (hold.kind for hold in found if hold.open_item_id in items))


def _is_of_account(hold: Hold, currency: str) -> bool:
    return hold.open_item_id is None and hold.kind != "remittance" and hold.currency in (None, currency)


def _first_usable(contacts: Sequence[Contact], roles: Sequence[str]) -> Contact | None:
    """The first person, in the order of the roles, whom an agency could reach."""
    known = {contact.role: contact for contact in contacts}
    ordered = [known[role] for role in roles if role in known]
    usable = (c for c in ordered if (c.email and c.email_valid) or (c.phone and c.phone_valid))
    return next(usable, None)

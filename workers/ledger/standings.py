"""Bulk facts: the dossiers of a batch of accounts, in a fixed number of queries however many items they hold.

Must not decide; what a dossier's standings mean is for the slices' rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.orm import aliased

from workers.ledger.schema import (
    accounts,
    advices,
    contacts,
    customers,
    episodes,
    holds,
    messages,
    open_items,
    opt_outs,
    payments,
    placement_items,
    placements,
    stops,
)
from workers.receivables.customer import Contact, Customer
from workers.receivables.open_item import OpenItem
from workers.receivables.standing import PastNotice, Reach, Standing, StandingItem

SegmentOf = Callable[[Customer], str]
_DEAD = ("cancelled", "failed", "bounced")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One account with its customer, contacts and open items, and its standing in each currency."""

    account_id: int
    entity: str
    version: int
    journal_seq: int
    customer: Customer
    contacts: tuple[Contact, ...]
    items: Mapping[int, OpenItem]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """Which accounts a run looks at: with an item due by ``horizon`` or a running episode, and not told to wait longer.

    ``everything`` looks past the stored hints, as the weekly full run does.
    """

    as_of: date
    horizon: date
    policy_hash: str
    everything: bool = False


def due_accounts(connection: Connection, scan: Scan, after_id: int, limit: int) -> list[int]:
    """The next ids, in order, of accounts to look at; cost grows with what is due, not with the book."""
    item_due = (
        select(open_items.c.id)
        .where(open_items.c.account_id == accounts.c.id, open_items.c.open_minor != 0)
        .where(open_items.c.due_date <= scan.horizon)
        .exists()
    )
    episode = select(episodes.c.id).where(episodes.c.account_id == accounts.c.id, episodes.c.closed_on.is_(None))
    query = select(accounts.c.id).where(accounts.c.id > after_id).order_by(accounts.c.id).limit(limit)
    if not scan.everything:
        look = or_(
            accounts.c.look_again_on.is_(None),
            accounts.c.look_again_on <= scan.as_of,
            accounts.c.look_again_policy != scan.policy_hash,
        )
        query = query.where(look)
    return list(connection.execute(query.where(or_(item_due, episode.exists()))).scalars())


def load_dossiers(
    connection: Connection, account_ids: Sequence[int], as_of: date, segment_of: SegmentOf
) -> list[Dossier]:
    """The dossiers of these accounts, in the order of their ids."""
    if not account_ids:
        return []
    return _Batch(connection, list(account_ids), as_of).dossiers(segment_of)


class _Batch:
    """The rows of one batch, grouped by account."""

    def __init__(self, connection: Connection, ids: list[int], as_of: date) -> None:
        self.accounts = _accounts(connection, ids)
        customer_ids = [row.customer_id for row in self.accounts]
        self.contacts = _contacts(connection, customer_ids)
        self.items = _grouped(connection, _items_query(ids))
        self.restraints = _grouped(connection, _holds_query(ids, as_of))
        self.stops = dict(_pairs(connection, _stops_query(ids)))
        self.placed = set(connection.execute(_placed_query(ids)).scalars())
        self.on_account = _on_account(connection, ids)
        self.episodes = _grouped(connection, _episodes_query(ids))
        self.notices = _grouped(connection, _notices_query(ids))
        self.announced = set(connection.execute(_announced_query(customer_ids)).scalars())

    def dossiers(self, segment_of: SegmentOf) -> list[Dossier]:
        return [self._dossier(row, segment_of) for row in self.accounts]

    def _dossier(self, row: Any, segment_of: SegmentOf) -> Dossier:
        customer = Customer(
            row.customer_id, row.name, row.domain, row.parent_id, row.language, row.country, row.timezone,
            row.segment, row.party,
        )  # fmt: skip
        known = self.contacts.get(row.customer_id, [])
        return Dossier(
            row.id,
            row.entity,
            row.version,
            row.journal_seq,
            customer,
            tuple(contact for contact, _ in known),
            {i.id: _open_item(i, row.customer_id) for i in self.items.get(row.id, ())},
            tuple(self._standings(row, segment_of(customer), tuple(reach for _, reach in known))),
        )

    def _standings(self, row: Any, segment: str, reach: tuple[Reach, ...]) -> Iterable[Standing]:
        held = self.restraints.get(row.id, ())
        withheld, hold, hold_until = _split_restraints(held)
        expiries = [h.expires_on for h in held if h.open_item_id is not None and h.expires_on is not None]
        if not hold and row.customer_id in self.announced:
            hold = "remittance in flight"
        running = {episode.currency: episode.number for episode in self.episodes.get(row.id, ())}
        by_currency = {c: list(group) for c, group in groupby(self.items.get(row.id, ()), attrgetter("currency"))}
        for currency in sorted(by_currency.keys() | running.keys()):
            yield Standing(
                account_id=row.id,
                currency=currency,
                version=row.version,
                segment=segment,
                items=tuple(_standing_item(i, withheld, self.placed) for i in by_currency.get(currency, ())),
                on_account=self.on_account.get((row.id, currency), 0),
                stop=self.stops.get(row.id, ""),
                hold=hold,
                hold_until=hold_until,
                next_expiry=min(expiries, default=None),
                parked=row.parked_reason or "",
                episode=running.get(currency, 0),
                notices=tuple(
                    PastNotice(n.level, n.channel, n.state, n.handed_over_on)
                    for n in self.notices.get(row.id, ())
                    if n.currency == currency
                ),
                reach=reach,
            )


def _accounts(connection: Connection, ids: list[int]) -> Sequence[Any]:
    query = select(
        accounts.c.id,
        accounts.c.entity,
        accounts.c.version,
        accounts.c.journal_seq,
        accounts.c.parked_reason,
        accounts.c.customer_id,
        customers.c.name,
        customers.c.domain,
        customers.c.parent_id,
        customers.c.language,
        customers.c.country,
        customers.c.timezone,
        customers.c.segment,
        customers.c.party,
    ).join(customers, customers.c.id == accounts.c.customer_id)
    return connection.execute(query.where(accounts.c.id.in_(ids)).order_by(accounts.c.id)).all()


def _contacts(connection: Connection, customer_ids: list[str]) -> dict[str, list[tuple[Contact, Reach]]]:
    by_mail, by_phone = aliased(opt_outs), aliased(opt_outs)
    joined = contacts.outerjoin(
        by_mail, and_(by_mail.c.channel == "email", by_mail.c.address == contacts.c.email)
    ).outerjoin(by_phone, and_(by_phone.c.channel == "sms", by_phone.c.address == contacts.c.phone))
    query = select(contacts, by_mail.c.address.label("no_mail"), by_phone.c.address.label("no_sms")).select_from(joined)
    found: dict[str, list[tuple[Contact, Reach]]] = defaultdict(list)
    for row in connection.execute(query.where(contacts.c.customer_id.in_(customer_ids)).order_by(contacts.c.id)):
        contact = Contact(row.id, row.role, row.email, row.phone, row.email_valid, row.phone_valid)
        usable = []
        if row.email and row.email_valid and row.no_mail is None:
            usable.append("email")
        if row.phone and row.phone_valid and row.no_sms is None:
            usable.append("sms")
        found[row.customer_id].append((contact, Reach(row.id, row.role, tuple(usable))))
    return found


def _items_query(ids: list[int]) -> Any:
    c = open_items.c
    columns = select(
        c.account_id, c.id, c.document_type, c.document_number, c.issue_date, c.due_date, c.currency, c.original_minor,
        c.open_minor, c.po_number, c.discount_terms, c.prior_level, c.prior_level_on,
    )  # fmt: skip
    return columns.where(c.account_id.in_(ids), c.open_minor != 0).order_by(c.account_id, c.currency, c.id)


def _holds_query(ids: list[int], as_of: date) -> Any:
    c = holds.c
    running = or_(c.expires_on.is_(None), c.expires_on >= as_of)
    # A whole account held for `remittance` is a payer whose advices wait for the bank: its debt is asked for as ever.
    keeps_silent = or_(c.kind != "remittance", c.open_item_id.is_not(None))
    columns = select(c.account_id, c.open_item_id, c.kind, c.amount_minor, c.expires_on)
    in_force = columns.where(c.account_id.in_(ids), c.lifted_at.is_(None), running, keeps_silent)
    return in_force.order_by(c.account_id, c.id)


def _stops_query(ids: list[int]) -> Any:
    columns = select(stops.c.account_id, func.min(stops.c.reason))
    return columns.where(stops.c.account_id.in_(ids), stops.c.lifted_at.is_(None)).group_by(stops.c.account_id)


def _placed_query(ids: list[int]) -> Any:
    joined = select(placement_items.c.open_item_id).join(placements, placements.c.id == placement_items.c.placement_id)
    return joined.where(placements.c.account_id.in_(ids), placements.c.state.in_(("approved", "placed")))


def _episodes_query(ids: list[int]) -> Any:
    columns = select(episodes.c.account_id, episodes.c.id, episodes.c.currency, episodes.c.number)
    running = columns.where(episodes.c.account_id.in_(ids), episodes.c.closed_on.is_(None))
    return running.order_by(episodes.c.account_id)


def _notices_query(ids: list[int]) -> Any:
    c = messages.c
    columns = select(c.account_id, c.currency, c.level, c.channel, c.state, c.handed_over_on)
    joined = columns.join(episodes, and_(episodes.c.id == c.episode_id, episodes.c.closed_on.is_(None)))
    alive = joined.where(c.account_id.in_(ids), c.purpose == "dunning", c.state.not_in(_DEAD))
    return alive.order_by(c.account_id, c.id)


def _announced_query(customer_ids: list[str]) -> Any:
    return select(advices.c.payer_id).where(advices.c.payer_id.in_(customer_ids), advices.c.state == "announced")


def _on_account(connection: Connection, ids: list[int]) -> dict[tuple[int, str], int]:
    c = payments.c
    query = select(c.account_id, c.currency, func.sum(c.on_account_minor)).where(c.account_id.in_(ids))
    rows = connection.execute(query.where(c.clearing != "reversed").group_by(c.account_id, c.currency))
    return {(account, currency): int(total) for account, currency, total in rows}


def _grouped(connection: Connection, query: Any) -> dict[int, list[Any]]:
    """Rows by account; the query orders by account first."""
    rows = connection.execute(query).all()
    return {account: list(group) for account, group in groupby(rows, attrgetter("account_id"))}


def _pairs(connection: Connection, query: Any) -> Iterable[tuple[int, str]]:
    return ((account, value) for account, value in connection.execute(query))


def _split_restraints(rows: Iterable[Any]) -> tuple[dict[int, int | None], str, date | None]:
    """What is withheld per item (None: all of it), and the hold on the whole account, if any."""
    withheld: dict[int, int | None] = {}
    hold, until = "", None
    for row in rows:
        if row.open_item_id is None:
            endless = row.expires_on is None or (hold and until is None)
            hold, until = row.kind, None if endless else max(row.expires_on, until or row.expires_on)
        elif row.amount_minor is None or withheld.get(row.open_item_id, 0) is None:
            withheld[row.open_item_id] = None
        else:
            withheld[row.open_item_id] = (withheld.get(row.open_item_id) or 0) + row.amount_minor
    return withheld, hold, until


def _open_item(row: Any, customer_id: str) -> OpenItem:
    return OpenItem(
        row.id, customer_id, row.document_type, row.document_number, row.issue_date, row.due_date, row.currency,
        row.original_minor, row.open_minor, row.po_number, row.discount_terms,
    )  # fmt: skip


def _standing_item(row: Any, withheld: Mapping[int, int | None], placed: set[int]) -> StandingItem:
    held = withheld.get(row.id, 0)
    return StandingItem(
        row.id,
        row.due_date,
        row.open_minor,
        row.open_minor if held is None else held,
        row.id in placed,
        row.prior_level or 0,
        row.prior_level_on,
    )

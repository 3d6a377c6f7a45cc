"""Bulk facts: the dossiers of a batch of accounts, in a fixed number of queries however many items they hold.

Must not decide; what a dossier's standings mean is for the slices' rules.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from workers.ledger.book import standing_rows as rows
from workers.ledger.book.charge_history import unpaid_charges
from workers.ledger.book.disputes import stepping_back
from workers.ledger.book.promises import skipping_promises
from workers.ledger.book.undelivered import undelivered_of
from workers.ledger.schema import accounts, episodes, open_items
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.customer import Contact, Customer
from workers.receivables.open_item import AccountItem
from workers.receivables.standing import PastNotice, Reach, Standing, StandingItem, Undelivered, UnpaidCharge

SegmentOf = Callable[[Customer], str]
NOWHERE: Mapping[str, str] = MappingProxyType({})


class Dossier(msgspec.Struct, frozen=True):
    """One account with its customer, contacts and open items, and its standing in each currency.

    A struct, because a run makes one for every account it looks at.
    """

    account_id: int
    entity: str
    version: int
    journal_seq: int
    customer: Customer
    contacts: tuple[Contact, ...]
    items: Mapping[int, AccountItem]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """Which accounts a run looks at: with an item due by ``horizon`` or a running episode, and not told to wait longer.

    ``everything`` looks past the stored hints, as the weekly full run does. ``up_to_id`` ends a worker's part of it.
    """

    as_of: date
    horizon: date
    policy_hash: str
    everything: bool = False
    up_to_id: int | None = None


def due_accounts(connection: Connection, scan: Scan, after_id: int, limit: int) -> list[int]:
    """The next ids, in order, of accounts to look at; cost grows with what is due, not with the book."""
    item = (
        select(open_items.c.id)
        .where(open_items.c.account_id == accounts.c.id, open_items.c.open_minor != 0)
        .where(open_items.c.due_date <= scan.horizon, open_items.c.system != OUR_SYSTEM)
    )
    episode = select(episodes.c.id).where(episodes.c.account_id == accounts.c.id, episodes.c.closed_on.is_(None))
    query = select(accounts.c.id).where(accounts.c.id > after_id).order_by(accounts.c.id).limit(limit)
    if scan.up_to_id is not None:
        query = query.where(accounts.c.id <= scan.up_to_id)
    if not scan.everything:
        look = or_(
            accounts.c.look_again_on.is_(None),
            accounts.c.look_again_on <= scan.as_of,
            accounts.c.look_again_policy != scan.policy_hash,
        )
        query = query.where(look)
    return list(connection.scalars(query.where(or_(_some(item), _some(episode)))).all())


def _some(found: Select[int]) -> ColumnElement[bool]:
    """Whether there is any; asked of each account, where PostgreSQL would read the whole book to answer EXISTS."""
    return found.limit(1).scalar_subquery().is_not(None)


def hinted_accounts(connection: Connection, scan: Scan, limit: int) -> list[int]:
    """Accounts with something due that a run skips because of its hint: ``limit`` of them, others every day.

    A hint of tomorrow hides nothing: it says that today's run has been.
    """
    c = accounts.c
    reported = (open_items.c.open_minor != 0) & (open_items.c.system != OUR_SYSTEM)
    due = select(open_items.c.account_id).where(reported, open_items.c.due_date <= scan.horizon)
    told = (c.look_again_on > scan.as_of + timedelta(days=1)) & (c.look_again_policy == scan.policy_hash)
    skipped = select(c.id).where(told, c.id.in_(due))
    newest = connection.scalar(select(func.max(c.id))) or 1
    first = scan.as_of.toordinal() * limit % newest + 1
    ahead = list(connection.scalars(skipped.where(c.id >= first).order_by(c.id).limit(limit)))
    behind = skipped.where(c.id < first).order_by(c.id).limit(limit - len(ahead))
    return sorted([*ahead, *connection.scalars(behind)])


def load_dossiers(
    connection: Connection,
    account_ids: Sequence[int],
    as_of: date,
    segment_of: SegmentOf,
    home: Mapping[str, str] = NOWHERE,
) -> list[Dossier]:
    """The dossiers of these accounts, in the order of their ids.

    ``home`` gives the country of our entities, whose business days count for a customer without a country; accounts of
    an entity that is not among them are parked.
    """
    if not account_ids:
        return []
    with collector_paused():
        return _read(connection, list(account_ids), as_of).dossiers(segment_of, home)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Dossiers are many objects and no cycles: looking for some took over a quarter of the time of a run."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one batch, grouped by account: as they stand, or as history has them of a past day."""

    accounts: Sequence[rows.AccountRow]
    contacts: Mapping[str, Sequence[tuple[Contact, Reach]]]
    items: Mapping[int, Sequence[AccountItem]]
    restraints: Mapping[int, Sequence[Any]]
    stops: Mapping[int, str]
    placed: Collection[int]
    on_account: Mapping[tuple[int, str], int]
    episodes: Mapping[int, Sequence[Any]]
    notices: Mapping[int, Sequence[Any]]
    announced: Collection[str]
    undelivered: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    charges: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    broken_promises: Mapping[tuple[int, str], date] = field(default_factory=dict)
    rejected_disputes: Mapping[tuple[int, str | None], date] = field(default_factory=dict)

    def dossiers(self, segment_of: SegmentOf, home: Mapping[str, str] = NOWHERE) -> list[Dossier]:
        return [self._dossier(row, segment_of, home) for row in self.accounts]

    def _dossier(self, row: rows.AccountRow, segment_of: SegmentOf, home: Mapping[str, str]) -> Dossier:
        customer, known = row.customer, self.contacts.get(row.customer_id, ())
        items = self.items.get(row.id, ())
        return Dossier(
            row.id,
            row.entity,
            row.version,
            row.journal_seq,
            customer,
            tuple([contact for contact, _ in known]),
            {item.id: item for item in items},
            tuple(self._standings(row, segment_of(customer), items, home)),
        )

    def _standings(
        self, row: rows.AccountRow, segment: str, items: Sequence[AccountItem], home: Mapping[str, str]
    ) -> Iterator[Standing]:
        number = row.id
        reach = tuple([reach for _, reach in self.contacts.get(row.customer_id, ())])
        held = self.restraints.get(number, ())
        withheld = _withheld(held)
        expiries = [h.expires_on for h in held if h.open_item_id is not None and h.expires_on is not None]
        in_flight = "remittance in flight" if row.customer_id in self.announced else ""
        running = {episode.currency: episode.number for episode in self.episodes.get(number, ())}
        by_currency: dict[str, list[StandingItem]] = {currency: [] for currency in running}
        for item in items:
            by_currency.setdefault(item.currency, []).append(_standing_item(item, withheld, self.placed))
        for currency, own in sorted(by_currency.items()):
            notices = tuple([rows.past_notice(n) for n in self.notices.get(number, ()) if n.currency == currency])
            hold, hold_until = _account_hold(held, currency)
            yield Standing(
                account_id=number,
                currency=currency,
                version=row.version,
                segment=segment,
                items=tuple(own),
                on_account=self.on_account.get((number, currency), 0),
                stop=self.stops.get(number, ""),
                hold=hold or in_flight,
                hold_until=hold_until,
                next_expiry=min(expiries, default=None),
                parked=row.parked_reason or _homeless(row.entity, home),
                episode=running.get(currency, 0),
                notices=notices,
                step_back=_is_newer(_last_rejection(self.rejected_disputes, row.id, currency), notices),
                reach=reach,
                undelivered=self._undelivered(number, currency),
                country=row.country or home.get(row.entity, ""),
                charges=self._unpaid_charges(number, currency, withheld),
                skip_ahead=_is_newer(self.broken_promises.get((number, currency)), notices),
            )

    def _undelivered(self, account: int, currency: str) -> tuple[Undelivered, ...]:
        found = self.undelivered.get(account, ())
        return tuple([Undelivered(u.level, u.channel, u.contact_id) for u in found if u.currency == currency])

    def _unpaid_charges(
        self, account: int, currency: str, withheld: Mapping[int, int | None]
    ) -> tuple[UnpaidCharge, ...]:
        """What of each may be asked for: a charge is disputed and held like any other item."""
        own = [(c, withheld.get(c.id, 0)) for c in self.charges.get(account, ()) if c.currency == currency]
        asked = [(c, c.open_minor - held) for c, held in own if held is not None and held < c.open_minor]
        return tuple([UnpaidCharge(c.id, c.document_number, c.booked_on, part) for c, part in asked])


def _read(connection: Connection, ids: list[int], as_of: date) -> Batch:
    """The rows of a batch as they stand: one query for each kind of fact."""
    found = rows.account_rows(connection, ids)
    customer_ids = [row.customer_id for row in found]
    return Batch(
        accounts=found,
        contacts=rows.contacts_of(connection, ids),
        items=rows.open_items_of(connection, ids),
        restraints=rows.by_account(connection, rows.holds_query(ids, as_of)),
        stops=rows.stops_of(connection, ids),
        placed=rows.placed_items(connection, ids),
        on_account=rows.on_account_cash(connection, ids),
        episodes=rows.by_account(connection, rows.episodes_query(ids)),
        notices=rows.by_account(connection, rows.notices_query(ids)),
        announced=rows.announcing(connection, customer_ids),
        undelivered=undelivered_of(connection, ids),
        charges=unpaid_charges(connection, ids),
        broken_promises=skipping_promises(connection, ids),
        rejected_disputes=stepping_back(connection, ids),
    )


def _is_newer(broken_on: date | None, notices: Iterable[PastNotice]) -> bool:
    """Whether a promise was broken since the last notice was handed over."""
    return broken_on is not None and all(n.handed_over_on is None or n.handed_over_on < broken_on for n in notices)


def _last_rejection(rejected: Mapping[tuple[int, str | None], date], account: int, currency: str) -> date | None:
    """Of a dispute of that currency, or of one of the whole account, which may be of no one currency."""
    days = (rejected.get((account, currency)), rejected.get((account, None))) if rejected else ()
    return max((day for day in days if day is not None), default=None)


def _homeless(entity: str, home: Mapping[str, str]) -> str:
    """Why nothing can be said in the name of an entity that ops have removed while it has accounts."""
    return f"its entity {entity} is not in robot.yaml" if home and entity not in home else ""


def _account_hold(restraints: Iterable[Any], currency: str) -> tuple[str, date | None]:
    """The hold on the whole account in that currency, and its last day; a hold of no currency is one in each."""
    hold, until = "", None
    for row in restraints:
        if row.open_item_id is None and row.currency in (None, currency):
            endless = row.expires_on is None or (hold and until is None)
            hold, until = row.kind, None if endless else max(row.expires_on, until or row.expires_on)
    return hold, until


def _withheld(restraints: Iterable[Any]) -> dict[int, int | None]:
    """What is withheld per item; None: all of it."""
    withheld: dict[int, int | None] = {}
    for row in restraints:
        if row.open_item_id is None:
            continue
        if row.amount_minor is None or withheld.get(row.open_item_id, 0) is None:
            withheld[row.open_item_id] = None
        else:
            withheld[row.open_item_id] = (withheld.get(row.open_item_id) or 0) + row.amount_minor
    return withheld


def _standing_item(item: AccountItem, withheld: Mapping[int, int | None], placed: Collection[int]) -> StandingItem:
    held = withheld.get(item.id, 0)
    return StandingItem(
        item.id,
        item.due_date,
        item.open,
        item.open if held is None else held,
        item.id in placed,
        item.prior_level or 0,
        item.prior_level_on,
    )

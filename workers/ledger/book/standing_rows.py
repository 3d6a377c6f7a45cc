"""The rows behind a batch of standings: one query for each kind of fact. Must not assemble or judge them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    String,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from workers.ledger.book.agency_money import is_collected
from workers.ledger.schema import (
    accounts,
    advices,
    consents,
    contacts,
    customers,
    episodes,
    holds,
    message_items,
    messages,
    open_items,
    payments,
    placement_items,
    placements,
    stops,
)
from workers.ledger.sql.among import among
from workers.ledger.sql.listing import listing
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.customer import Contact, Customer
from workers.receivables.open_item import AccountItem
from workers.receivables.standing import PastNotice, Reach

ItemsOf = dict[int, list[AccountItem]]

_ITEMS = msgspec.json.Decoder(list[AccountItem])
_BY_ID = attrgetter("id")
_DEAD = ("cancelled", "failed", "bounced")


class AccountRow(NamedTuple):
    """An account with its customer; the customer's columns come last, in the order of `Customer`.

    A tuple of its own, because the names of a Core row are looked up one by one, and a run asks for dozens.
    """

    id: int
    entity: str
    version: int
    journal_seq: int
    parked_reason: str | None
    customer_id: str
    name: str
    domain: str
    parent_id: str | None
    language: str
    country: str
    timezone: str
    segment: str
    party: str
    pinned_segment: str

    @property
    def customer(self) -> Customer:
        return Customer._make(self[5:])


def account_rows(connection: Connection, ids: list[int]) -> list[AccountRow]:
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
        customers.c.pinned_segment,
    ).join(customers, customers.c.id == accounts.c.customer_id)
    found = connection.execute(query.where(among(accounts.c.id, ids)).order_by(accounts.c.id)).all()
    return [AccountRow._make(row) for row in found]


def contacts_of(connection: Connection, ids: list[int]) -> dict[str, list[tuple[Contact, Reach]]]:
    """Whom the customers of these accounts can be reached by, by customer."""
    by_mail, by_phone = aliased(consents), aliased(consents)
    joined = contacts.outerjoin(by_mail, _opted_out(by_mail, "email", contacts.c.email))
    joined = joined.outerjoin(by_phone, _opted_out(by_phone, "sms", contacts.c.phone))
    joined = joined.join(customers, customers.c.id == contacts.c.customer_id)
    c = contacts.c
    fields = (c.id, c.role, c.email, c.phone, c.email_valid, c.phone_valid, customers.c.postal_address)
    query = select(c.customer_id, by_mail.c.address, by_phone.c.address, *fields).select_from(joined)
    found: dict[str, list[tuple[Contact, Reach]]] = defaultdict(list)
    theirs = select(accounts.c.customer_id).where(among(accounts.c.id, ids))
    rows = connection.execute(query.where(c.customer_id.in_(theirs)).order_by(c.id)).all()
    for customer_id, no_mail, no_sms, *known in rows:
        contact = Contact(*known)
        barred = [channel for channel, address in (("email", no_mail), ("sms", no_sms)) if address is not None]
        found[customer_id].append((contact, Reach(contact.id, contact.role, contact.channels(barred))))
    return found


def _opted_out(word: FromClause, channel: str, address: Column[str]) -> ColumnElement[bool]:
    said = (word.c.channel == channel) & (word.c.address == address)
    return said & word.c.revoked_at.is_(None) & (word.c.kind == "opt_out")


def open_items_of(connection: Connection, ids: list[int]) -> ItemsOf:
    """What is open of each account."""
    return _items_by_account(connection, _items_query(ids).where(open_items.c.open_minor != 0))


def every_item_of(connection: Connection, ids: list[int]) -> ItemsOf:
    """Every item that each account ever had."""
    return _items_by_account(connection, _items_query(ids))


def _items_query(ids: list[int]) -> Any:
    """The fields of `AccountItem` in their order; charges that we booked are no reason to dun anybody, and stand apart.

    A listing for each account, because a run reads every open item that it asks for.
    """
    c = open_items.c
    listed = listing(
        c.id, c.document_number, c.issue_date, c.due_date, c.currency, c.original_minor, c.open_minor, c.po_number,
        c.prior_level, c.prior_level_on,
    )  # fmt: skip
    reported = select(c.account_id, listed).where(among(c.account_id, ids), c.system != OUR_SYSTEM)
    return reported.group_by(c.account_id).order_by(c.account_id)


def _items_by_account(connection: Connection, query: Any) -> ItemsOf:
    listed = connection.execute(query).all()
    return {account: sorted(_ITEMS.decode(items), key=_BY_ID) for account, items in listed}


def holds_query(ids: list[int], as_of: date) -> Any:
    """What keeps silent on a day."""
    c = holds.c
    running = or_(c.expires_on.is_(None), c.expires_on >= as_of)
    return every_hold_query(ids).where(c.lifted_at.is_(None), running)


def every_hold_query(ids: list[int]) -> Any:
    """Whatever kept silent, with the instants of its beginning and its end."""
    c = holds.c
    # A whole account held for `remittance` is a payer whose advices wait for the bank: its debt is asked for as ever.
    keeps_silent = or_(c.kind != "remittance", c.open_item_id.is_not(None))
    instants = (c.created_at, c.lifted_at)
    columns = select(c.account_id, c.open_item_id, c.kind, c.amount_minor, c.currency, c.expires_on, *instants)
    return columns.where(among(c.account_id, ids), keeps_silent).order_by(c.account_id, c.id)


def stops_of(connection: Connection, ids: list[int]) -> dict[int, str]:
    """Why each stopped account is stopped."""
    columns = select(stops.c.account_id, func.min(stops.c.reason).label("reason"))
    running = columns.where(among(stops.c.account_id, ids), stops.c.lifted_at.is_(None))
    return {row.account_id: row.reason for row in connection.execute(running.group_by(stops.c.account_id))}


def placed_items(connection: Connection, ids: list[int]) -> set[int]:
    """The items that are an agency's, or approved to become so, or of which it has money that is on its way to us."""
    item = placement_items.c
    joined = select(item.open_item_id).join(placements, placements.c.id == item.placement_id)
    theirs = placements.c.state.in_(("approved", "placed")) | is_collected(item.open_item_id)
    return set(connection.scalars(joined.where(among(placements.c.account_id, ids), theirs)))


def episodes_query(ids: list[int]) -> Any:
    columns = select(episodes.c.account_id, episodes.c.id, episodes.c.currency, episodes.c.number)
    running = columns.where(among(episodes.c.account_id, ids), episodes.c.closed_on.is_(None))
    return running.order_by(episodes.c.account_id)


def notices_query(ids: list[int]) -> Any:
    """The account, the currency, and then the fields of `PastNotice` in their order."""
    c = messages.c
    columns = select(
        c.account_id, c.currency, c.level, c.channel, c.state, c.handed_over_on, c.level_name, c.level_day,
        c.occurrence, items_of_last_notices().label("listed"),
    )  # fmt: skip
    joined = columns.join(episodes, and_(episodes.c.id == c.episode_id, episodes.c.closed_on.is_(None)))
    alive = joined.where(among(c.account_id, ids), c.purpose == "dunning", c.state.not_in(_DEAD))
    return alive.order_by(c.account_id, c.id)


def items_of_last_notices() -> ColumnElement[str]:
    """The items that a ladder's last notice listed, as numbers between commas; null of any other notice."""
    i = message_items.c
    numbers = select(func.aggregate_strings(cast(i.open_item_id, String), ",")).where(i.message_id == messages.c.id)
    return case((messages.c.closes != "", numbers.scalar_subquery()))


def past_notice(row: Sequence[Any]) -> PastNotice:
    """The notice of a row of `notices_query`; a row may end before the level's name."""
    level, channel, state, on, *named = row[2:]
    name, day, occurrence, listed = named or ("", None, 1, None)
    numbers = None if listed is None else tuple(sorted(map(int, listed.split(","))))
    return PastNotice(level, channel, state, on, name, day, occurrence, numbers)


def announcing(connection: Connection, customer_ids: list[str]) -> set[str]:
    """The customers whose money is in flight: an advice of theirs waits for its bank line.

    So does one of their family's head, where it names items of theirs.
    """
    c, waits = advices.c, advices.c.state == "announced"
    own = connection.scalars(select(c.payer_id).where(among(c.payer_id, customer_ids), waits)).all()
    by_head = select(customers.c.id, c.decision).join(advices, c.payer_id == customers.c.parent_id)
    family = connection.execute(by_head.where(among(customers.c.id, customer_ids), waits)).all()
    members, items = {member for member, _ in family}, {item for _, found in family for item in items_named(found)}
    owners = select(accounts.c.customer_id).join(open_items, open_items.c.account_id == accounts.c.id)
    named = owners.where(among(open_items.c.id, items), among(accounts.c.customer_id, members))
    return {*(payer for payer in own if payer), *(connection.scalars(named) if items else ())}


def items_named(decision: Mapping[str, Any] | None) -> set[int]:
    """The items that an advice names, by the decision that is kept with it."""
    return {item for item, *_ in (decision or {}).get("shares", ())}


def on_account_cash(connection: Connection, ids: list[int]) -> dict[tuple[int, str], int]:
    c = payments.c
    query = select(c.account_id, c.currency, func.sum(c.on_account_minor)).where(among(c.account_id, ids))
    rows = connection.execute(query.where(c.clearing != "reversed").group_by(c.account_id, c.currency))
    return {(account, currency): int(total) for account, currency, total in rows}


def by_account(connection: Connection, query: Any) -> dict[int, list[Any]]:
    """Rows by account, which is their first column and comes first in their order."""
    rows = connection.execute(query).all()
    return {account: list(group) for account, group in groupby(rows, itemgetter(0))}

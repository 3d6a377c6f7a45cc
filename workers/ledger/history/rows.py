"""The rows behind a history: everything that ever was of a batch of accounts, one query for each kind of fact.

Must not rebuild anything; `timeline` and `load` do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, func, select

from workers.ledger.book.promises import broken_words
from workers.ledger.book.standing_rows import (
    by_account,
    every_hold_query,
    items_of_last_notices,
)
from workers.ledger.posting import ON_ACCOUNT, RECEIVABLES
from workers.ledger.schema import (
    advices,
    applications,
    cases,
    charges,
    consents,
    contacts,
    customers,
    disputes,
    entries,
    episodes,
    journal,
    messages,
    open_items,
    payments,
    placement_items,
    placements,
    postings,
    stops,
)
from workers.ledger.sql.among import among
from workers.ledger.sql.batches import in_batches

_JOURNALLED = (
    "account.parked", "account.unparked", "contact.invalid", "contact.set", "advice.judged", "dunning.episode_over",
    "message.cancelled", "message.failed", "message.bounced", "placement.recalled", "placement.closed",
    "placement.refused",
)  # fmt: skip

Grouped = dict[int, list[Any]]


def item_moves(connection: Connection, ids: list[int]) -> Grouped:
    """(account, item, booked at, debit) of every posting on an item, as they were booked."""
    p = postings.c
    joined = postings.join(entries, entries.c.id == p.entry_id).join(open_items, open_items.c.id == p.open_item_id)
    columns = select(open_items.c.account_id, p.open_item_id, entries.c.booked_at, p.debit_minor).select_from(joined)
    moved = columns.where(among(open_items.c.account_id, ids), p.ledger_account == RECEIVABLES)
    return by_account(connection, moved.order_by(open_items.c.account_id, entries.c.booked_at, entries.c.id, p.line))


def cash_moves(connection: Connection, ids: list[int]) -> Grouped:
    """(account, currency, booked at, debit) of every posting on on-account cash of these payers."""
    p = postings.c
    joined = postings.join(entries, entries.c.id == p.entry_id).join(payments, payments.c.id == p.payment_id)
    columns = select(payments.c.account_id, entries.c.currency, entries.c.booked_at, p.debit_minor).select_from(joined)
    moved = columns.where(among(payments.c.account_id, ids), p.ledger_account == ON_ACCOUNT)
    return by_account(connection, moved.order_by(payments.c.account_id, entries.c.booked_at, entries.c.id, p.line))


def restraints_of(connection: Connection, ids: list[int]) -> Grouped:
    """Every hold, dispute and promise, with its begin and end."""
    return by_account(connection, every_hold_query(ids))


def charges_of(connection: Connection, ids: list[int]) -> Grouped:
    """Every charge that was ever booked, with the item that stands for it."""
    c = open_items.c
    columns = select(charges.c.account_id, c.id, c.currency, c.document_number, charges.c.booked_on)
    joined = columns.join(open_items, c.id == charges.c.open_item_id)
    return by_account(connection, joined.where(among(charges.c.account_id, ids)).order_by(charges.c.account_id, c.id))


def broken_promises_of(connection: Connection, ids: list[int]) -> Grouped:
    """(account, currency, day) of every promise and arrangement whose breaking passes over a level."""
    told = broken_words(ids).subquery().c
    columns = select(told.account_id, told.currency, told.closed_on)
    return by_account(connection, columns.order_by(told.account_id, told.closed_on))


def rejected_disputes_of(connection: Connection, ids: list[int]) -> Grouped:
    """(account, currency, day) of every dispute whose rejection takes the ladder a level back."""
    c = disputes.c
    columns = select(c.account_id, c.currency, c.closed_on).where(among(c.account_id, ids), c.steps_back)
    return by_account(connection, columns.order_by(c.account_id, c.closed_on))


def stops_of(connection: Connection, ids: list[int]) -> Grouped:
    columns = select(stops.c.account_id, stops.c.reason, stops.c.created_at, stops.c.lifted_at)
    return by_account(
        connection, columns.where(among(stops.c.account_id, ids)).order_by(stops.c.account_id, stops.c.id)
    )


def placed_of(connection: Connection, ids: list[int]) -> Grouped:
    """(account, placement, item, approved at) of every placement that a person approved."""
    p = placements.c
    joined = placements.join(placement_items, placement_items.c.placement_id == p.id)
    columns = select(p.account_id, p.id, placement_items.c.open_item_id, p.approved_at, p.state).select_from(joined)
    approved = columns.where(among(p.account_id, ids), p.approved_at.is_not(None))
    return by_account(connection, approved.order_by(p.account_id, p.id, placement_items.c.open_item_id))


def contacts_of(connection: Connection, customer_ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    known = select(contacts, customers.c.postal_address).join(customers, customers.c.id == contacts.c.customer_id)
    query = known.where(contacts.c.customer_id.in_(customer_ids)).order_by(contacts.c.id)
    for row in connection.execute(query):
        found[row.customer_id].append(row)
    return found


def opt_outs_of(connection: Connection, addresses: Sequence[str]) -> dict[tuple[str, str], list[Any]]:
    """Every opt-out of these addresses, by channel and address."""
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for batch in in_batches(addresses):
        said = select(consents).where(consents.c.address.in_(batch), consents.c.kind == "opt_out")
        for row in connection.execute(said.order_by(consents.c.id)):
            found[row.channel, row.address].append(row)
    return found


def journal_of(connection: Connection, ids: list[int]) -> Grouped:
    """(account, seq, at, kind, data) of the changes of state that no other row dates."""
    c = journal.c
    columns = select(c.account_id, c.seq, c.at, c.kind, c.data)
    told = columns.where(among(c.account_id, ids), c.kind.in_(_JOURNALLED)).order_by(c.account_id, c.seq)
    found = by_account(connection, told)
    return {number: [(r.at, r.kind, orjson.loads(r.data)) for r in rows] for number, rows in found.items()}


def changes_of(connection: Connection, ids: list[int]) -> dict[int, list[datetime]]:
    """The instants at which anything at all was journalled of an account."""
    c = journal.c
    query = select(c.account_id, c.at).where(among(c.account_id, ids)).order_by(c.account_id, c.seq)
    return {number: [row.at for row in rows] for number, rows in by_account(connection, query).items()}


def episodes_of(connection: Connection, ids: list[int]) -> Grouped:
    c = episodes.c
    columns = select(c.account_id, c.id, c.currency, c.number, c.opened_on, c.closed_on)
    return by_account(connection, columns.where(among(c.account_id, ids)).order_by(c.account_id, c.id))


def messages_of(connection: Connection, ids: list[int]) -> Grouped:
    """Every dunning message, with the instants of its life."""
    listed = items_of_last_notices().label("listed")
    columns = select(messages, listed).where(among(messages.c.account_id, ids), messages.c.purpose == "dunning")
    found: Grouped = defaultdict(list)
    for row in connection.execute(columns.order_by(messages.c.account_id, messages.c.id)):
        found[row.account_id].append(row)
    return found


def announced_of(connection: Connection, customer_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Every advice of these payers that may have waited for its bank line, and when its money was posted."""
    c = advices.c
    columns = select(c.id, c.payer_id, c.state, c.decided_at, payments.c.created_at.label("posted_at"))
    joined = columns.select_from(advices.outerjoin(payments, payments.c.id == c.payment_id))
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(joined.where(c.payer_id.in_(customer_ids)).order_by(c.id)):
        found[row.payer_id].append(row)
    return found


def given_up(connection: Connection, advice_ids: Sequence[int]) -> dict[int, datetime]:
    """When the robot stopped waiting for the bank line of an advice: its case says so."""
    named = cases.c.kind == "advice_unconfirmed"
    return _dated(connection, "advice", advice_ids, cases.c.opened_at, named)


def handled(connection: Connection, message_ids: Sequence[int]) -> dict[int, datetime]:
    """When a person said of a message that did not reach its contact that what stood in the way is gone."""
    ended = (cases.c.kind == "delivery_failed") & (cases.c.decision == "handled")
    return _dated(connection, "message", message_ids, cases.c.resolved_at, ended)


def _dated(
    connection: Connection, prefix: str, ids: Sequence[int], column: Any, which: ColumnElement[bool]
) -> dict[int, datetime]:
    """The instant of the first case of each of these subjects."""
    subjects = {f"{prefix}:{number}": number for number in ids}
    found: dict[int, datetime] = {}
    for batch in in_batches(sorted(subjects)):
        query = select(cases.c.subject, column).where(cases.c.subject.in_(batch), which).order_by(cases.c.id)
        for subject, at in connection.execute(query):
            found.setdefault(subjects[subject], at)
    return found


def applied_of(connection: Connection, ids: list[int]) -> Grouped:
    """(account, item, applied at, received on, source, clearing, cleared at) of every application that still stands.

    One that was taken back, and what took it back, never was a payment of that item.
    """
    c, undoing = applications.c, applications.alias("undoing").c
    taken_back = select(undoing.id).where(undoing.reverses_id == c.id).exists()
    booked = select(postings.c.payment_id, func.min(entries.c.booked_at).label("at"))
    booked = booked.join(entries, entries.c.id == postings.c.entry_id).where(entries.c.kind == "payment.cleared")
    cleared = booked.group_by(postings.c.payment_id).subquery()
    joined = (
        applications.join(payments, payments.c.id == c.payment_id)
        .join(open_items, open_items.c.id == c.open_item_id)
        .outerjoin(cleared, cleared.c.payment_id == payments.c.id)
    )
    columns = select(
        open_items.c.account_id, c.open_item_id, c.applied_at, payments.c.received_on, payments.c.source,
        cleared.c.at.label("cleared_at"),
    ).select_from(joined)  # fmt: skip
    standing = columns.where(among(open_items.c.account_id, ids), c.reverses_id.is_(None), ~taken_back)
    return by_account(connection, standing.order_by(open_items.c.account_id, c.id))

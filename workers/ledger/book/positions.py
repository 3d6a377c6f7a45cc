"""One account in one currency as it stood at the end of a day, with what settled its documents: for reconciliations.

Open amounts are wound back from today's by the postings of later days; a document counts from its issue date on, also
where it was imported later. A fixed number of queries. Must not compare anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, select

from workers.ledger.book.holds import holds_in_force
from workers.ledger.posting import ON_ACCOUNT, RECEIVABLES
from workers.ledger.schema import accounts, advices, applications, customers, entries, open_items, payments, postings
from workers.ledger.sql.among import among
from workers.receivables.account_position import AccountPosition, Announcement, HeldCash, PositionItem, Settlement
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.reference import canonical


def currencies_of(connection: Connection, account_id: int) -> list[str]:
    """The currencies in which an account has documents."""
    query = select(open_items.c.currency).where(open_items.c.account_id == account_id).distinct()
    return sorted(connection.scalars(query))


def load_position(connection: Connection, account_id: int, currency: str, as_of: date) -> AccountPosition:
    """The account's documents, open and settled, its cash on account, and its advices that are not posted."""
    owner = select(customers.c.id, customers.c.name).join(accounts, accounts.c.customer_id == customers.c.id)
    customer_id, name = connection.execute(owner.where(accounts.c.id == account_id)).one()
    return AccountPosition(
        customer_id,
        name,
        currency,
        as_of,
        tuple(_items(connection, account_id, currency, as_of)),
        tuple(_held(connection, account_id, currency, as_of)),
        tuple(_announced(connection, customer_id, currency)),
    )


def owners_elsewhere(connection: Connection, account_id: int, currency: str, numbers: Iterable[str]) -> dict[str, str]:
    """By canonical number: whose documents these are, where they are not this account's in this currency."""
    c = open_items.c
    keys = sorted({key for number in numbers if (key := canonical(number))})
    columns = select(c.canonical_key, c.account_id, c.currency, accounts.c.customer_id, accounts.c.entity)
    named = columns.join(accounts, accounts.c.id == c.account_id).where(among(c.canonical_key, keys))
    return {
        row.canonical_key: f"customer {row.customer_id} at {row.entity}, in {row.currency}"
        for row in connection.execute(named.order_by(c.id))
        if (row.account_id, row.currency) != (account_id, currency)
    }


def _items(connection: Connection, account_id: int, currency: str, as_of: date) -> Iterator[PositionItem]:
    c = open_items.c
    query = select(open_items).where(c.account_id == account_id, c.currency == currency).order_by(c.id)
    rows = connection.execute(query).all()
    later = _moved_later(connection, [row.id for row in rows], as_of)
    settled = _settlements(connection, [row.id for row in rows], as_of)
    disputed = {
        hold.open_item_id: hold.reason
        for hold in holds_in_force(connection, [account_id], as_of)
        if hold.kind == "dispute"
    }
    for row in rows:
        left = row.open_minor - later.get(row.id, 0) if row.issue_date <= as_of else 0
        yield PositionItem(
            row.id, row.document_number, row.document_type, row.issue_date, row.due_date, row.original_minor, left,
            row.po_number, _forward(settled.get(row.id, []), row.original_minor), disputed.get(row.id, ""),
            row.system == OUR_SYSTEM,
        )  # fmt: skip


def _moved_later(connection: Connection, item_ids: list[int], as_of: date) -> Mapping[int, int]:
    """What was booked on documents after the day, apart from the entry that first brought each."""
    e, p = entries.c, postings.c
    earlier = postings.alias("earlier").c
    fresh = ~select(earlier.entry_id).where(earlier.open_item_id == p.open_item_id, earlier.entry_id < e.id).exists()
    booked = select(p.open_item_id, func.sum(p.debit_minor)).join(entries, e.id == p.entry_id)
    wanted = booked.where(
        among(p.open_item_id, item_ids), p.ledger_account == RECEIVABLES, e.business_date > as_of, ~fresh
    )
    return {row[0]: int(row[1]) for row in connection.execute(wanted.group_by(p.open_item_id))}


def _forward(settlements: list[Settlement], original: int) -> tuple[Settlement, ...]:
    """Those that settle; what a reversal gave back after the day is none."""
    return tuple(settlement for settlement in settlements if settlement.amount * original > 0)


def _settlements(connection: Connection, item_ids: list[int], as_of: date) -> Mapping[int, list[Settlement]]:
    """What each payment took off each document and has not given back: up to the day, and after it."""
    a = applications.c
    sums = [func.sum(amount) for amount in (a.cash_minor, a.discount_minor, a.writeoff_minor)]
    is_later = case((entries.c.business_date > as_of, 1), else_=0)
    joined = applications.join(payments, payments.c.id == a.payment_id).join(entries, entries.c.id == a.entry_id)
    columns = (a.open_item_id, a.payment_id, payments.c.payer_reference, func.max(entries.c.business_date), *sums)
    own = select(*columns).select_from(joined).where(among(a.open_item_id, item_ids))
    grouped = own.group_by(a.open_item_id, a.payment_id, payments.c.payer_reference, is_later)
    found: dict[int, list[Settlement]] = defaultdict(list)
    for item_id, payment_id, reference, on, *parts in connection.execute(grouped.order_by(a.payment_id, is_later)):
        found[item_id].append(Settlement(payment_id, reference, on, *(int(part) for part in parts)))
    return found


def _held(connection: Connection, account_id: int, currency: str, as_of: date) -> Iterator[HeldCash]:
    p, pay = postings.c, payments.c
    left = -func.sum(p.debit_minor)
    joined = postings.join(entries, entries.c.id == p.entry_id).join(payments, pay.id == p.payment_id)
    query = select(pay.id, pay.payer_reference, pay.received_on, left.label("left")).select_from(joined)
    own = query.where(
        pay.account_id == account_id,
        pay.currency == currency,
        p.ledger_account == ON_ACCOUNT,
        entries.c.business_date <= as_of,
    )
    for row in connection.execute(own.group_by(pay.id, pay.payer_reference, pay.received_on).order_by(pay.id)):
        if row.left:
            yield HeldCash(row.id, row.payer_reference, row.received_on, int(row.left))


def _announced(connection: Connection, customer_id: str, currency: str) -> Iterator[Announcement]:
    c = advices.c
    query = select(c.payer_reference, c.payment_date, c.amount_minor, c.facts).where(
        c.payer_id == customer_id, c.currency == currency, c.payment_id.is_(None), c.state.in_(("announced", "case"))
    )
    for row in connection.execute(query.order_by(c.id)):
        yield Announcement(row.payer_reference, row.payment_date, row.amount_minor or 0, tuple(_names(row.facts)))


def _names(facts: Any) -> Iterator[str]:
    """The references of an advice's lines, out of what was kept of it."""
    for payment in (facts or {}).get("advice", {}).get("payments", ()):
        for line in payment.get("lines", ()):
            if line.get("reference"):
                yield str(line["reference"])

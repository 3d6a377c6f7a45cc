"""Laws 1, 2, 10 and 11: payments add up, open amounts follow their postings, entries balance, people's hands stay free.

Each check is one or two set-based queries over the whole ledger. Must not repair anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from workers.ledger.laws.law import Broken, Finding, Hearing, found
from workers.ledger.posting import IN_TRANSIT, ON_ACCOUNT, RECEIVABLES, UNIDENTIFIED
from workers.ledger.schema import advices, applications, entries, open_items, payments, postings

ROBOT = "robot"


def payments_add_up(hearing: Hearing) -> Finding:
    """A payment = applications + on-account + unidentified cash; a reversed one is applied to nothing."""
    c = payments.c
    applied = select(applications.c.payment_id, func.sum(applications.c.cash_minor).label("cash"))
    sums = applied.group_by(applications.c.payment_id).subquery()
    cash = func.coalesce(sums.c.cash, 0)
    held = cash + c.on_account_minor + c.unidentified_minor
    alive = and_(c.clearing != "reversed", held != c.amount_minor)
    taken_back = and_(c.clearing == "reversed", held != 0)
    query = select(c.id, c.account_id, c.amount_minor, c.clearing, held.label("held")).select_from(
        payments.outerjoin(sums, sums.c.payment_id == c.id)
    )
    rows = hearing.connection.execute(query.where(or_(alive, taken_back)).order_by(c.id))
    what = "{0.clearing}: {0.amount_minor}, accounted for {0.held}"
    broken = ((f"payment {row.id}", what.format(row), row.account_id) for row in rows)
    return found(_count(hearing.connection, payments), broken)


def held_cash_follows_its_postings(hearing: Hearing) -> Finding:
    """The cash a payment holds on account, unidentified or in transit is what the postings say."""
    p = postings.c
    sums = [_total(name, label) for name, label in ((ON_ACCOUNT, "account"), (UNIDENTIFIED, "nobody"))]
    transit = func.sum(p.debit_minor).filter(p.ledger_account == IN_TRANSIT).label("transit")
    posted = select(p.payment_id, *sums, transit).where(p.payment_id.is_not(None)).group_by(p.payment_id).subquery()
    c = payments.c
    account, nobody = func.coalesce(posted.c.account, 0), func.coalesce(posted.c.nobody, 0)
    moving = func.coalesce(posted.c.transit, 0)
    sums_found = (account.label("account"), nobody.label("nobody"), moving.label("transit"))
    query = select(c.id, c.account_id, c.clearing, *sums_found)
    wrong = or_(
        account != c.on_account_minor,
        nobody != c.unidentified_minor,
        and_(c.clearing == "in_transit", moving != c.amount_minor),
        and_(c.clearing != "in_transit", moving != 0),
    )
    joined = query.select_from(payments.outerjoin(posted, posted.c.payment_id == c.id)).where(wrong).order_by(c.id)
    rows = hearing.connection.execute(joined)
    what = "{0.clearing}, but posted: {0.account} on account, {0.nobody} unidentified, {0.transit} in transit"
    return found(0, ((f"payment {row.id}", what.format(row), row.account_id) for row in rows))


def open_amounts_follow_their_postings(hearing: Hearing) -> Finding:
    """An open amount lies between zero and the original, with its sign, and is the sum of the item's postings."""
    c, p = open_items.c, postings.c
    posted = select(p.open_item_id, func.sum(p.debit_minor).label("total")).where(p.ledger_account == RECEIVABLES)
    sums = posted.where(p.open_item_id.is_not(None)).group_by(p.open_item_id).subquery()
    total = func.coalesce(sums.c.total, 0)
    within = or_(
        and_(c.original_minor >= 0, c.open_minor.between(0, c.original_minor)),
        and_(c.original_minor < 0, c.open_minor.between(c.original_minor, 0)),
    )
    query = select(c.id, c.account_id, c.document_number, c.original_minor, c.open_minor, total.label("total"))
    joined = query.select_from(open_items.outerjoin(sums, sums.c.open_item_id == c.id))
    rows = hearing.connection.execute(joined.where(or_(total != c.open_minor, ~within)).order_by(c.id))
    what = "{0.open_minor} open of {0.original_minor}, posted {0.total}"
    broken = ((f"item {row.id} ({row.document_number})", what.format(row), row.account_id) for row in rows)
    return found(_count(hearing.connection, open_items), broken)


def entries_balance(hearing: Hearing) -> Finding:
    """Debits = credits in every entry, and an entry has lines."""
    p = postings.c
    sums = select(p.entry_id, func.sum(p.debit_minor).label("total")).group_by(p.entry_id).subquery()
    query = select(entries.c.id, sums.c.total).select_from(entries.outerjoin(sums, sums.c.entry_id == entries.c.id))
    wrong = or_(sums.c.total.is_(None), sums.c.total != 0)
    rows = hearing.connection.execute(query.where(wrong).order_by(entries.c.id))
    broken = (
        (f"entry {row.id}", "has no lines" if row.total is None else f"is out of balance by {row.total}")
        for row in rows
    )
    return found(_count(hearing.connection, entries), broken)


def entries_keep_to_one_currency(hearing: Hearing) -> Finding:
    """An entry touches only items and payments of its own entity and currency."""
    return found(0, (*_strangers(hearing, open_items, postings.c.open_item_id),
                     *_strangers(hearing, payments, postings.c.payment_id)))  # fmt: skip


def people_keep_their_allocations(hearing: Hearing) -> Finding:
    """What a person allocated, the robot did not take back; an advice a person took back was not posted again."""
    undone, undoing = applications.alias("undone"), applications.alias("undoing")
    joined = undone.join(undoing, undoing.c.reverses_id == undone.c.id).join(
        payments, payments.c.id == undone.c.payment_id
    )
    columns = (undone.c.id, undone.c.payment_id, undone.c.actor, payments.c.account_id)
    query = select(*columns).select_from(joined)
    by_robot = query.where(undone.c.actor != ROBOT, undoing.c.actor == ROBOT).order_by(undone.c.id)
    broken: list[Broken] = [
        (
            f"application {row.id} of payment {row.payment_id}",
            f"made by {row.actor}, taken back by the robot",
            row.account_id,
        )
        for row in hearing.connection.execute(by_robot)
    ]
    posted_again = advices.c.locked & advices.c.state.in_(("posted", "cleared"))
    for row in hearing.connection.execute(select(advices.c.id).where(posted_again).order_by(advices.c.id)):
        broken.append((f"advice {row.id}", "locked by a person, and posted again"))
    by_people = select(func.count()).select_from(applications).where(applications.c.actor != ROBOT)
    return found(int(hearing.connection.scalar(by_people) or 0), broken)


def _strangers(hearing: Hearing, table: Table, key: Any) -> Iterator[tuple[str, str]]:
    joined = postings.join(entries, entries.c.id == postings.c.entry_id).join(table, table.c.id == key)
    strange = or_(table.c.currency != entries.c.currency, table.c.entity != entries.c.entity)
    query = select(entries.c.id, table.c.id.label("other")).select_from(joined).where(strange).order_by(entries.c.id)
    rows: Iterable[Any] = hearing.connection.execute(query)
    return ((f"entry {row.id}", f"touches {table.name} {row.other} of another entity or currency") for row in rows)


def _total(ledger_account: str, label: str) -> Any:
    """What lies on a liability account: credits are negative."""
    return (-func.sum(postings.c.debit_minor).filter(postings.c.ledger_account == ledger_account)).label(label)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)

"""Promises to pay: made, judged, withdrawn. Each holds its account or item silent until it is judged.

One promise is open per account and currency, or per item; a new one closes the old. Must not decide what keeps or
breaks a promise (`workers.dunning.rules.promises`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, func, insert, select, union_all, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.holds import NewHold, add_hold, find_hold, lift_hold
from workers.ledger.posting import ON_ACCOUNT, RECEIVABLES
from workers.ledger.schema import accounts, arrangements, customers, entries, open_items, payments, postings, promises
from workers.ledger.sql.among import among
from workers.receivables.occasion import Occasion

_ENDED_BADLY = ("broken", "partly_kept")


@dataclass(frozen=True, slots=True)
class NewPromise:
    """What was promised: an amount by a day, for the account or for one item, and who says so on what evidence.

    ``good_through`` is the last day on which a payment still keeps it; the account is silent until then.
    """

    account_id: int
    currency: str
    amount_minor: int
    promised_on: date
    good_through: date
    evidence: str
    open_item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as it stands in the ledger; ``level`` counts the broken ones of its account and currency."""

    id: int
    account_id: int
    currency: str
    open_item_id: int | None
    amount_minor: int
    promised_on: date
    good_through: date
    state: str
    level: int
    paid_minor: int
    hold_id: int
    evidence: str
    author: str
    made_on: date
    closed_on: date | None
    newest_entry_id: int
    newest_item_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a promise ended, what was paid on it, and whether the next notice passes over a level."""

    state: str
    paid_minor: int
    skips_level: bool = False


def add_promise(connection: Connection, new: NewPromise, occasion: Occasion) -> int:
    """Take a promise and be silent until it is judged; the open one of the same scope is replaced. Returns its id."""
    if new.amount_minor <= 0:
        raise UserError("a promised amount is above zero")
    if new.promised_on < occasion.business_date:
        raise UserError(f"{new.promised_on} is over: a promise is for today or a day to come")
    if not new.evidence.strip():
        raise UserError("a promise needs evidence: who said so, where")
    # The account's lock comes first, so that what was there before the promise is counted exactly.
    supersede(connection, [new.account_id], "promise_added")
    _replace_open(connection, new, occasion)
    silent = NewHold(
        new.account_id, "promise", new.evidence, new.open_item_id, currency=new.currency, expires_on=new.good_through
    )
    values = {
        "account_id": new.account_id,
        "currency": new.currency,
        "open_item_id": new.open_item_id,
        "amount_minor": new.amount_minor,
        "promised_on": new.promised_on,
        "good_through": new.good_through,
        "state": "open",
        "level": broken_promises(connection, new.account_id, new.currency),
        "hold_id": add_hold(connection, silent, occasion),
        "evidence": new.evidence,
        "author": occasion.actor,
        "made_at": occasion.at,
        "made_on": occasion.business_date,
        "newest_entry_id": _newest(connection, entries, new.account_id),
        "newest_item_id": _newest(connection, open_items, new.account_id),
    }
    promise_id = int(connection.execute(insert(promises).values(values).returning(promises.c.id)).scalar_one())
    data = {"promise": promise_id, "amount_minor": new.amount_minor, "currency": new.currency}
    days = {"promised_on": new.promised_on, "good_through": new.good_through, "item": new.open_item_id}
    journal.record(connection, "promise.added", data | days, occasion, account_id=new.account_id)
    return promise_id


def withdraw_promise(connection: Connection, promise_id: int, occasion: Occasion) -> Promise:
    """Take an open promise out of the world; its hold ends now. Raises `UserError` when it is not open."""
    promise = find_promise(connection, promise_id)
    if promise is None:
        raise UserError(f"there is no promise {promise_id}: `collectbot promise list` shows all")
    if not close_promise(connection, promise, Outcome("withdrawn", promise.paid_minor), occasion):
        raise UserError(f"promise {promise_id} is not open: it was {promise.state} on {promise.closed_on}")
    return promise


def close_promise(connection: Connection, promise: Promise, outcome: Outcome, occasion: Occasion) -> bool:
    """End an open promise and its hold, in one transaction; False when it was ended meanwhile."""
    supersede(connection, [promise.account_id], f"promise_{outcome.state}")
    broken = promise.level + (outcome.state == "broken")
    own = (promises.c.id == promise.id) & (promises.c.state == "open")
    values = {
        "state": outcome.state,
        "level": broken,
        "paid_minor": outcome.paid_minor,
        "skips_level": outcome.skips_level,
        "closed_on": occasion.business_date,
    }
    if not connection.execute(update(promises).where(own).values(values)).rowcount:
        return False
    hold = find_hold(connection, promise.hold_id)
    if hold is not None and hold.lifted_at is None:
        lift_hold(connection, hold.id, occasion)
    data = {"promise": promise.id, "paid_minor": outcome.paid_minor, "level": broken}
    kind = f"promise.{outcome.state}"
    journal.record(connection, kind, data, occasion, account_id=promise.account_id)
    return True


def find_promise(connection: Connection, promise_id: int) -> Promise | None:
    """The promise of that id."""
    row = connection.execute(_columns().where(promises.c.id == promise_id)).one_or_none()
    return Promise(*row) if row else None


def find_promises(connection: Connection, states: Collection[str] = (), account_id: int | None = None) -> list[Promise]:
    """Promises, oldest first."""
    query = _columns().order_by(promises.c.id)
    if states:
        query = query.where(promises.c.state.in_(sorted(states)))
    if account_id is not None:
        query = query.where(promises.c.account_id == account_id)
    return [Promise(*row) for row in connection.execute(query)]


def broken_promises(connection: Connection, account_id: int, currency: str) -> int:
    """How many promises of this account and currency were broken."""
    c = promises.c
    own = (c.account_id == account_id) & (c.currency == currency) & (c.state == "broken")
    return int(connection.scalar(select(func.count()).select_from(promises).where(own)) or 0)


def has_broken_promise(connection: Connection, account_id: int, since: date) -> bool:
    """Whether a promise of this account ended badly lately: a person hears of the next one."""
    c = promises.c
    own = (c.account_id == account_id) & c.state.in_(_ENDED_BADLY) & (c.closed_on >= since)
    return connection.scalar(select(c.id).where(own).limit(1)) is not None


def skipping_promises(connection: Connection, account_ids: Sequence[int]) -> dict[tuple[int, str], date]:
    """The day on which each account and currency last broke its word so that a level is passed over: a promise or an
    arrangement.
    """
    told = broken_words(account_ids).subquery().c
    query = select(told.account_id, told.currency, func.max(told.closed_on)).group_by(told.account_id, told.currency)
    return {(account, currency): day for account, currency, day in connection.execute(query)}


def broken_words(account_ids: Sequence[int]) -> CompoundSelect[Any]:
    """(account, currency, day) of every promise and arrangement whose breaking passes over a level."""
    both = (promises.c, arrangements.c)
    return union_all(
        *(
            select(c.account_id, c.currency, c.closed_on).where(among(c.account_id, account_ids), c.skips_level)
            for c in both
        )
    )


def paid_since(connection: Connection, made: Sequence[Promise]) -> dict[int, int]:
    """What each promise's account, or item, has paid since it was made, cash in transit and on account included.

    Whatever came after the last day that keeps a promise does not count, however late it is judged. What fell by a
    report of the system of record counts like cash of ours: it may have been paid there.
    """
    found: dict[int, int] = {}
    for promise in made:
        in_time = func.coalesce(payments.c.received_on, entries.c.business_date) <= promise.good_through
        found[promise.id] = -_moved(connection, promise, (entries.c.id > promise.newest_entry_id) & in_time)
    return found


def owed_then(connection: Connection, promise: Promise) -> int:
    """What the promise's account, or item, owed when it was made, credits and cash on account taken off."""
    return _moved(connection, promise, entries.c.id <= promise.newest_entry_id)


def _moved(connection: Connection, promise: Promise, when: ColumnElement[bool]) -> int:
    """The sum of what was booked on the items that a promise is for, and on the cash of its account."""
    p, c = postings.c, open_items.c
    joined = postings.join(entries, entries.c.id == p.entry_id).outerjoin(open_items, c.id == p.open_item_id)
    joined = joined.outerjoin(payments, payments.c.id == p.payment_id)
    owed = (p.ledger_account == RECEIVABLES) & (c.account_id == promise.account_id)
    if promise.open_item_id is not None:
        scope = owed & (c.id == promise.open_item_id)
    else:
        kept_back = (p.ledger_account == ON_ACCOUNT) & (entries.c.account_id == promise.account_id)
        scope = (owed & (c.id <= promise.newest_item_id)) | kept_back
    query = select(func.coalesce(func.sum(p.debit_minor), 0)).select_from(joined)
    return int(connection.scalar(query.where(entries.c.currency == promise.currency, when, scope)) or 0)


def _replace_open(connection: Connection, new: NewPromise, occasion: Occasion) -> None:
    """Whatever stands open for the same scope; a promise for the whole account takes the place of those for items."""
    for promise in find_promises(connection, ("open",), new.account_id):
        same_item = promise.open_item_id == new.open_item_id
        if promise.currency == new.currency and (same_item or new.open_item_id is None):
            close_promise(connection, promise, Outcome("replaced", promise.paid_minor), occasion)


def _newest(connection: Connection, table: Any, account_id: int) -> int:
    query = select(func.coalesce(func.max(table.c.id), 0)).where(table.c.account_id == account_id)
    return int(connection.scalar(query) or 0)


def _columns() -> Any:
    return select(*(promises.c[name] for name in Promise.__dataclass_fields__))


def country_of(connection: Connection, account_id: int) -> str:
    """The country of an account's customer, whose business days may count."""
    joined = select(customers.c.country).join(accounts, accounts.c.customer_id == customers.c.id)
    return connection.scalar(joined.where(accounts.c.id == account_id)) or ""


def customers_of(connection: Connection, account_ids: Collection[int]) -> dict[int, str]:
    """The customer's number of each account."""
    query = select(accounts.c.id, accounts.c.customer_id).where(accounts.c.id.in_(sorted(account_ids)))
    return {row.id: row.customer_id for row in connection.execute(query)}


def currencies_owed(connection: Connection, account_id: int) -> list[str]:
    """The currencies in which an account has open debt."""
    c = open_items.c
    query = select(c.currency).where(c.account_id == account_id, c.open_minor > 0).distinct()
    return list(connection.scalars(query.order_by(c.currency)))

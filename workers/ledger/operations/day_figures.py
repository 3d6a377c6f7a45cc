"""What happened on one business date, in a fixed number of queries however big the book is. Must not judge it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, or_, select

from workers.ledger.schema import (
    accounts,
    applications,
    cases,
    entries,
    holds,
    job_runs,
    messages,
    open_items,
    payments,
    promises,
)

_SENT = ("handed_over", "delivered", "bounced")
_WAITING = ("planned", "claimed", "in_doubt")
_ENDED = ("cancelled", "failed", "bounced")


@dataclass(frozen=True, slots=True)
class Day:
    """A business date with the instants between which it lies, and the moment of asking."""

    date: date
    begins: datetime
    ends: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class SentFigure:
    """Messages handed over: notices by level, everything else by purpose (``level`` is None)."""

    purpose: str
    level: int | None
    template: str
    channel: str
    count: int


@dataclass(frozen=True, slots=True)
class AmountFigure:
    """How many, and how much of one currency in minor units."""

    currency: str
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class OwnerFigure:
    """The cases of one owner: opened on the day, overdue now, open now."""

    owner: str
    new: int
    overdue: int
    open: int


def sent_on(connection: Connection, day: Day) -> list[SentFigure]:
    """Messages handed over on the day, lowest level first."""
    c = messages.c
    groups = (c.purpose, c.level, c.template, c.channel)
    query = select(*groups, func.count().label("count")).where(c.handed_over_on == day.date, c.state.in_(_SENT))
    rows = connection.execute(query.group_by(*groups).order_by(*groups))
    return [SentFigure(**row._asdict()) for row in rows]


def applied_on(connection: Connection, day: Day) -> list[AmountFigure]:
    """Cash applied on the day net of what was taken back, by currency."""
    query = (
        select(
            payments.c.currency,
            func.sum(applications.c.cash_minor),
            func.count(payments.c.id.distinct()),
        )
        .join(applications, applications.c.payment_id == payments.c.id)
        .join(entries, entries.c.id == applications.c.entry_id)
        .where(entries.c.business_date == day.date)
        .group_by(payments.c.currency)
        .order_by(payments.c.currency)
    )
    return [AmountFigure(currency, int(amount), count) for currency, amount, count in connection.execute(query)]


def promised_on(connection: Connection, day: Day) -> list[AmountFigure]:
    """Promises taken on the day, by currency; one without an amount promises what is open within its scope."""
    same_account = and_(holds.c.open_item_id.is_(None), open_items.c.account_id == holds.c.account_id)
    in_scope = or_(open_items.c.id == holds.c.open_item_id, same_account) & (open_items.c.open_minor > 0)
    currency = func.coalesce(promises.c.currency, holds.c.currency, open_items.c.currency)
    amount = func.coalesce(
        func.max(promises.c.amount_minor), func.max(holds.c.amount_minor), func.sum(open_items.c.open_minor)
    )
    one = (
        select(
            currency.label("currency"),
            amount.label("amount"),
        )
        .select_from(holds.outerjoin(open_items, in_scope).outerjoin(promises, promises.c.hold_id == holds.c.id))
        .where(holds.c.kind == "promise", holds.c.created_at >= day.begins, holds.c.created_at < day.ends)
        .group_by(holds.c.id, currency)
        .subquery()
    )
    query = select(one.c.currency, func.sum(one.c.amount), func.count())
    rows = connection.execute(query.where(one.c.amount > 0).group_by(one.c.currency).order_by(one.c.currency))
    return [AmountFigure(currency, int(amount), count) for currency, amount, count in rows]


def cases_by_owner(connection: Connection, day: Day) -> list[OwnerFigure]:
    """Cases opened on the day or still waiting, by owner."""
    c = cases.c
    waiting = c.state != "resolved"
    query = select(
        c.owner,
        func.count().filter(c.opened_on == day.date).label("new"),
        func.count().filter(waiting, c.due_at < day.now).label("overdue"),
        func.count().filter(waiting).label("open"),
    ).where(or_(waiting, c.opened_on == day.date))
    return [OwnerFigure(**row._asdict()) for row in connection.execute(query.group_by(c.owner).order_by(c.owner))]


def unsent(connection: Connection, day: Day) -> list[tuple[str, str, int]]:
    """(state, reason, count) of messages that wait, and of the day's messages that will not leave any more."""
    c = messages.c
    ended_today = and_(c.planned_on == day.date, c.state.in_(_ENDED))
    query = select(c.state, c.reason, func.count()).where(or_(c.state.in_(_WAITING), ended_today))
    rows = connection.execute(query.group_by(c.state, c.reason).order_by(c.state, c.reason))
    return [(state, reason, count) for state, reason, count in rows]


def parked_accounts(connection: Connection) -> list[tuple[str, int]]:
    """(reason, count) of accounts that the robot leaves alone until a person looked."""
    reason = accounts.c.parked_reason
    query = select(reason, func.count()).where(reason.is_not(None)).group_by(reason).order_by(reason)
    return [(why, count) for why, count in connection.execute(query)]


def job_states(connection: Connection, day: Day) -> dict[str, str]:
    """How far each daily job of that date came; a job that is missing did not start."""
    query = select(job_runs.c.job, job_runs.c.state).where(job_runs.c.business_date == day.date)
    return {row.job: row.state for row in connection.execute(query)}

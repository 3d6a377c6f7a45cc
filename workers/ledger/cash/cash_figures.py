"""How much cash the robot applied on which day, for the bound of a day. Must not decide what is too much."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from workers.ledger.posting import IN_TRANSIT
from workers.ledger.schema import entries, postings


def posted_on_advices(connection: Connection, entity: str, currency: str, until: date, days: int) -> dict[date, int]:
    """Minor units posted on advices by day, for the last ``days`` days up to ``until`` on which any was."""
    total = func.sum(postings.c.debit_minor)
    query = select(entries.c.business_date, total).join(postings, postings.c.entry_id == entries.c.id)
    own = query.where(entries.c.entity == entity, entries.c.currency == currency, entries.c.business_date <= until)
    posted = own.where(entries.c.kind == "payment.applied", postings.c.ledger_account == IN_TRANSIT)
    newest = posted.group_by(entries.c.business_date).order_by(entries.c.business_date.desc()).limit(days)
    return {day: int(amount) for day, amount in connection.execute(newest)}

"""The aging of receivables per entity and currency, on today's or any past business date, from the postings alone.

Nothing is netted across entities or currencies. Must not read the items' own open amounts: a past date has others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, select

from workers.ledger.posting import IN_TRANSIT, ON_ACCOUNT, RECEIVABLES
from workers.ledger.schema import entries, open_items, postings
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.money import to_decimal

BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d90_plus")
_BESIDE = ("on_account", "in_transit", "charges")


@dataclass(frozen=True, slots=True)
class AgingLine:
    """One entity and currency, in minor units. The columns add up to ``total``: what the customers still owe us.

    ``on_account`` is money of the customers with no purpose yet, so it is negative; ``in_transit`` is what payers say
    they paid and no bank line confirmed, so it is still owed. ``charges`` are fees and interest that we booked and
    nobody paid: they do not age.
    """

    entity: str
    currency: str
    current: int = 0
    d1_30: int = 0
    d31_60: int = 0
    d61_90: int = 0
    d90_plus: int = 0
    on_account: int = 0
    in_transit: int = 0
    charges: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in (*BUCKETS, *_BESIDE))

    def as_json(self) -> dict[str, str]:
        """The line as the command line prints it; amounts are decimal text."""
        names = (*BUCKETS, *_BESIDE, "total")
        amounts = {name: str(to_decimal(getattr(self, name), self.currency)) for name in names}
        return {"entity": self.entity, "currency": self.currency, **amounts}


def aging(connection: Connection, as_of: date) -> list[AgingLine]:
    """One line per entity and currency that has ever had a posting by ``as_of``; an item due that day is current."""
    columns: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in connection.execute(_receivables(as_of)):
        columns[row.entity, row.currency] |= {name: int(getattr(row, name)) for name in (*BUCKETS, "charges")}
    for row in connection.execute(_cash(as_of)):
        columns[row.entity, row.currency] |= {"on_account": int(row.on_account), "in_transit": int(row.in_transit)}
    return [AgingLine(entity, currency, **amounts) for (entity, currency), amounts in sorted(columns.items())]


def _receivables(as_of: date) -> Any:
    due = open_items.c.due_date
    bounds = [as_of - timedelta(days=days) for days in (0, 30, 60, 90)]
    ours = (open_items.c.system == OUR_SYSTEM, "charges")
    bucket = case(
        ours, *((due >= bound, name) for bound, name in zip(bounds, BUCKETS, strict=False)), else_=BUCKETS[-1]
    )
    sums = [
        func.sum(case((bucket == name, postings.c.debit_minor), else_=0)).label(name) for name in (*BUCKETS, "charges")
    ]
    joined = postings.join(entries, entries.c.id == postings.c.entry_id)
    joined = joined.join(open_items, open_items.c.id == postings.c.open_item_id)
    booked = (postings.c.ledger_account == RECEIVABLES) & (entries.c.business_date <= as_of)
    query = select(entries.c.entity, entries.c.currency, *sums).select_from(joined).where(booked)
    return query.group_by(entries.c.entity, entries.c.currency)


def _cash(as_of: date) -> Any:
    def total(ledger_account: str, name: str) -> Any:
        own = postings.c.ledger_account == ledger_account
        return func.sum(case((own, postings.c.debit_minor), else_=0)).label(name)

    sums = (total(ON_ACCOUNT, "on_account"), total(IN_TRANSIT, "in_transit"))
    joined = postings.join(entries, entries.c.id == postings.c.entry_id)
    booked = postings.c.ledger_account.in_((ON_ACCOUNT, IN_TRANSIT)) & (entries.c.business_date <= as_of)
    query = select(entries.c.entity, entries.c.currency, *sums).select_from(joined).where(booked)
    return query.group_by(entries.c.entity, entries.c.currency)

"""From the ledger to the facts of one order. Must not decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from workers.credit.facts import Debt, Order, OrderFacts, OwedItem, Restraints
from workers.ledger.book.holds import Hold
from workers.ledger.credit.order_reviews import released_until
from workers.ledger.credit.owing import OwedRow, Owing, load_owing
from workers.ledger.credit.terms import limit_in_force, pays_on_delivery
from workers.policy.credit import CreditPolicy


def gather_facts(
    connection: Connection, account_id: int, order: Order, credit: CreditPolicy, as_of: date
) -> OrderFacts:
    """All that the decision about an order may see."""
    owing = load_owing(connection, account_id, as_of)
    return OrderFacts(
        order=order,
        as_of=as_of,
        profile=credit.profile_for(owing.segment, owing.party, owing.country).name,
        debts=tuple(debts_of(owing, as_of)),
        restraints=Restraints(
            stop=owing.stop,
            placed=owing.placed,
            parked=owing.parked,
            disputed=any(hold.kind == "dispute" and hold.open_item_id is None for hold in owing.holds),
            order_hold_levels=owing.order_hold_levels,
            returned=owing.returned,
            released_until=released_until(connection, account_id),
        ),
        limit=limit_in_force(connection, owing, order.currency),
        on_delivery_only=pays_on_delivery(connection, account_id),
    )


def debts_of(owing: Owing, as_of: date) -> list[Debt]:
    """What is owed in each currency; a plan counts with what it covers of past-due items."""
    disputed, planned = _held(owing, "dispute"), _held(owing, "arrangement")
    rows: dict[str, list[OwedRow]] = defaultdict(list)
    for row in owing.items:
        rows[row.currency].append(row)
    known = {*rows, *owing.on_account, *owing.levels, *owing.promised, *owing.broken_promises}
    return [
        Debt(
            currency=currency,
            items=tuple(_owed(row, disputed.get(row.id, 0)) for row in rows[currency]),
            on_account=owing.on_account.get(currency, 0),
            level=owing.levels.get(currency, 0),
            promised=owing.promised.get(currency, 0),
            planned=sum(planned.get(row.id, 0) for row in rows[currency] if row.due_date < as_of),
            broken_promises=owing.broken_promises.get(currency, 0),
        )
        for currency in sorted(known)
    ]


def _owed(row: OwedRow, disputed: int) -> OwedItem:
    return OwedItem(row.due_date, row.original, row.open + row.in_transit, disputed)


def _held(owing: Owing, kind: str) -> dict[int, int]:
    """What holds of a kind keep of each item, never more than is owed."""
    owed = {row.id: row.open + row.in_transit for row in owing.items}
    return {item: min(amount, owed[item]) for item, amount in _amounts(owing.holds, kind, owed).items()}


def _amounts(holds: Iterable[Hold], kind: str, owed: dict[int, int]) -> dict[int, int]:
    amounts: dict[int, int] = defaultdict(int)
    for hold in holds:
        item = hold.open_item_id
        if hold.kind == kind and item is not None and owed.get(item, 0) > 0:
            amounts[item] += owed[item] if hold.amount_minor is None else hold.amount_minor
    return amounts

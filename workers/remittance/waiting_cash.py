"""The report of cash that waits: how old it is, and which documents it may pay. Reads only; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.cash.waiting_cash import WaitingCash, find_items_of_amounts, find_waiting_cash
from workers.receivables.open_item import OpenItem
from workers.receivables.reference import keys_in, search_keys
from workers.remittance.evidence import decimal_text, suggestion_json
from workers.remittance.rules.suggesting.cash import Cash, suggest_documents_for

# A customer with more open items is not one whose oldest a person pays by hand.
_MOST_AGREED = 1_000
# Business is to know whose cash it is in two days: what is older stands apart.
AGES = ("d0_2", "d3_7", "d8_30", "d31_90", "d90_plus")


def waiting_cash_report(
    connection: Connection, today: date, oldest_first: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """A line for each payment with something left of it, the oldest first; a few queries for all of them.

    ``oldest_first``: the customers with that agreement; each that has cash waiting costs a query more.
    """
    waiting = find_waiting_cash(connection)
    by_entity: dict[str, list[WaitingCash]] = defaultdict(list)
    for cash in waiting:
        by_entity[cash.entity].append(cash)
    items = {entity: _items(connection, entity, found) for entity, found in by_entity.items()}
    for cash in waiting:
        agreed = find_agreed_items(LedgerBook(connection, cash.entity), cash.customer_id, oldest_first)
        yield _line(cash, items[cash.entity], agreed, today)


def find_agreed_items(book: LedgerBook, customer_id: str | None, oldest_first: Collection[str]) -> Sequence[OpenItem]:
    """Everything open of a customer who agreed in writing that the oldest is paid first; else nothing."""
    return book.all_open_items([customer_id], _MOST_AGREED) if customer_id and customer_id in oldest_first else ()


def _items(connection: Connection, entity: str, waiting: list[WaitingCash]) -> list[OpenItem]:
    """Every document that a text names, or that has one of the amounts open."""
    keys = search_keys({key for cash in waiting for key in keys_in(cash.reference)})
    named = LedgerBook(connection, entity).items_elsewhere(keys)
    equal = find_items_of_amounts(connection, entity, {cash.amount for cash in waiting})
    return list({item.id: item for item in (*named, *equal)}.values())


def _line(waiting: WaitingCash, items: Sequence[OpenItem], agreed: Sequence[OpenItem], today: date) -> dict[str, Any]:
    cash = Cash(waiting.amount, waiting.currency, waiting.reference, waiting.customer_id)
    suggestions = suggest_documents_for(cash, items, agreed)
    return {
        "payment": waiting.payment_id,
        "entity": waiting.entity,
        "held": "on_account" if waiting.customer_id else "unidentified",
        "customer": waiting.customer_id,
        "amount": decimal_text(waiting.amount, waiting.currency),
        "currency": waiting.currency,
        "received_on": waiting.received_on.isoformat(),
        "age_days": (today - waiting.received_on).days,
        "payer": waiting.payer,
        "reference": waiting.reference,
        "suggestions": [suggestion_json(suggestion) for suggestion in suggestions],
    }


def aged_totals(connection: Connection, today: date) -> list[dict[str, Any]]:
    """What waits by how long it has waited: a line per entity, currency and whether anybody knows whose it is."""
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * len(AGES))
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for cash in find_waiting_cash(connection):
        key = (cash.entity, cash.currency, "on_account" if cash.customer_id else "unidentified")
        sums[key][age_of((today - cash.received_on).days)] += cash.amount
        counts[key] += 1
    return [
        {
            "entity": entity,
            "currency": currency,
            "held": held,
            "payments": counts[entity, currency, held],
            **{name: decimal_text(amount, currency) for name, amount in zip(AGES, amounts, strict=True)},
            "total": decimal_text(sum(amounts), currency),
        }
        for (entity, currency, held), amounts in sorted(sums.items())
    ]


def age_of(days: int) -> int:
    """Which of `AGES` cash belongs to that has waited so many days.

    >>> [AGES[age_of(days)] for days in (0, 2, 3, 7, 8, 30, 31, 90, 91)]
    ['d0_2', 'd0_2', 'd3_7', 'd3_7', 'd8_30', 'd8_30', 'd31_90', 'd31_90', 'd90_plus']
    """
    return next((number for number, last in enumerate((2, 7, 30, 90)) if days <= last), len(AGES) - 1)

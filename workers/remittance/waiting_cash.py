"""The report of cash that waits: how old it is, and which documents it may pay. Reads only; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.cash.waiting_cash import WaitingCash, find_items_of_amounts, find_waiting_cash
from workers.receivables.open_item import OpenItem
from workers.receivables.reference import keys_in, search_keys
from workers.remittance.evidence import decimal_text, suggestion_json
from workers.remittance.rules.suggesting.cash import Cash, suggest_documents_for


def waiting_cash_report(connection: Connection, today: date) -> Iterator[dict[str, Any]]:
    """A line for each payment with something left of it, the oldest first; a few queries for all of them."""
    waiting = find_waiting_cash(connection)
    by_entity: dict[str, list[WaitingCash]] = defaultdict(list)
    for cash in waiting:
        by_entity[cash.entity].append(cash)
    items = {entity: _items(connection, entity, found) for entity, found in by_entity.items()}
    for cash in waiting:
        yield _line(cash, items[cash.entity], today)


def _items(connection: Connection, entity: str, waiting: list[WaitingCash]) -> list[OpenItem]:
    """Every document that a text names, or that has one of the amounts open."""
    keys = search_keys({key for cash in waiting for key in keys_in(cash.reference)})
    named = LedgerBook(connection, entity).items_elsewhere(keys)
    equal = find_items_of_amounts(connection, entity, {cash.amount for cash in waiting})
    return list({item.id: item for item in (*named, *equal)}.values())


def _line(cash: WaitingCash, items: list[OpenItem], today: date) -> dict[str, Any]:
    suggestions = suggest_documents_for(Cash(cash.amount, cash.currency, cash.reference, cash.customer_id), items)
    return {
        "payment": cash.payment_id,
        "entity": cash.entity,
        "held": "on_account" if cash.customer_id else "unidentified",
        "customer": cash.customer_id,
        "amount": decimal_text(cash.amount, cash.currency),
        "currency": cash.currency,
        "received_on": cash.received_on.isoformat(),
        "age_days": (today - cash.received_on).days,
        "payer": cash.payer,
        "reference": cash.reference,
        "suggestions": [suggestion_json(suggestion) for suggestion in suggestions],
    }

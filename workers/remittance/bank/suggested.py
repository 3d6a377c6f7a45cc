"""What cash that lies unexplained may be for, as evidence of its case. Ranked by the rules; posts nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from workers.ledger.book.accounts import find_customer_of
from workers.ledger.cash.remittance_book import LedgerBook
from workers.receivables.reference import keys_in, search_keys
from workers.remittance.bank.line_facts import Line
from workers.remittance.evidence import suggestion_json
from workers.remittance.rules.suggesting.cash import Cash, suggest_documents_for
from workers.remittance.terms import PostingTerms
from workers.remittance.waiting_cash import find_agreed_items

_MOST = 5


def suggestions_for(
    connection: Connection, terms: PostingTerms, line: Line, account_id: int | None
) -> list[dict[str, Any]]:
    """What the text names, what a known payer has open of exactly this amount, and the oldest where that was agreed."""
    book = LedgerBook(connection, terms.entity)
    customer_id = find_customer_of(connection, account_id) if account_id is not None else None
    keys = search_keys({key for part in line.parts for key in keys_in(part)})
    named = book.items_elsewhere(keys) if keys else ()
    equal = book.items_of_amounts([customer_id], [line.amount]) if customer_id is not None else ()
    items = list({item.id: item for item in (*named, *equal)}.values())
    cash = Cash(line.amount, line.currency, " ; ".join(line.parts), customer_id)
    agreed = find_agreed_items(book, customer_id, terms.oldest_first)
    return [suggestion_json(suggestion) for suggestion in suggest_documents_for(cash, items, agreed)[:_MOST]]

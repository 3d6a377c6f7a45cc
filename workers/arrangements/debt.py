"""What may be arranged of an account, from the ledger: its items with what is open of them, and what bars them.

Must not decide about limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workers.arrangements.rules.limits import Debt
from workers.errors import UserError
from workers.ledger.book.arrangements import covering
from workers.ledger.book.courtesy import load_addressees
from workers.ledger.book.owed import OwedItem, disputes_over, items_by_id, overdue_items


@dataclass(frozen=True, slots=True)
class Scope:
    """Which debt is meant: the items named, or all that is overdue of an account in a currency."""

    account_id: int
    currency: str
    items: tuple[int, ...] = ()


def debt_in(connection: Connection, scope: Scope, as_of: date) -> tuple[Debt, list[OwedItem]]:
    """The debt of a scope, with its items; raises `UserError` for items that are not of it."""
    items = _items(connection, scope, as_of)
    bars = tuple(bars_of(connection, scope.account_id, [item.id for item in items]))
    return Debt(scope.currency, sum(item.open for item in items), bars), items


def bars_of(connection: Connection, account_id: int, item_ids: Sequence[int]) -> Iterator[str]:
    """What keeps these items of an account from being arranged, whoever agrees; proposals do not."""
    barred = load_addressees(connection, [account_id])[account_id].barred
    if barred:
        yield f"nothing is arranged with this account: {barred}"
    for number, document in disputes_over(connection, account_id, item_ids):
        yield f"dispute {number} of {document or 'the account'} is not resolved yet"
    for other in covering(connection, item_ids):
        if other.is_running:
            yield f"{other.kind} {other.id} covers {', '.join(item.document_number for item in other.items)} already"


def _items(connection: Connection, scope: Scope, as_of: date) -> list[OwedItem]:
    if not scope.items:
        return overdue_items(connection, scope.account_id, scope.currency, as_of)
    found = items_by_id(connection, scope.account_id, scope.items)
    if len(found) != len(set(scope.items)) or any(item.currency != scope.currency for item in found):
        raise UserError("an arrangement covers open invoices of one account in one currency")
    return found

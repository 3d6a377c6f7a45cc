"""One customer's file against one account: read it in a reader process, load the account, compare. Changes nothing.

What it says is for people; nothing is posted on the strength of a customer's list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from workers.errors import UserError
from workers.ledger.book.positions import currencies_of, load_position, owners_elsewhere
from workers.receivables.account_position import AccountPosition
from workers.remittance.document import Document, Refusal, Source
from workers.remittance.formats.fields import find_currency
from workers.remittance.formats.layout import lines_of
from workers.remittance.ports import Readers
from workers.remittance.reconciliation.reading import Expected, read_statement
from workers.remittance.reconciliation.rules.compare import compare
from workers.remittance.reconciliation.rules.pairing import Documents
from workers.remittance.reconciliation.statement import CustomerStatement, Reconciliation

_MONTH_FIRST_CURRENCIES = frozenset(("USD",))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which account; its currency and the day where a person chose them, else the list's own day, else ``today``."""

    account_id: int
    today: date
    currency: str = ""
    as_of: date | None = None


def read_list(path: Path, readers: Readers) -> Document:
    """The customer's file; raises `UserError` when it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}: name a PDF, CSV or XLSX file that exists") from error
    (read,) = readers.read([Source(path.name, "", content)])
    if isinstance(read, Refusal):
        raise UserError(f"{path} is {read.kind}: {read.reason}: ask the customer for a PDF with text, a CSV or an XLSX")
    if not read.has_text:
        raise UserError(f"{path} holds only pictures: ask the customer for a PDF with text, a CSV or an XLSX")
    return read


def reconcile(connection: Connection, document: Document, wanted: Wanted) -> tuple[CustomerStatement, Reconciliation]:
    """The list as it was read, and how it differs; raises `UserError` when it holds no table of amounts."""
    currency = _currency(connection, document, wanted)
    first = load_position(connection, wanted.account_id, currency, wanted.as_of or wanted.today)
    statement = read_statement(document, _expected(first))
    if not statement.lines:
        raise UserError(f"{document.name} has no table of amounts: nothing to compare")
    day = wanted.as_of or _day(statement, wanted.today)
    position = load_position(connection, wanted.account_id, currency, day)
    numbers = [line.reference for line in statement.lines if line.reference]
    elsewhere = owners_elsewhere(connection, wanted.account_id, currency, numbers)
    return statement, compare(statement, position, elsewhere)


def _currency(connection: Connection, document: Document, wanted: Wanted) -> str:
    known = currencies_of(connection, wanted.account_id)
    printed = find_currency(lines_of(document, 2))
    if wanted.currency or len(known) == 1:
        chosen = wanted.currency or known[0]
        if chosen not in known:
            raise UserError(f"the account has nothing in {chosen}: it has {', '.join(known) or 'no documents'}")
        if printed and printed != chosen and not wanted.currency:
            raise UserError(f"the list is in {printed}, the account in {chosen}: pass --currency {chosen} if it is not")
        return chosen
    if printed in known:
        return printed
    raise UserError(f"pass --currency: the account has {', '.join(known) or 'no documents'}")


def _expected(position: AccountPosition) -> Expected:
    figures = {abs(figure) for item in position.items for figure in (item.open, item.original) if figure}
    day_first = position.currency not in _MONTH_FIRST_CURRENCIES
    return Expected(position.currency, Documents(position.items), frozenset(figures), day_first)


def _day(statement: CustomerStatement, today: date) -> date:
    """The list's own day, unless it lies ahead."""
    return min(statement.dated, today) if statement.dated else today

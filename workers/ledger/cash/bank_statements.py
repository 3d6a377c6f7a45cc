"""Imported bank statements: each once, and whether their balances follow each other. Must not read files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from workers.ledger.schema import bank_statements
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class ImportedStatement:
    """A statement of one account; a notification has no balances."""

    entity: str
    account: str
    currency: str
    format: str
    number: str
    opened_on: date | None
    closed_on: date
    opening: int | None
    closing: int | None

    @property
    def fingerprint(self) -> str:
        """What tells it from every other."""
        parts = (self.entity, self.account, self.currency, self.format, self.number, self.opened_on, self.closed_on)
        return hashlib.sha256("\x1e".join(map(str, (*parts, self.opening, self.closing))).encode()).hexdigest()


def add_statement(connection: Connection, statement: ImportedStatement, occasion: Occasion) -> bool:
    """Keep a statement; False where it was kept before."""
    values = {
        "entity": statement.entity,
        "account": statement.account,
        "currency": statement.currency,
        "format": statement.format,
        "number": statement.number,
        "opened_on": statement.opened_on,
        "closed_on": statement.closed_on,
        "opening_minor": statement.opening,
        "closing_minor": statement.closing,
        "fingerprint": statement.fingerprint,
        "imported_at": occasion.at,
    }
    insertion = insert_into(connection, bank_statements).values(values)
    kept = insertion.on_conflict_do_nothing(index_elements=[bank_statements.c.fingerprint])
    return connection.execute(kept.returning(bank_statements.c.id)).scalar_one_or_none() is not None


def formats_between(connection: Connection, entity: str, account: tuple[str, str], days: tuple[date, date]) -> set[str]:
    """In which formats an account (number, currency) was imported for days that touch these."""
    c = bank_statements.c
    own = (c.entity == entity) & (c.account == account[0]) & (c.currency == account[1])
    begins = func.coalesce(c.opened_on, c.closed_on)
    touching = select(c.format).where(own, begins <= days[1], c.closed_on >= days[0])
    return set(connection.scalars(touching.distinct()))


def find_since(connection: Connection, entity: str, account: tuple[str, str], since: date) -> list[ImportedStatement]:
    """Statements with balances of an account (number, currency) from that day on, in the order of their days."""
    c = bank_statements.c
    own = (c.entity == entity) & (c.account == account[0]) & (c.currency == account[1]) & c.closing_minor.is_not(None)
    query = select(
        c.entity, c.account, c.currency, c.format, c.number, c.opened_on, c.closed_on, c.opening_minor, c.closing_minor
    ).where(own, c.closed_on >= since)
    return [ImportedStatement(*row) for row in connection.execute(query.order_by(c.closed_on, c.id))]


def find_gaps(connection: Connection, entity: str, account: tuple[str, str], since: date) -> list[ImportedStatement]:
    """Statements from that day on whose opening balance no statement before them closed with."""
    c = bank_statements.c
    own = (c.entity == entity) & (c.account == account[0]) & (c.currency == account[1]) & c.closing_minor.is_not(None)
    before = connection.scalar(select(func.max(c.closed_on)).where(own, c.closed_on < since))
    rows = find_since(connection, entity, account, before or since)
    orphans = [row for row in rows if not _follows(row, rows)]
    # Something has to come first: the first day that we know has one statement that nothing stands before.
    known_first = [row for row in orphans if before is None and row.closed_on == rows[0].closed_on][:1]
    return [row for row in orphans if row.closed_on >= since and row not in known_first]


def _follows(statement: ImportedStatement, rows: Sequence[ImportedStatement]) -> bool:
    """Whether a statement of the same day, or of the last day before it, closed with what this one opens with."""
    last = max((row.closed_on for row in rows if row.closed_on < statement.closed_on), default=None)
    before = [row for row in rows if row.closed_on in (last, statement.closed_on) and row is not statement]
    return any(row.closing == statement.opening for row in before)

"""Statements one after the other: each is kept, a gap between two is a case, and one account speaks one format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import bank_statements
from workers.ledger.cash.bank_statements import ImportedStatement
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion
from workers.remittance.bank.statement import Statement
from workers.remittance.terms import PostingTerms

# A notification and the statement of the same account bring the same lines with the same numbers.
_FAMILIES = {"camt.053": "camt", "camt.054": "camt"}


def refuse_other_formats(connection: Connection, file: Path, statements: Iterable[Statement], entity: str) -> None:
    """The same day in two formats would be the same money twice: their words differ, and no line is known again."""
    for statement in _dated(statements):
        span = _span(statement)
        known = bank_statements.formats_between(connection, entity, (statement.account, statement.currency), span)
        strange = sorted(name for name in known if _family(name) != _family(statement.format))
        if strange:
            days = f"{span[0]} to {span[1]}" if span[0] != span[1] else str(span[0])
            what = f"{statement.account}, {days}: imported as {strange[0]} already, and this is {statement.format}"
            raise UserError(f"{file}: {what}: keep to one format per bank account; nothing was imported")


def keep_statements(
    connection: Connection, statements: Sequence[Statement], terms: PostingTerms, occasion: Occasion
) -> int:
    """Keep statements whose lines are posted; returns how many of them follow no statement that we know."""
    touched: dict[tuple[str, str], date] = {}
    for statement in _dated(statements):
        imported = _imported(statement, terms.entity)
        if bank_statements.add_statement(connection, imported, occasion):
            own = (statement.account, statement.currency)
            touched[own] = min(touched.get(own, imported.closed_on), imported.closed_on)
    gaps = 0
    for account, since in touched.items():
        gaps += _review(connection, (account, since), terms, occasion)
    return gaps


def _review(connection: Connection, own: tuple[tuple[str, str], date], terms: PostingTerms, occasion: Occasion) -> int:
    """Open a case for each gap, and close those that a statement which came later has filled."""
    account, since = own
    gaps = bank_statements.find_gaps(connection, terms.entity, account, since)
    open_subjects = {_subject(gap): gap for gap in gaps}
    for statement in bank_statements.find_since(connection, terms.entity, account, since):
        subject = _subject(statement)
        if subject not in open_subjects:
            clear_cases(connection, (CaseKind.OPERATIONS,), subject, "the missing statement came", occasion)
    for subject, gap in open_subjects.items():
        _open_gap(connection, subject, gap, terms, occasion)
    return len(gaps)


def _open_gap(
    connection: Connection, subject: str, gap: ImportedStatement, terms: PostingTerms, occasion: Occasion
) -> None:
    opening = to_decimal(gap.opening or 0, gap.currency)
    case = NewCase(
        kind=CaseKind.OPERATIONS,
        subject=subject,
        reason=f"no statement of {gap.account} ends with {opening} {gap.currency}, with which {gap.closed_on} begins",
        evidence={"account": gap.account, "number": gap.number, "closed_on": gap.closed_on.isoformat()},
        suggestion="A bank statement is missing before this one: fetch it and import it.",
    )
    open_case(connection, case, occasion, terms.queue)


def _subject(statement: ImportedStatement) -> str:
    return f"bank_statement:{statement.fingerprint[:16]}"


def _dated(statements: Iterable[Statement]) -> Iterable[Statement]:
    """Statements of an account that is named; a plain CSV file names none."""
    return (s for s in statements if s.account and (s.lines or (s.closing is not None and s.closing.on is not None)))


def _span(statement: Statement) -> tuple[date, date]:
    days = [line.booked_on for line in statement.lines]
    days += [balance.on for balance in (statement.closing,) if balance is not None and balance.on is not None]
    return min(days), max(days)


def _imported(statement: Statement, entity: str) -> ImportedStatement:
    first, last = _span(statement)
    return ImportedStatement(
        entity=entity,
        account=statement.account,
        currency=statement.currency,
        format=statement.format,
        number=statement.number,
        opened_on=first,
        closed_on=last,
        opening=statement.opening.amount if statement.opening else None,
        closing=statement.closing.amount if statement.closing else None,
    )


def _family(name: str) -> str:
    return _FAMILIES.get(name, name)

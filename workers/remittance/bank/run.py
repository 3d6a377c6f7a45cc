"""Importing bank files: each is proved whole, and each new line is matched and posted once.

Importing a file again changes nothing; a crash in the middle is finished by importing it again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.cash import bank_lines, payments
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.operations import feeds
from workers.ledger.sql.batches import in_batches
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion
from workers.remittance.bank.balances import keep_statements, refuse_other_formats
from workers.remittance.bank.files import read_statements
from workers.remittance.bank.posting import post_line
from workers.remittance.bank.statement import Statement, StatementLine, fingerprints
from workers.remittance.terms import PostingTerms

FEED = "bank"
# SQLite has one writer, so lines may share a commit; elsewhere each line holds its locks as briefly as it can.
_LINES_PER_COMMIT = 100
Marked = tuple[StatementLine, str]


@dataclass(slots=True)
class StatementReport:
    """What bank files brought: lines, how many were new, what became of those, and how many statements are missing.

    ``known_otherwise`` lines were imported before in another shape: a booking as a sum, or its details.
    """

    rows: int = 0
    added: int = 0
    statements: int = 0
    gaps: int = 0
    known_otherwise: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        """The record that the command prints and the journal keeps."""
        return {
            "rows": self.rows,
            "added": self.added,
            "statements": self.statements,
            "gaps": self.gaps,
            "known_otherwise": self.known_otherwise,
            "outcomes": dict(self.outcomes),
        }


def import_statements(
    ledger: Ledger, files: Sequence[Path], terms: PostingTerms, occasion: Occasion
) -> StatementReport:
    """Import bank files; all are read and proved before anything is posted, so a bad one changes nothing.

    Whoever imports them, it is the robot that matches and posts.
    """
    read = [(file, read_statements(file, _content(file), terms.csv_profiles)) for file in files]
    with ledger.read() as connection:
        for file, statements in read:
            refuse_other_formats(connection, file, statements, terms.entity)
    report = StatementReport()
    robot = replace(occasion, actor=payments.ROBOT)
    for _, statements in read:
        post_statements(ledger, statements, terms, robot, report)
    with ledger.write() as connection:
        feeds.mark_received(connection, FEED, occasion.at)
        journal.record(connection, "bank.imported", report.as_json(), occasion, source=FEED)
    return report


def post_statements(
    ledger: Ledger, statements: Sequence[Statement], terms: PostingTerms, occasion: Occasion, report: StatementReport
) -> None:
    """Post the lines that were not imported before, then say where the statements do not follow each other."""
    for account, lines in _by_account(statements).items():
        _post_lines(ledger, (account, lines), terms, occasion, report)
    report.statements += len(statements)
    with ledger.write() as connection:
        report.gaps += keep_statements(connection, statements, terms, occasion)


def _by_account(statements: Iterable[Statement]) -> dict[str, list[StatementLine]]:
    """The lines of one file by account: twins are counted over all its pages."""
    lines: dict[str, list[StatementLine]] = defaultdict(list)
    for statement in statements:
        lines[statement.account] += statement.lines
    return lines


def _post_lines(
    ledger: Ledger,
    own: tuple[str, Sequence[StatementLine]],
    terms: PostingTerms,
    occasion: Occasion,
    report: StatementReport,
) -> None:
    account, lines = own
    marked = list(zip(lines, fingerprints(terms.entity, lines, account), strict=True))
    report.rows += len(marked)
    with ledger.read() as connection:
        fresh = _unknown(connection, marked, terms.entity, report)
    for batch in in_batches(fresh, _LINES_PER_COMMIT if ledger.is_sqlite else 1):
        _post_batch(ledger, (account, batch), terms, occasion, report)


def _unknown(connection: Connection, marked: Sequence[Marked], entity: str, report: StatementReport) -> list[Marked]:
    """The lines to post: neither they nor their booking, in another shape, were imported before."""
    known = bank_lines.known_fingerprints(connection, (mark for _, mark in marked))
    shapes = bank_lines.shapes_of_entries(connection, entity, (line.entry for line, _ in marked if line.entry))
    here: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for line, mark in marked:
        here[_booking(line)].add(mark)
    fresh = []
    for line, mark in marked:
        if mark in known:
            continue
        # A booking that came as one sum may come again with its details, or the other way round.
        if (
            line.entry
            and shapes.get((line.entry, line.booked_on, line.currency, line.entry_amount), set()) - here[_booking(line)]
        ):
            report.known_otherwise += 1
            continue
        fresh.append((line, mark))
    return fresh


def _booking(line: StatementLine) -> tuple[object, ...]:
    return (line.entry, line.booked_on, line.currency, line.entry_amount)


def _post_batch(
    ledger: Ledger,
    own: tuple[str, Sequence[Marked]],
    terms: PostingTerms,
    occasion: Occasion,
    report: StatementReport,
) -> None:
    account, batch = own
    outcomes: list[str] = []
    with ledger.write() as connection:
        lock_amounts(connection, terms.entity, {money for line, _ in batch for money in _amounts_of(line)})
        # Another process may have been faster.
        known = bank_lines.known_fingerprints(connection, (mark for _, mark in batch))
        for line, mark in batch:
            if mark not in known:
                outcomes.append(post_line(connection, (line, mark), account, terms, occasion))
    report.added += len(outcomes)
    report.outcomes.update(outcomes)


def _amounts_of(line: StatementLine) -> Iterator[tuple[str, int]]:
    """What an advice may say of this line's money: the amount, and what it was before the bank kept its charges."""
    amount = abs(line.amount)
    yield line.currency, amount
    if line.charges:
        yield line.currency, amount + line.charges


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error

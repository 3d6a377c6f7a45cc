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
from workers.ledger.cash.bank_bookings import find_booked
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.operations import feeds
from workers.ledger.sql.batches import in_batches
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion
from workers.remittance.bank.balances import keep_statements, refuse_other_formats
from workers.remittance.bank.bookings import Booking, Marked, Sorted, Told, number_of, sort_lines, tell
from workers.remittance.bank.contradictions import ask_about_misfits
from workers.remittance.bank.files import read_statements
from workers.remittance.bank.itemising import settle_booking
from workers.remittance.bank.posting import post_line
from workers.remittance.bank.statement import Statement, StatementLine, fingerprints
from workers.remittance.terms import PostingTerms

FEED = "bank"
# SQLite has one writer, so lines may share a commit; elsewhere each line holds its locks as briefly as it can.
_LINES_PER_COMMIT = 100


@dataclass(slots=True)
class StatementReport:
    """What bank files brought: lines, how many were new, what became of those, and how many statements are missing.

    ``known_otherwise`` lines tell again what stands in another shape: the sum of details, or the like. ``itemised``
    bookings stood as a sum that their details replaced now; ``held`` lines contradict what stands, and have a case.
    """

    rows: int = 0
    added: int = 0
    statements: int = 0
    gaps: int = 0
    known_otherwise: int = 0
    itemised: int = 0
    held: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    def count(self, outcomes: Sequence[str]) -> None:
        """Lines that were new, with what became of them."""
        self.added += len(outcomes)
        self.outcomes.update(outcomes)

    def as_json(self) -> dict[str, object]:
        """The record that the command prints and the journal keeps."""
        return {
            "rows": self.rows,
            "added": self.added,
            "statements": self.statements,
            "gaps": self.gaps,
            "known_otherwise": self.known_otherwise,
            "itemised": self.itemised,
            "held": self.held,
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
        told = tell(account, zip(lines, fingerprints(terms.entity, lines, account), strict=True))
        _post_lines(ledger, told, terms, occasion, report)
    report.statements += len(statements)
    with ledger.write() as connection:
        report.gaps += keep_statements(connection, statements, terms, occasion)


def _by_account(statements: Iterable[Statement]) -> dict[str, list[StatementLine]]:
    """The lines of one file by account: twins are counted over all its pages."""
    lines: dict[str, list[StatementLine]] = defaultdict(list)
    for statement in statements:
        lines[statement.account] += statement.lines
    return lines


def _post_lines(ledger: Ledger, told: Told, terms: PostingTerms, occasion: Occasion, report: StatementReport) -> None:
    report.rows += len(told.lines)
    with ledger.read() as connection:
        found = _sorted(connection, told, told.lines, terms.entity)
    unsettled = found.details + found.contradicting
    report.known_otherwise += found.otherwise
    for batch in in_batches(found.fresh, _LINES_PER_COMMIT if ledger.is_sqlite else 1):
        unsettled += _post_batch(ledger, (told, batch), terms, occasion, report)
    for booking in dict.fromkeys(unsettled):
        _settle(ledger, (told, booking), terms, occasion, report)
    _show_misfits(ledger, told, terms, occasion)


def _sorted(connection: Connection, told: Told, lines: Sequence[Marked], entity: str) -> Sorted:
    known = bank_lines.known_fingerprints(connection, (mark for _, mark in lines))
    booked = find_booked(connection, entity, (line.entry for line, _ in lines if line.entry))
    return sort_lines(told, lines, known, booked)


def _post_batch(
    ledger: Ledger,
    own: tuple[Told, Sequence[Marked]],
    terms: PostingTerms,
    occasion: Occasion,
    report: StatementReport,
) -> list[Booking]:
    """Post lines that are new; gives the bookings that another process imported meanwhile in another shape."""
    told, batch = own
    with ledger.write() as connection:
        _lock(connection, batch, terms.entity)
        found = _sorted(connection, told, batch, terms.entity)
        outcomes = [post_line(connection, marked, told.account, terms, occasion) for marked in found.fresh]
    report.count(outcomes)
    report.known_otherwise += found.otherwise
    return found.details + found.contradicting


def _settle(
    ledger: Ledger, own: tuple[Told, Booking], terms: PostingTerms, occasion: Occasion, report: StatementReport
) -> None:
    told, booking = own
    lines = told.bookings[booking]
    with ledger.write() as connection:
        _lock(connection, lines, terms.entity)
        outcomes = settle_booking(connection, told, booking, terms, occasion)
    if outcomes is None:
        report.held += len(lines)
        return
    report.count(outcomes)
    report.itemised += bool(outcomes)


def _show_misfits(ledger: Ledger, told: Told, terms: PostingTerms, occasion: Occasion) -> None:
    misfits = [(line, mark) for line, mark in told.lines if line.misfits]
    if misfits:
        with ledger.write() as connection:
            kept = bank_lines.known_fingerprints(connection, (mark for _, mark in misfits))
            ask_about_misfits(connection, [each for each in misfits if each[1] in kept], terms, occasion)


def _lock(connection: Connection, lines: Sequence[Marked], entity: str) -> None:
    amounts = {money for line, _ in lines for money in _amounts_of(line)}
    lock_amounts(connection, entity, amounts, {number_of(line) for line, _ in lines if line.entry})


def _amounts_of(line: StatementLine) -> Iterator[tuple[str, int]]:
    """What an advice may say of this line's money: the amount, and what it was before the bank kept its charges."""
    amount = abs(line.amount)
    yield line.currency, amount
    if line.entry_amount:
        yield line.currency, abs(line.entry_amount)
    if line.charges:
        yield line.currency, amount + line.charges


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error

"""A document to the list that a customer sent: its lines with signs, the total it prints, its own day.

Tables are found as those of remittance advices are; what is different is which column counts and that signs follow the
customer's books. Pure. Must not compare: an amount that cannot be told is left out and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workers.receivables.money import exponent
from workers.remittance.document import Document
from workers.remittance.formats.dates import find_dates, is_day_first
from workers.remittance.formats.header import Header, find_headers
from workers.remittance.formats.items import reference_column
from workers.remittance.formats.layout import Line, lines_of
from workers.remittance.formats.table import Row, Table, read_table
from workers.remittance.formats.untitled import guess_header
from workers.remittance.reconciliation.columns import Amounts, choose_amounts, side_marks
from workers.remittance.reconciliation.rules.pairing import Documents
from workers.remittance.reconciliation.signs import settle_signs
from workers.remittance.reconciliation.statement import CustomerStatement, LineKind, StatementLine
from workers.remittance.reconciliation.words import CARRIED, OPENING, TOTAL, kind_of, plain

Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the book leads one to expect of the list: its currency, our documents, amounts that stand in it."""

    currency: str
    documents: Documents
    figures: frozenset[int]
    day_first: bool = True


def read_statement(document: Document, expected: Expected) -> CustomerStatement:
    """The customer's list; without lines where the document holds no table of amounts."""
    lines = lines_of(document, exponent(expected.currency))
    day_first = is_day_first([line.text for line in lines], default=expected.day_first)
    tables = list(_tables(document, lines, expected.documents.knows))
    rows = [row for table in tables for row in table.rows]
    sums = _printed_sums(lines, rows)
    found: list[StatementLine] = []
    left_out: list[str] = []
    totals: list[int] = list(sums)
    for group in _alike(tables):
        listed, added = _split(group, expected.documents.knows)
        amounts = choose_amounts(
            listed, [t.text for t in group.header.titles], _all(added) | set(sums), expected.figures
        )
        if amounts is None:
            continue
        column = reference_column(group, expected.documents.knows)
        sides = side_marks(listed, amounts)
        for row in listed:
            line = _line(row, amounts, column, day_first)
            if line is None:
                left_out.append(row.line.text)
            else:
                found.append(replace(line, amount=line.amount * sides.get(row.line.number, 1)))
        totals.extend(_totals(listed, added, amounts))
    lines_read, stated = settle_signs(found, totals, expected.documents)
    return CustomerStatement(
        document.name, expected.currency, tuple(lines_read), stated, _own_day(lines, rows, day_first), tuple(left_out)
    )


def _tables(document: Document, lines: Sequence[Line], knows: Knows) -> Iterator[Table]:
    """Every header with the rows below it; a list in words we do not know has one guessed from its rows."""
    headers = find_headers(lines)
    if not headers:
        guessed = guess_header(lines, knows)
        headers = [guessed] if guessed else []
    for number, header in enumerate(headers, start=1):
        end = headers[number].first if number < len(headers) else lines[-1].number + 1
        yield read_table(header, [line for line in lines if header.last < line.number < end], document, knows)


def _alike(tables: Sequence[Table]) -> Iterator[Table]:
    """Tables under the same titles are one: a list that runs over several pages repeats its header."""
    by_key: dict[str, list[Row]] = {}
    headers: dict[str, Header] = {}
    for table in tables:
        headers.setdefault(table.header.key, table.header)
        by_key.setdefault(table.header.key, []).extend(table.rows)
    for key, rows in by_key.items():
        yield Table(headers[key], tuple(rows))


def _split(table: Table, knows: Knows) -> tuple[list[Row], list[Row]]:
    """The rows that list something, and those that add up: totals and what is carried from page to page."""
    listed: list[Row] = []
    added: list[Row] = []
    for row in table.rows:
        words = plain(row.all_text)
        named = any(knows(part) for _, text in row.texts for part in (text, *text.split()))
        sums = bool(TOTAL.search(words) or CARRIED.search(words)) and not OPENING.search(words)
        (added if sums and not named else listed).append(row)
    return listed, added


def _line(row: Row, amounts: Amounts, column: int | None, day_first: bool) -> StatementLine | None:
    amount = amounts.of(row)
    is_opening = bool(OPENING.search(plain(row.all_text)))
    if amount is None and is_opening and amounts.running is not None:
        amount = row.amount(amounts.running)
    if amount is None:
        return None
    reference = row.text(column) if column is not None else ""
    notes = " ".join(note.text for note in row.notes)
    others = [text for key, text in row.texts if key != column]
    dates = tuple(found.value for text in others for found in find_dates(text, day_first=day_first))
    kind = LineKind.OPENING if is_opening else kind_of(" ".join((row.all_text, notes)))
    mentions = tuple(word for text in (*others, notes) for word in text.split() if sum(map(str.isdigit, word)) >= 3)
    return StatementLine(reference, amount, kind, dates, mentions, " ".join((row.all_text, notes)).strip())


def _totals(listed: Sequence[Row], added: Sequence[Row], amounts: Amounts) -> Iterator[int]:
    """Totals in the column of the amounts, and where a running balance ends."""
    if amounts.running is not None:
        last = [balance for row in listed if (balance := row.amount(amounts.running)) is not None]
        yield from last[-1:]
    for row in added:
        amount = amounts.of(row)
        if amount is not None:
            yield amount


def _all(rows: Sequence[Row]) -> set[int]:
    return {amount for row in rows for _, amount in row.amounts}


def _printed_sums(lines: Sequence[Line], rows: Sequence[Row]) -> list[int]:
    """Totals that stand outside the tables: a line that says so and holds one amount."""
    inside = {row.line.number for row in rows}
    found = (line for line in lines if line.number not in inside and len(line.amounts) == 1)
    spoken = (line for line in found if TOTAL.search(plain(line.text)) and not OPENING.search(plain(line.text)))
    return [segment.amount.minor for line in spoken for segment in line.amounts if segment.amount]


def _own_day(lines: Sequence[Line], rows: Sequence[Row], day_first: bool) -> date | None:
    """The day of the list: the first date that stands above its rows, never one of a row."""
    first = min((row.line.number for row in rows), default=0)
    above = (line for line in lines if line.number < first)
    days = [found.value for line in above for found in find_dates(line.text, day_first=day_first)]
    return max(days, default=None)

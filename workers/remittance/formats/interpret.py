"""One document to the payments it announces, or to the reason why it announces none.

Pure: the same words give the same advice. What the payer's open items are called comes in as ``knows``, so that a
column is recognised by what it holds in any language and any layout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workers.receivables.money import exponent
from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.document import Document
from workers.remittance.formats.closing import Reading, close, read_items
from workers.remittance.formats.dates import find_dates, is_day_first
from workers.remittance.formats.fields import Fields, Strength, find_currency, find_fields
from workers.remittance.formats.genre import why_not_an_advice
from workers.remittance.formats.header import Header, find_headers, guess_header
from workers.remittance.formats.layout import Line, lines_of
from workers.remittance.formats.listing import read_listing
from workers.remittance.formats.second_reading import disagreement
from workers.remittance.formats.table import Row, Table, read_table
from workers.remittance.formats.vocabulary import Role

_MONTH_FIRST_CURRENCIES = frozenset(("USD",))


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the document: the names of the payer's items, their only currency, the day of the mail."""

    knows: Callable[[str], bool] = lambda _: False
    sent_on: date | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The payments of a document; ``why_not`` says why it is no advice."""

    payments: tuple[AdvicePayment, ...] = ()
    why_not: str = ""

    @property
    def closes(self) -> bool:
        return bool(self.payments) and all(p.difference == 0 and not p.conflict for p in self.payments)


@dataclass(frozen=True, slots=True)
class _Block:
    """A table, the lines it stands in and its reading."""

    table: Table
    lines: tuple[Line, ...]
    items: tuple[Row, ...]
    totals: tuple[Row, ...]
    column: int | None

    @property
    def total_lines(self) -> frozenset[int]:
        return frozenset(row.line.number for row in self.totals)

    @property
    def item_lines(self) -> frozenset[int]:
        notes = (note.number for row in self.items for note in row.notes)
        return frozenset((*(row.line.number for row in self.items), *notes))


def readable_lines(document: Document) -> list[Line]:
    """The lines of a document, its amounts read with the digits of its currency."""
    lines = lines_of(document, 2)
    digits = exponent(find_currency(lines))
    return lines if digits == 2 else lines_of(document, digits)


def interpret(document: Document, context: Context) -> Interpretation:
    """The payments that ``document`` announces."""
    lines = readable_lines(document)
    texts = [line.text for line in lines]
    default = find_currency(lines) not in _MONTH_FIRST_CURRENCIES
    day_first = is_day_first(texts, default=default, sent_on=context.sent_on)
    headers = find_headers(lines)
    blocks = _blocks(document, lines, headers, context)
    if not any(context.knows(row.text(block.column or 0)) for block in blocks for row in block.items):
        guessed = guess_header(lines, context.knows)
        blocks = _blocks(document, lines, [guessed], context) if guessed else blocks
    payments = _payments(lines, blocks, context, day_first=day_first)
    lists_items, stated = any(p.lines for p in payments), any(p.stated for p in payments)
    first = min((block.table.header.first for block in blocks), default=len(lines))
    why_not = why_not_an_advice(lines, first, lists_items=lists_items, states_payment=stated)
    if why_not or document.second_reading is None:
        return Interpretation(() if why_not else payments, why_not)
    second = document.second_reading
    return Interpretation(tuple(replace(p, doubt=disagreement(p.lines, second)) for p in payments))


def _blocks(document: Document, lines: Sequence[Line], headers: Sequence[Header], context: Context) -> list[_Block]:
    """Every table with items, with the lines from the end of the one before it to its own end."""
    blocks: list[_Block] = []
    start = 0
    for header, following in zip(headers, [*headers[1:], None], strict=False):
        end = following.first if following else len(lines)
        table = read_table(header, lines[header.last + 1 : end], document)
        column, items, totals = read_items(table, context.knows)
        if not items or not _lists_documents(header, table, column, items, context):
            continue
        last = max(row.line.number for row in (*items, *totals))
        blocks.append(_Block(table, tuple(lines[start : last + 1]), tuple(items), tuple(totals), column))
        start = last + 1
    return blocks


def _lists_documents(header: Header, table: Table, column: int | None, items: Sequence[Row], context: Context) -> bool:
    """Whether a table lists documents, as opposed to the payment's own data in columns."""
    if column is None:
        return False
    role = table.header.titles[column].role
    known = any(context.knows(row.text(column)) for row in items)
    return (
        known
        or (role not in (Role.PAYMENT_REFERENCE, Role.DATE) and not header.has(Role.PAYMENT_AMOUNT))
        or header.has(Role.REFERENCE)
    )


def _payments(
    lines: Sequence[Line], blocks: Sequence[_Block], context: Context, *, day_first: bool
) -> tuple[AdvicePayment, ...]:
    if not blocks:
        return _from_listing(lines, context, day_first=day_first)
    whole = _merge(blocks, lines)
    by_column = _split_by_payment(whole)
    if len(by_column) > 1:
        return tuple(_payment(block, day_first=day_first) for block in by_column)
    single = _payment(whole, day_first=day_first)
    if len(blocks) > 1 and (single.difference or single.conflict or not single.stated):
        parts = [_payment(block, day_first=day_first) for block in blocks]
        if all(part.stated for part in parts) and len({part.reference for part in parts}) == len(parts):
            return tuple(parts)
    return (single,)


def _merge(blocks: Sequence[_Block], lines: Sequence[Line]) -> _Block:
    """Blocks under the same titles as one table; of several tables the one with the most rows leads."""
    first = max(
        blocks, key=lambda block: sum(len(b.items) for b in blocks if b.table.header.key == block.table.header.key)
    )
    same = [block for block in blocks if block.table.header.key == first.table.header.key]
    items = tuple(row for block in same for row in block.items)
    totals = tuple(row for block in same for row in block.totals)
    return _Block(first.table, tuple(lines), items, totals, first.column)


def _split_by_payment(block: _Block) -> list[_Block]:
    """One block per value of a column that holds the payment's number."""
    titles = block.table.header.titles
    column = next((i for i, title in enumerate(titles) if title.role is Role.PAYMENT_REFERENCE), None)
    if column is None or column == block.column:
        return [block]
    values = dict.fromkeys(row.text(column) for row in block.items)
    return [
        replace(
            block,
            items=(rows := tuple(r for r in block.items if r.text(column) == value)),
            lines=tuple(r.line for r in rows),
        )
        for value in values
    ]


def _payment(block: _Block, *, day_first: bool) -> AdvicePayment:
    fields = find_fields(block.lines, block.item_lines, block.total_lines, day_first=day_first)
    reading = close(_counted(block), block.column, block.items, block.totals, fields.amounts)
    return _with_columns(_assemble(reading, fields), block, day_first=day_first)


def _counted(block: _Block) -> Table:
    """The block's table reduced to the rows that count."""
    return Table(block.table.header, (*block.items, *block.totals))


def _assemble(reading: Reading, fields: Fields) -> AdvicePayment:
    amount = reading.stated if reading.stated is not None else sum(line.net for line in reading.lines)
    return AdvicePayment(
        amount=amount,
        currency=fields.currency,
        lines=reading.lines,
        date=fields.date,
        reference=fields.reference,
        method=fields.method,
        stated=reading.stated is not None,
        conflict=reading.conflict,
    )


def _with_columns(payment: AdvicePayment, block: _Block, *, day_first: bool) -> AdvicePayment:
    """Facts of the payment that stand in a column of the table, the same on every row."""
    values = {role: _only_value(block, role) for role in (Role.PAYMENT_REFERENCE, Role.PAYMENT_DATE, Role.CURRENCY)}
    if values[Role.PAYMENT_REFERENCE]:
        payment = replace(payment, reference=values[Role.PAYMENT_REFERENCE])
    if values[Role.PAYMENT_DATE]:
        dates = _first_date(values[Role.PAYMENT_DATE], day_first=day_first)
        payment = replace(payment, date=dates or payment.date)
    if len(values[Role.CURRENCY]) == 3:
        payment = replace(payment, currency=values[Role.CURRENCY].upper())
    return payment


def _only_value(block: _Block, role: Role) -> str:
    column = next((i for i, title in enumerate(block.table.header.titles) if title.role is role), None)
    values = {row.text(column) for row in block.items} if column is not None and column != block.column else set()
    return values.pop() if len(values) == 1 else ""


def _first_date(text: str, *, day_first: bool) -> date | None:
    """The first date of a text."""
    found = find_dates(text, day_first=day_first)
    return found[0].value if found else None


def _from_listing(lines: Sequence[Line], context: Context, *, day_first: bool) -> tuple[AdvicePayment, ...]:
    """References in running text; they count only when they add up to an amount that is called the payment."""
    listing = read_listing(lines, context.knows, day_first=day_first)
    if not listing.lines:
        return ()
    fields = find_fields(lines, listing.item_lines, day_first=day_first)
    total = sum(line.net for line in listing.lines)
    strong = {abs(s.minor) for s in fields.amounts if s.strength is not Strength.BARE}
    if total not in strong:
        return ()
    conflict = "" if strong == {total} else "the document states several amounts"
    reading = Reading(listing.lines, total, True, listing.item_lines, conflict)
    return (_assemble(reading, fields),)

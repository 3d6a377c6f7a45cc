"""Blocks to payments: one over all tables, one per table, or one per value of a column with the payment's number.

What closes decides: a document is read as several payments only where it does not close as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.formats.blocks import Block
from workers.remittance.formats.closing import Reading, close
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.fields import Fields, Strength, find_fields
from workers.remittance.formats.layout import Line
from workers.remittance.formats.listing import read_listing
from workers.remittance.formats.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Found:
    """The payments of a document, and whether an amount is plainly called paid."""

    payments: tuple[AdvicePayment, ...] = ()
    is_called_paid: bool = False

    def closes_with(self, amount: int) -> bool:
        """Whether it is one payment of that amount whose lines add up to it."""
        return len(self.payments) == 1 and self.payments[0].amount == amount and not self.payments[0].difference


def payments_of(
    lines: Sequence[Line], blocks: Sequence[Block], knows: Callable[[str], bool], *, day_first: bool
) -> Found:
    """The payments that the blocks of a document, or else its running text, announce."""
    if not blocks:
        return _from_listing(lines, knows, day_first=day_first)
    whole = _merged(blocks, lines)
    fields = _fields_of(whole, day_first=day_first)
    is_called_paid = any(stated.strength is Strength.STRONG for stated in fields.amounts)
    by_column = _split_by_payment(whole)
    if len(by_column) > 1:
        return Found(tuple(_payment(block, knows, day_first=day_first) for block in by_column), is_called_paid)
    payments = _one_or_more(blocks, whole, knows, day_first=day_first)
    if len(payments) == 1 and payments[0].difference:
        listed = _from_listing(lines, knows, day_first=day_first)
        if listed.closes_with(payments[0].amount):
            return listed
    return Found(payments, is_called_paid)


def _one_or_more(
    blocks: Sequence[Block], whole: Block, knows: Callable[[str], bool], *, day_first: bool
) -> tuple[AdvicePayment, ...]:
    """One payment over the tables under the same titles, over all tables, or one payment per table; else the first."""
    single = _payment(whole, knows, day_first=day_first)
    if len(blocks) == 1 or (single.stated and not single.difference and not single.conflict):
        return (single,)
    parts = tuple(_payment(block, knows, day_first=day_first) for block in blocks)
    together = replace(single, lines=tuple(line for part in parts for line in part.lines), conflict="")
    if single.stated and not together.difference:
        return (together,)
    references = {part.reference for part in parts if part.reference}
    return parts if all(part.stated for part in parts) and len(references) == len(parts) else (single,)


def _merged(blocks: Sequence[Block], lines: Sequence[Line]) -> Block:
    """Blocks under the same titles as one table; of several tables the one with the most rows leads."""
    sizes: dict[str, int] = {}
    for block in blocks:
        sizes[block.header.key] = sizes.get(block.header.key, 0) + len(block.items.rows)
    leading = max(sizes, key=lambda key: sizes[key])
    same = [block.items for block in blocks if block.header.key == leading]
    items = replace(
        same[0],
        rows=tuple(row for each in same for row in each.rows),
        totals=tuple(row for each in same for row in each.totals),
        late=tuple(row for each in same for row in each.late),
    )
    return Block(items, tuple(lines))


def _split_by_payment(block: Block) -> list[Block]:
    """One block per value of a column that holds the payment's number."""
    column = _column_of(block, Role.PAYMENT_REFERENCE)
    if column is None:
        return [block]
    values = dict.fromkeys(row.text(column) for row in block.items.rows)
    parts = []
    for value in values:
        rows = tuple(row for row in block.items.rows if row.text(column) == value)
        parts.append(Block(replace(block.items, rows=rows), tuple(row.line for row in rows)))
    return parts


def _fields_of(block: Block, *, day_first: bool) -> Fields:
    return find_fields(block.lines, block.item_lines, block.total_lines, day_first=day_first)


def _payment(block: Block, knows: Callable[[str], bool], *, day_first: bool) -> AdvicePayment:
    fields = _fields_of(block, day_first=day_first)
    reading = close(block.items, fields.amounts, knows)
    return _with_columns(_assembled(reading, fields), block, day_first=day_first)


def _assembled(reading: Reading, fields: Fields) -> AdvicePayment:
    return AdvicePayment(
        amount=reading.stated if reading.stated is not None else sum(line.net for line in reading.lines),
        currency=fields.currency,
        lines=reading.lines,
        date=fields.date,
        reference=fields.reference,
        method=fields.method,
        stated=reading.stated is not None,
        conflict=reading.conflict,
    )


def _with_columns(payment: AdvicePayment, block: Block, *, day_first: bool) -> AdvicePayment:
    """Facts of the payment that stand in a column of the table, the same on every row."""
    reference = _only_value(block, Role.PAYMENT_REFERENCE)
    dates = find_dates(_only_value(block, Role.PAYMENT_DATE), day_first=day_first)
    currency = _only_value(block, Role.CURRENCY).upper()
    return replace(
        payment,
        reference=reference or payment.reference,
        date=dates[0].value if dates else payment.date,
        currency=currency if len(currency) == 3 else payment.currency,
    )


def _only_value(block: Block, role: Role) -> str:
    column = _column_of(block, role)
    values = {row.text(column) for row in block.items.rows} if column is not None else set()
    return values.pop() if len(values) == 1 else ""


def _column_of(block: Block, role: Role) -> int | None:
    titles = block.header.titles
    return next((i for i, title in enumerate(titles) if title.role is role and i != block.items.column), None)


def _from_listing(lines: Sequence[Line], knows: Callable[[str], bool], *, day_first: bool) -> Found:
    """References in running text; how their amounts are meant is settled by the amount that is called the payment."""
    listing = read_listing(lines, knows, day_first=day_first)
    if not listing.readings:
        return Found()
    fields = find_fields(lines, listing.item_lines, day_first=day_first)
    labelled = {abs(s.minor) for s in fields.amounts if s.strength is not Strength.BARE and s.minor}
    named = sorted(labelled | set(listing.totals))
    if not named:
        return Found()
    closing = next((each for each in listing.readings if sum(line.net for line in each) in named), None)
    chosen = closing or listing.readings[0]
    stated = sum(line.net for line in chosen) if closing else named[-1]
    conflict = "the document states several amounts" if closing and len(named) > 1 else ""
    reading = Reading(chosen, stated, closing is not None, conflict)
    strong = any(s.strength is Strength.STRONG for s in fields.amounts)
    return Found((_assembled(reading, fields),), strong)

"""Blocks to payments: one over all tables, one per table, or one per value of a column with the payment's number.

What closes decides: a document is read as several payments only where it does not close as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.formats.blocks import Block
from workers.remittance.formats.closing import close
from workers.remittance.formats.copies import without_copies
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.elsewhere import contradicts, takes_elsewhere
from workers.remittance.formats.fields import Fields, Strength, find_fields
from workers.remittance.formats.found import Found, assembled
from workers.remittance.formats.items import Items
from workers.remittance.formats.layout import Line
from workers.remittance.formats.one_block import find_one_block
from workers.remittance.formats.running_text import from_running_text
from workers.remittance.formats.stacks import Stacks, find_stacks
from workers.remittance.formats.table import Knows, Row
from workers.remittance.formats.two_line_items import find_two_line_items
from workers.remittance.formats.vocabulary import CREDIT_WORD, SET_OFF_WORD, Role, plain


def payments_of(lines: Sequence[Line], blocks: Sequence[Block], knows: Knows, *, day_first: bool) -> Found:
    """The payments that a document announces, by its tables, its stacks of labelled values, or its running text.

    The first way that closes counts, unless another one closes with other figures or names more documents that we know.
    Where none does, the way that finds most of what we know is given, so that a person sees what does not add up.
    """
    stacked, one = (from_labels(find, lines, knows, day_first=day_first) for find in (find_stacks, find_one_block))
    tables = _from_tables(lines, blocks, knows, day_first=day_first) if blocks else Found()
    paired = from_labels(find_two_line_items, lines, knows, day_first=day_first)
    ways = [
        paired if paired.closes(knows) and _tells_more(paired, tables, knows) else tables,
        one if one.payments and not stacked.adds_up else stacked,
        from_running_text(lines, knows, day_first=day_first),
    ]
    if takes_elsewhere(ways[2], ways[:2], blocks, knows):
        ways[2] = Found()
    most = max(found.documents(knows) for found in ways)
    closing = [found for found in ways if found.closes(knows) and found.documents(knows) >= most]
    if closing and closing[0] is ways[2] and any(_doubts(found, ways[2], knows) for found in ways[:2]):
        closing = []
    if closing:
        closing.sort(key=lambda found: (-len(found.paid(knows)), found.idle))
        best = replace(closing[0], is_called_paid=any(found.is_called_paid for found in closing))
        contradicted = any(contradicts(best, other, knows) for other in closing[1:])
        return best.in_conflict("the page can be read in two ways") if contradicted else best
    best = max(ways, key=lambda found: (found.known(knows), -ways.index(found)))
    return replace(best, is_called_paid=any(found.is_called_paid for found in ways if found.payments))


def _tells_more(paired: Found, tables: Found, knows: Knows) -> bool:
    """Whether only the items of two lines add up, or with the same amounts tell more of what was billed."""
    same = paired.paid(knows) == tables.paid(knows)
    return not tables.closes(knows) or (same and paired.figures > tables.figures)


def _doubts(found: Found, text: Found, knows: Knows) -> bool:
    """Whether a table adds up to, or states, something else than the text, and does not just leave out lines of it."""
    speaks = found.is_doubted or found.states_other_than(text)
    return speaks and len(found.paid(knows)) >= len(text.paid(knows)) and not found.references < text.references


def _from_tables(lines: Sequence[Line], blocks: Sequence[Block], knows: Knows, *, day_first: bool) -> Found:
    groups = _groups(blocks, lines)
    fields = _fields_of(groups[0], day_first=day_first)
    is_called_paid = any(stated.strength is Strength.STRONG for stated in fields.amounts)
    by_column = _split_by_payment(groups[0])
    if len(by_column) > 1:
        return Found(tuple(_payment([block], knows, day_first=day_first) for block in by_column), is_called_paid)
    return Found(_one_or_more(blocks, groups, knows, day_first=day_first), is_called_paid)


def from_labels(
    find: Callable[[Sequence[Line], Knows], Stacks | None], lines: Sequence[Line], knows: Knows, *, day_first: bool
) -> Found:
    """The payment whose documents stand under labels: in stacks of values, in one block, or in items of two lines."""
    stacks = find(lines, knows)
    if stacks is None:
        return Found()
    fields = find_fields(lines, stacks.lines, day_first=day_first)
    reading = close([stacks.items], fields.amounts, knows)
    strong = any(stated.strength is Strength.STRONG for stated in fields.amounts)
    return Found((assembled(reading, fields),), strong, stacks.lines) if reading.lines else Found()


def _one_or_more(
    blocks: Sequence[Block], groups: Sequence[Block], knows: Knows, *, day_first: bool
) -> tuple[AdvicePayment, ...]:
    """One payment over the tables under the same titles, over all tables, or one payment per table; else the first."""
    single = _payment(groups[:1], knows, day_first=day_first)
    if len(blocks) == 1 or (single.stated and not single.difference and not single.conflict):
        return (single,)
    together = _payment(groups, knows, day_first=day_first)
    if len(groups) > 1 and together.stated and not together.difference:
        return (together,)
    parts = tuple(_payment([block], knows, day_first=day_first) for block in blocks)
    joined = replace(single, lines=tuple(line for part in parts for line in part.lines), conflict="")
    if single.stated and not joined.difference:
        return (joined,)
    references = {part.reference for part in parts if part.reference}
    return parts if all(part.stated for part in parts) and len(references) == len(parts) else (single,)


def _groups(blocks: Sequence[Block], lines: Sequence[Line]) -> list[Block]:
    """Blocks under the same titles as one table each, credits and set-offs apart; the one with the most rows leads."""
    by_titles: dict[str, list[Items]] = {}
    for block in blocks:
        heading = plain(block.header.heading)
        apart = heading if CREDIT_WORD.search(heading) or SET_OFF_WORD.search(heading) else ""
        by_titles.setdefault(f"{apart}|{block.header.key}", []).append(block.items)
    once = [without_copies(same) for same in by_titles.values()]
    tables = sorted(once, key=lambda same: -sum(len(items.rows) for items in same))
    return [Block(_one_table(same), tuple(lines)) for same in tables]


def _one_table(same: Sequence[Items]) -> Items:
    return replace(
        same[0],
        rows=tuple(row for each in same for row in each.rows),
        totals=tuple(row for each in same for row in each.totals),
        late=tuple(row for each in same for row in each.late),
    )


def _split_by_payment(block: Block) -> list[Block]:
    """One block per value of a column that holds the payment's number."""
    column = _column_of(block, Role.PAYMENT_REFERENCE)
    if column is None:
        return [block]
    values = dict.fromkeys(row.text(column) for row in block.items.rows if _says(row, column, block))
    if len(values) < 2:
        return [block]
    parts = []
    for value in values:
        rows = tuple(row for row in block.items.rows if row.text(column) == value)
        parts.append(Block(replace(block.items, rows=rows), tuple(row.line for row in rows)))
    return parts


def _fields_of(block: Block, *, day_first: bool) -> Fields:
    return find_fields(block.lines, block.item_lines, block.total_lines, day_first=day_first)


def _payment(blocks: Sequence[Block], knows: Knows, *, day_first: bool) -> AdvicePayment:
    """One payment over tables that stand in the same lines."""
    item_lines = frozenset[int]().union(*(block.item_lines for block in blocks))
    total_lines = frozenset[int]().union(*(block.total_lines for block in blocks))
    fields = find_fields(blocks[0].lines, item_lines, total_lines, day_first=day_first)
    reading = close([block.items for block in blocks], fields.amounts, knows)
    return _with_columns(assembled(reading, fields), blocks[0], day_first=day_first)


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
    rows = [row for row in block.items.rows if column is not None and _says(row, column, block)]
    values = {row.text(column) for row in rows if column is not None}
    return values.pop() if len(values) == 1 else ""


def _says(row: Row, column: int, block: Block) -> bool:
    """Whether a row has something in a column, or should have: a sum that has no name has nothing to say there."""
    return bool(row.text(column) or (block.items.column is not None and row.text(block.items.column)))


def _column_of(block: Block, role: Role) -> int | None:
    titles = block.header.titles
    return next((i for i, title in enumerate(titles) if title.role is role and i != block.items.column), None)

"""Blocks to payments: one over all tables, one per table, or one per value of a column with the payment's number.

What closes decides: a document is read as several payments only where it does not close as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.formats.blocks import Block
from workers.remittance.formats.closing import Reading, close
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.fields import Fields, Strength, find_fields
from workers.remittance.formats.items import Items
from workers.remittance.formats.layout import Line
from workers.remittance.formats.listing import Listing, read_listings
from workers.remittance.formats.stacks import find_stacks
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vocabulary import CREDIT_WORD, Role, plain

_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The payments of a document, whether an amount is plainly called paid, and the lines they are listed on."""

    payments: tuple[AdvicePayment, ...] = ()
    is_called_paid: bool = False
    item_lines: frozenset[int] = frozenset()

    @property
    def adds_up(self) -> bool:
        """Whether every payment is stated and its lines, read in the only way there is, are what is stated."""
        sound = all(each.stated and not each.difference and not each.conflict for each in self.payments)
        return bool(self.payments) and sound

    @property
    def is_doubted(self) -> bool:
        """Whether it adds up, but something speaks against it: running text cannot outweigh that."""
        return bool(self.payments) and all(p.stated and not p.difference for p in self.payments) and not self.adds_up

    @property
    def references(self) -> frozenset[str]:
        """What its lines name; a counter of lines is no name."""
        names = {canonical(line.reference) for payment in self.payments for line in payment.lines}
        return frozenset(name for name in names if len(name) >= _SHORTEST_NAME)

    def knows_all(self, knows: Knows) -> bool:
        return all(knows(line.reference) for payment in self.payments for line in payment.lines if line.reference)


def payments_of(lines: Sequence[Line], blocks: Sequence[Block], knows: Knows, *, day_first: bool) -> Found:
    """The payments that a document announces, by its tables, its stacks of labelled values, or its running text.

    The first way that closes counts, unless another one closes with other figures. Where none does, the way that
    finds most of what we know is given, so that a person sees what does not add up.
    """
    ways = [
        _from_tables(lines, blocks, knows, day_first=day_first) if blocks else Found(),
        _from_stacks(lines, knows, day_first=day_first),
        _from_listing(lines, knows, day_first=day_first),
    ]
    closing = [found for found in ways if _closes(found, knows)]
    if closing and closing[0] is ways[2]:
        doubted = [
            found for found in ways[:2] if found.is_doubted and len(_paid(found, knows)) >= len(_paid(ways[2], knows))
        ]
        closing = [] if doubted else closing
    if closing:
        closing.sort(key=lambda found: (-len(_paid(found, knows)), _idle(found)))
        contradicted = any(_contradict(closing[0], other, knows) for other in closing[1:])
        return _in_conflict(closing[0], "the page can be read in two ways") if contradicted else closing[0]
    return max(ways, key=lambda found: (_known(found, knows), -ways.index(found)))


def _closes(found: Found, knows: Knows) -> bool:
    return found.adds_up and any(knows(line.reference) for line in _lines(found))


def _known(found: Found, knows: Knows) -> int:
    """How many lines name a document we know and say what is paid for it, less those that say nothing is."""
    return sum(line.net != 0 and knows(line.reference) for line in _lines(found)) - _idle(found)


def _idle(found: Found) -> int:
    """Lines without a figure: signs of a page read the wrong way."""
    return sum(not line.net for line in _lines(found))


def _lines(found: Found) -> list[AdviceLine]:
    return [line for payment in found.payments for line in payment.lines]


def _contradict(found: Found, other: Found, knows: Knows) -> bool:
    """Whether two readings of the same sum pay different amounts on a document that both name."""
    paid, instead = (_paid(each, knows) for each in (found, other))
    same_sum = sum(p.amount for p in found.payments) == sum(p.amount for p in other.payments)
    return same_sum and any(paid[name] != instead[name] for name in paid.keys() & instead.keys())


def _paid(found: Found, knows: Knows) -> Counter[str]:
    paid: Counter[str] = Counter()
    for line in (line for line in _lines(found) if knows(line.reference)):
        paid[canonical(line.reference)] += line.net
    return paid


def _in_conflict(found: Found, why: str) -> Found:
    return replace(found, payments=tuple(replace(payment, conflict=why) for payment in found.payments))


def _from_tables(lines: Sequence[Line], blocks: Sequence[Block], knows: Knows, *, day_first: bool) -> Found:
    groups = _groups(blocks, lines)
    fields = _fields_of(groups[0], day_first=day_first)
    is_called_paid = any(stated.strength is Strength.STRONG for stated in fields.amounts)
    by_column = _split_by_payment(groups[0])
    if len(by_column) > 1:
        return Found(tuple(_payment([block], knows, day_first=day_first) for block in by_column), is_called_paid)
    return Found(_one_or_more(blocks, groups, knows, day_first=day_first), is_called_paid)


def _from_stacks(lines: Sequence[Line], knows: Knows, *, day_first: bool) -> Found:
    stacks = find_stacks(lines, knows)
    if stacks is None:
        return Found()
    fields = find_fields(lines, stacks.lines, day_first=day_first)
    reading = close([stacks.items], fields.amounts, knows)
    strong = any(stated.strength is Strength.STRONG for stated in fields.amounts)
    return Found((_assembled(reading, fields),), strong, stacks.lines) if reading.lines else Found()


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
    """Blocks under the same titles as one table each; the one with the most rows leads."""
    by_titles: dict[str, list[Items]] = {}
    for block in blocks:
        heading = block.header.heading if CREDIT_WORD.search(plain(block.header.heading)) else ""
        same = by_titles.setdefault(f"{heading}|{block.header.key}", [])
        if not any(_is_copy(block.items, other) for other in same):
            same.append(block.items)
    tables = sorted(by_titles.values(), key=lambda same: -sum(len(items.rows) for items in same))
    return [Block(_one_table(same), tuple(lines)) for same in tables]


def _is_copy(items: Items, other: Items) -> bool:
    """The same table printed once more: the stub that stays with the payer."""
    cells, others = ([(row.texts, row.amounts) for row in each.rows] for each in (items, other))
    return cells == others


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
    values = dict.fromkeys(row.text(column) for row in block.items.rows)
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
    return _with_columns(_assembled(reading, fields), blocks[0], day_first=day_first)


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


def _from_listing(lines: Sequence[Line], knows: Knows, *, day_first: bool) -> Found:
    """References in running text; how their amounts are meant is settled by the amount that is called the payment."""
    listings = read_listings(lines, knows, day_first=day_first)
    found = [each for each in (_from_one(listing, lines, day_first=day_first) for listing in listings) if each.payments]
    return next((each for each in found if _closes(each, knows)), found[-1] if found else Found())


def _from_one(listing: Listing, lines: Sequence[Line], *, day_first: bool) -> Found:
    fields = find_fields(lines, listing.item_lines, day_first=day_first)
    labelled = {abs(s.minor) for s in fields.amounts if s.strength is not Strength.BARE and s.minor}
    named = sorted(labelled | set(listing.totals))
    if not named:
        return Found()
    closing = next((each for each in listing.readings if sum(line.net for line in each) in named), None)
    chosen = closing or listing.readings[0]
    stated = sum(line.net for line in chosen) if closing else named[-1]
    sums = {sum(line.net for line in each) for each in listing.readings}
    conflict = "the document states several amounts" if closing and set(named) - sums else ""
    strong = any(s.strength is Strength.STRONG for s in fields.amounts) or stated in listing.totals
    payment = _assembled(Reading(chosen, stated, closing is not None, conflict), fields)
    return Found((payment,), strong, listing.item_lines)

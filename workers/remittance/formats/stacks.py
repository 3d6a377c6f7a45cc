"""Stacks of labelled values, one stack per paid document: a table turned on its side, read as the table it is.

A stack begins where a label comes again that stood above the one before. Must not read labels that stand only once,
unless a single document is listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from workers.remittance.formats.amounts import CODES, SYMBOLS
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.header import Header, Title
from workers.remittance.formats.items import Items
from workers.remittance.formats.layout import Line, Segment, has_digit
from workers.remittance.formats.lines import own_number
from workers.remittance.formats.table import Knows, Row, Table
from workers.remittance.formats.vocabulary import CREDIT_WORD, MONEY_ROLES, TOTAL, Role, plain, role_of

_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what stands behind it; ``minor`` where that is an amount."""

    label: str
    text: str
    minor: int | None
    line: Line


@dataclass(frozen=True, slots=True)
class Stacks:
    """The stacks as a table, and all lines they stand on."""

    items: Items
    lines: frozenset[int]


def find_stacks(lines: Sequence[Line], knows: Knows) -> Stacks | None:
    """The stacks of a document, if a label names a document we know."""
    pairs = [pair for line in lines for pair in pairs_of(line)]
    counts = Counter(pair.label for pair in pairs)
    named = Counter(pair.label for pair in pairs if _names_document(pair, knows))
    if not named or not any(role_of(label) in MONEY_ROLES for label in counts):
        return None
    leading = max(named, key=lambda label: (named[label], -len(label)))
    pairs = _under_one_label(pairs, leading, named)
    counts = Counter(pair.label for pair in pairs)
    stacks = _parted(pairs, _first_label(pairs, counts, leading), counts, counts[leading])
    labels = list(dict.fromkeys(pair.label for stack in stacks for pair in stack))
    rows = tuple(_row(stack, labels) for stack in stacks)
    table = Table(Header(0, 0, tuple(Title(label, i, i, role_of(label)) for i, label in enumerate(labels))), rows)
    numbers = frozenset(pair.line.number for stack in stacks for pair in stack)
    return Stacks(Items(table, labels.index(leading), rows, ()), numbers) if table.money_columns else None


def _names_document(pair: Pair, knows: Knows) -> bool:
    called = pair.minor is None and (role_of(pair.label) is Role.REFERENCE or _names_credit(pair))
    return called and knows(own_number(pair.text, knows))


def _under_one_label(pairs: Sequence[Pair], leading: str, named: Container[str]) -> list[Pair]:
    """Invoices and credits under labels of their own lead stacks alike, unless one stack has both labels."""

    def is_leading(pair: Pair) -> bool:
        return _names_credit(pair) or pair.label in named

    has_amount = True
    for pair in pairs:
        if is_leading(pair) and not has_amount:
            return list(pairs)
        has_amount = not is_leading(pair) and (has_amount or pair.minor is not None)
    others = {pair.label for pair in pairs if is_leading(pair)} - {leading}
    called = {pair.label for pair in pairs}
    return [replace(pair, label=_as_leading(pair.label, leading, others, called)) for pair in pairs]


def _names_credit(pair: Pair) -> bool:
    is_number = pair.minor is None and has_digit(pair.text) and not find_dates(pair.text, day_first=True)
    return is_number and bool(CREDIT_WORD.search(pair.label))


def _as_leading(label: str, leading: str, others: Container[str], called: Container[str]) -> str:
    """A credit's label as the invoices have it: "credit note" as "invoice", and so "credit note date"."""
    if label in others:
        return leading
    words = label.split()
    for size in range(1, len(words)):
        same = " ".join([leading, *words[size:]])
        if " ".join(words[:size]) in others and same in called:
            return same
    return label


def pairs_of(line: Line) -> Iterator[Pair]:
    """Labels with what follows them, in the same text behind a colon or in the next text or amount."""
    label = ""
    for segment in line.segments:
        if segment.amount is not None and segment.amount.text:
            if label:
                yield Pair(label, segment.text, segment.amount.minor, line)
            label = ""
            continue
        if label and segment.text in CODES:
            continue
        before, colon, after = segment.text.partition(":")
        if after.strip() in CODES or after.strip() in SYMBOLS:
            label = plain(before)[:_LONGEST_LABEL]
        elif colon and after.strip():
            yield Pair(plain(before), after.strip(), None, line)
            label = plain(after.rpartition("  ")[2]) if not any(c.isdigit() for c in after) else ""
        elif label and not colon:
            yield _with_text(label, segment, line)
            label = ""
        else:
            label = plain(before)[:_LONGEST_LABEL]


def _with_text(label: str, segment: Segment, line: Line) -> Pair:
    number = segment.number.minor if segment.number is not None and role_of(label) in (Role.NET, Role.GROSS) else None
    return Pair(label, segment.text, number, line)


def _first_label(pairs: Sequence[Pair], counts: Counter[str], leading: str) -> str:
    """The label that a stack begins with: the first that stands as often as the leading one."""
    if counts[leading] == 1:
        return leading
    return next(pair.label for pair in pairs if counts[pair.label] == counts[leading])


def _parted(pairs: Sequence[Pair], first: str, counts: Counter[str], times: int) -> list[list[Pair]]:
    """The stacks; a label that stands in few of them belongs to none, and no label comes twice in one."""
    stacks: list[list[Pair]] = []
    for pair in pairs:
        if pair.label == first:
            stacks.append([pair])
        elif stacks and all(other.label != pair.label for other in stacks[-1]) and _is_part(pair, counts, times):
            stacks[-1].append(pair)
    return stacks


def _is_part(pair: Pair, counts: Counter[str], times: int) -> bool:
    if times == 1:
        return role_of(pair.label) is not None and not TOTAL.search(pair.label)
    return counts[pair.label] * 2 >= times


def _row(stack: Sequence[Pair], labels: Sequence[str]) -> Row:
    texts = tuple((labels.index(pair.label), pair.text) for pair in stack if pair.minor is None)
    amounts = tuple((labels.index(pair.label), pair.minor) for pair in stack if pair.minor is not None)
    return Row(stack[0].line, tuple(sorted(texts)), tuple(sorted(amounts)))

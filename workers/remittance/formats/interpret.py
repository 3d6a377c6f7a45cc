"""One document to the payments it announces, or to the reason why it announces none.

Pure: the same words give the same advice. What the payer's open items are called comes in as ``knows``, so that a
column is recognised by what it holds in any language and any layout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from workers.policy.remittance_formats import NO_HINT, RemittanceFormat
from workers.receivables.money import exponent
from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.document import Document
from workers.remittance.formats.amounts import parse_amount
from workers.remittance.formats.blocks import Block, find_blocks, shaped_blocks
from workers.remittance.formats.dates import find_dates, is_day_first
from workers.remittance.formats.fields import find_currency
from workers.remittance.formats.found import Found
from workers.remittance.formats.genre import Evidence, why_not_an_advice
from workers.remittance.formats.hinted_titles import titled
from workers.remittance.formats.layout import Line, has_digit, lines_of, names_document
from workers.remittance.formats.listing import called_documents
from workers.remittance.formats.one_block import find_one_block
from workers.remittance.formats.own_lines import as_printed
from workers.remittance.formats.payment_heads import parts_of_payments
from workers.remittance.formats.payments import from_labels, payments_of
from workers.remittance.formats.running_text import from_running_text
from workers.remittance.formats.second_reading import disagreement
from workers.remittance.formats.stacks import find_stacks

_FEWEST_DIGITS = 4
_MONTH_FIRST_CURRENCIES = frozenset(("USD",))


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the document: the payer's documents and orders, their only currency, the mail's day.

    ``is_announced``: the covering mail says that a remittance is attached. ``hint``: what ops know of its layout.
    ``unmade``: the mail's words that say that the payment was not made, or no longer stands.
    """

    knows: Callable[[str], bool] = lambda _: False
    sent_on: date | None = None
    currency: str = ""
    is_announced: bool = False
    knows_order: Callable[[str], bool] = lambda _: False
    hint: RemittanceFormat = NO_HINT
    unmade: str = ""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The payments of a document; ``why_not`` says why it is no advice."""

    payments: tuple[AdvicePayment, ...] = ()
    why_not: str = ""


# The payer, the payer's items, each text and each order of days ask for the lines of the same few documents again.
@lru_cache(maxsize=16)
def readable_lines(document: Document) -> tuple[Line, ...]:
    """The lines of a document, its amounts read with the digits of its currency."""
    lines = lines_of(document, 2)
    digits = exponent(find_currency(lines))
    return tuple(lines if digits == 2 else lines_of(document, digits))


def _is_day_first(lines: Sequence[Line], context: Context) -> bool:
    """As the dates prove it, else as the payer's hint says, else as it is likely."""
    texts = [line.text for line in lines]
    if context.hint.date_order:
        return is_day_first(texts, default=context.hint.date_order == "day_first")
    default = find_currency(lines) not in _MONTH_FIRST_CURRENCIES
    return is_day_first(texts, default=default, sent_on=context.sent_on)


def _read(
    document: Document, lines: Sequence[Line], context: Context, *, day_first: bool
) -> tuple[Sequence[Block], Found]:
    """The tables and payments; where the lines do not add up to one payment, those of each payment by themselves."""
    blocks, found = _read_together(document, lines, context, day_first=day_first)
    if found.adds_up:
        return blocks, found
    parts = parts_of_payments(lines, day_first=day_first)
    each = [_read_together(document, part, context, day_first=day_first)[1] for part in parts]
    if not each or not all(len(part.payments) == 1 and part.payments[0].stated for part in each):
        return blocks, found
    payments = tuple(replace(p, currency=p.currency or find_currency(lines)) for part in each for p in part.payments)
    return blocks, Found(payments, is_called_paid=True)


def _read_together(
    document: Document, lines: Sequence[Line], context: Context, *, day_first: bool
) -> tuple[Sequence[Block], Found]:
    """All lines as of one list: by the numbers of documents, of orders where those tell more, or by shape alone."""

    def names(text: str) -> bool:
        return context.knows(text) or context.knows_order(text)

    blocks = find_blocks(document, lines, context.knows, titled(context.hint))
    found = payments_of(lines, blocks, context.knows, day_first=day_first)
    if not found.knows_all(context.knows) and any(names(word) for line in lines for word in line.text.split()):
        others = find_blocks(document, lines, names, titled(context.hint))
        ordered = payments_of(lines, others, names, day_first=day_first)
        if ordered.adds_up and ordered.knows_all(names) and ordered.references >= found.references:
            return others, ordered
    if not found.payments:
        shaped = shaped_blocks(document, lines, context.knows)
        alike = payments_of(lines, shaped, context.knows, day_first=day_first)
        stacked = from_labels(find_stacks, lines, has_digit, day_first=day_first)
        listed = from_running_text(lines, may_number_a_document, day_first=day_first)
        several = (each for each in (alike, stacked, listed) if each.adds_up and len(each.lines) > 1)
        best = next(several, None) or _called_paid(lines, day_first=day_first)
        return (shaped if best is alike else blocks), best
    return blocks, found


def may_number_a_document(word: str) -> bool:
    """Whether a word may be the number of a document that nobody knows.

    >>> [may_number_a_document(word) for word in ("RX/77-1204", "1,250.00", "13/11/2026", "3,")]
    [True, False, False, False]
    """
    is_long = sum(c.isdigit() for c in word) >= _FEWEST_DIGITS and " " not in word
    is_amount = not word.isdigit() and parse_amount(word) is not None
    return is_long and not is_amount and not find_dates(word, day_first=True)


def _called_paid(lines: Sequence[Line], *, day_first: bool) -> Found:
    """What may be a single number that nobody knows: called a document, and its amount called paid."""
    one = from_labels(find_one_block, lines, has_digit, day_first=day_first)
    called = called_documents(lines)
    text = from_running_text(lines, called.__contains__, day_first=day_first) if called else Found()
    return next((each for each in (one, text) if each.adds_up and each.is_called_paid), Found())


def _naming_lines(lines: Sequence[Line], knows: Callable[[str], bool]) -> frozenset[int]:
    """The lines with a number of a document we know as a word of its own."""
    return frozenset(line.number for line in lines if names_document(line, knows))


def interpret(document: Document, context: Context) -> Interpretation:
    """The payments that ``document`` announces."""
    if context.unmade:
        return Interpretation(why_not=f"the mail says {context.unmade!r}")
    if document.payments:
        return Interpretation(document.payments)
    lines = readable_lines(document)
    day_first = _is_day_first(lines, context)
    blocks, found = _read(document, lines, context, day_first=day_first)
    found = replace(found, payments=as_printed(found.payments, lines))
    evidence = Evidence(
        lists_items=any(payment.lines for payment in found.payments),
        is_called_paid=found.is_called_paid,
        is_announced=context.is_announced,
        first_table_line=min((*found.item_lines, *(block.header.first for block in blocks)), default=len(lines)),
        titles=tuple(title.text for block in blocks for title in block.header.titles),
        naming_lines=_naming_lines(lines, context.knows) if found.documents(context.knows) > 1 else frozenset(),
        table_rows=frozenset[int]().union(*(b.item_lines for b in blocks if not found.item_lines)),
    )
    why_not = why_not_an_advice(lines, evidence)
    if why_not or document.second_reading is None:
        return Interpretation(() if why_not else found.payments, why_not)
    first = "\n".join(" ".join(word.text for s in line.segments for word in s.words) for line in lines)
    return Interpretation(
        tuple(replace(p, doubt=disagreement(p, first, document.second_reading)) for p in found.payments)
    )

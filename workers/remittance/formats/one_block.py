"""One block of labels that names one document and what was paid for it: a list of one, whose amount is the payment.

The figure that states the payment is the only one there is, so nothing proves it by adding up: every other number of
the block must have a label that explains it. Must not read a block that could name a second document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.header import Header, Title, are_adjacent
from workers.remittance.formats.items import Items
from workers.remittance.formats.labels import NOT_PAID
from workers.remittance.formats.layout import Line, has_digit
from workers.remittance.formats.lines import own_number
from workers.remittance.formats.stacks import Pair, Stacks, pairs_of
from workers.remittance.formats.table import Knows, Row, Table
from workers.remittance.formats.vocabulary import CREDIT_WORD, Role, role_of

# A payment has a reference of its own: only a label that says of what kind of document it is names ours.
_OF_ANYTHING = re.compile(r"(?:the |your |our )?(?:ref\w*|num\w*|no|nr|kenmerk|riferimento|document\w*|item|piece)")
# Invoices and reminders print what is payable, to be paid or paid to date: only what was paid counts.
_WAS_PAID = re.compile(
    r"\b(?:paid|remitted|transferred|settled|(?:check|cheque|warrant|remittance) (?:amount|total)|gezahlt\w*|bezahlt\w*"
    r"|uberwiesen\w*|angewiesen\w*|(?:paye|regle|verse|vire)(?:e|s|es)?|virement|pagad[oa]s?|abonad[oa]s?|transferid[oa]s?"
    r"|pagat[oaie]|bonificat[oaie]|betaalde?|overgemaakte?|voldane?)\b"
)
_NOT_NOW = re.compile(r"\b(?:to|be|zu|not|un|already|previous\w*|bereits|bisher\w*|deja|ya|gia|al|reeds|last|if)\b")
_BESIDE = frozenset((Role.GROSS, Role.DISCOUNT, Role.DEDUCTION, Role.AMOUNT, Role.NET))


def find_one_block(lines: Sequence[Line], knows: Knows) -> Stacks | None:
    """The block as a table of one row; the lines with its payment are not among those it stands on."""
    pairs = [pair for line in lines for pair in pairs_of(line)]
    named = [pair for pair in pairs if _names_document(pair)]
    paid = [pair for pair in pairs if pair.minor and _says_paid(pair.label)]
    beside = [pair for pair in pairs if pair.minor is not None and pair not in paid]
    if len(named) != 1 or len({pair.minor for pair in paid}) != 1 or not _is_whole(named[0], lines, knows):
        return None
    figures = [pair.minor for pair in (*paid, *beside)]
    if sum(len(line.amounts) for line in lines) > len(figures) or not all(role_of(p.label) in _BESIDE for p in beside):
        return None
    titles = [Title(p.label, i, i, role_of(p.label)) for i, p in enumerate((named[0], *beside))]
    titles.append(Title(paid[0].label, len(titles), len(titles), Role.NET))
    amounts = tuple((column, p.minor) for column, p in enumerate((*beside, paid[0]), 1) if p.minor is not None)
    row = Row(named[0].line, ((0, own_number(named[0].text, knows)),), amounts)
    numbers = {pair.line.number for pair in (named[0], *beside)} - {pair.line.number for pair in paid}
    return Stacks(Items(Table(Header(0, 0, tuple(titles)), (row,)), 0, (row,), ()), frozenset(numbers))


def _says_paid(label: str) -> bool:
    return bool(_WAS_PAID.search(label)) and not _NOT_NOW.search(label) and not NOT_PAID.search(label)


def _names_document(pair: Pair) -> bool:
    if pair.minor is not None or not has_digit(pair.text) or _OF_ANYTHING.fullmatch(pair.label):
        return False
    is_number = not find_dates(pair.text, day_first=True)
    return is_number and (role_of(pair.label) is Role.REFERENCE or bool(CREDIT_WORD.search(pair.label)))


def _is_whole(named: Pair, lines: Sequence[Line], knows: Knows) -> bool:
    """Whether a block names one number and no more: none beside it, and none below it without a label."""
    number = own_number(named.text, knows)
    if not knows(number) or sum(has_digit(word) for word in named.text.split()) > 1:
        return False
    below = next((line for line in lines if line.number == named.line.number + 1), None)
    return below is None or not are_adjacent((named.line, below)) or len(list(pairs_of(below))) > 0

"""Rows that only take something off the document above them: a discount, a withholding, a deduction with its reason.

Such a row becomes a note of the row above. A figure taken off the whole payment (bank charges) must stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from workers.receivables.money import share
from workers.remittance.formats.layout import has_digit
from workers.remittance.formats.lines import own_number
from workers.remittance.formats.reason_words import is_reason
from workers.remittance.formats.table import Knows, Row
from workers.remittance.formats.vocabulary import DEDUCTION_WORD, DISCOUNT_WORD, plain

_OFF_THE_PAYMENT = re.compile(
    r"\b(?:bank\w*|fees?|charges?|spesen|gebuhr\w*|frais|gastos|spese|commissioni|kosten|round\w*|total|previous"
    r"|on account|credit|gutschrift|avoir)\b"
)


_RATE = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_HIGHEST_RATE = 10  # percent, in halves


def with_notes(rows: Sequence[Row], column: int | None, knows: Knows) -> list[Row]:
    """The rows with what is taken off each of them as its notes, its figures less what is taken off.

    A row that names the document it is taken off may stand anywhere; else it stands below its own. Behind the last row
    a figure may be meant for all rows: it is one row's own only if other rows have their own too, or by its rate.
    """
    below = _owners(rows, column, knows)
    named = {i: owner for i in range(len(rows)) if (owner := _named_owner(rows, i, column, knows)) is not None}
    last = max((i for i in range(len(rows)) if i not in below and i not in named), default=0)
    unnamed = {i: owner for i, owner in below.items() if not _names_another(rows[i], rows[owner], column, knows)}
    if last and set(unnamed.values()) == {last}:
        unnamed = {i: owner for i, owner in unnamed.items() if _is_at_a_rate_of(rows[i], owner, rows)}
    owners = unnamed | named
    return [
        _less_all(row, [rows[i] for i in owners if owners[i] == n]) for n, row in enumerate(rows) if n not in owners
    ]


def _less_all(row: Row, taken: Sequence[Row]) -> Row:
    for each in taken:
        row = _less(row, each)
    return row


def _owners(rows: Sequence[Row], column: int | None, knows: Knows) -> dict[int, int]:
    """For each row that only takes something off, the place of the row it is taken off."""
    owners: dict[int, int] = {}
    owner: int | None = None
    for index, row in enumerate(rows):
        if owner is not None and _takes_off(row, rows[owner], column, knows):
            owners[index] = owner
        else:
            owner = index
    return owners


def _named_owner(rows: Sequence[Row], index: int, column: int | None, knows: Knows) -> int | None:
    """The place of the only row of the document that a discount names."""
    row = rows[index]
    if column is None or not is_called_discount(row.all_text):
        return None
    names = _names(row, knows)
    others = [i for i, other in enumerate(rows) if i != index and own_number(other.text(column), knows) in names]
    return others[0] if len(names) == 1 and len(others) == 1 and _is_part_of(row, rows[others[0]]) else None


def _names(row: Row, knows: Knows) -> frozenset[str]:
    numbers = (own_number(text, knows) for _, text in row.texts)
    return frozenset(number for number in numbers if knows(number))


def _names_another(row: Row, above: Row, column: int | None, knows: Knows) -> bool:
    """Whether a row names, in words beside the column of documents, another document than the row above it does."""
    own = own_number(above.text(column), knows) if column is not None else ""
    numbers = (own_number(text, knows) for key, text in row.texts if key != column)
    return any(number != own and knows(number) for number in numbers)


def is_called_discount(text: str) -> bool:
    """Whether a text says discount and nothing that speaks against one.

    >>> is_called_discount("2% Skonto INV-7"), is_called_discount("Discount disallowed: claim 7")
    (True, False)
    """
    words = plain(text)
    return bool(DISCOUNT_WORD.search(words)) and not _OFF_THE_PAYMENT.search(words) and not is_reason(text)


def _takes_off(row: Row, above: Row, column: int | None, knows: Knows) -> bool:
    """Less than the figure above it, the other way, and called a discount or a deduction."""
    own, name = (row.text(column), above.text(column)) if column is not None else ("", "")
    words = plain(row.all_text)
    repeats_name = own == name and bool(DISCOUNT_WORD.search(words))
    if (has_digit(_RATE.sub("", own)) and not repeats_name) or not has_digit(name):
        return False
    if any(knows(text) for key, text in row.texts if key != column):
        return False
    if not (DISCOUNT_WORD.search(words) or DEDUCTION_WORD.search(words)) or _OFF_THE_PAYMENT.search(words):
        return False
    return _is_part_of(row, above)


def _is_part_of(row: Row, whole: Row) -> bool:
    """Whether a row's figures go the other way than those of another row, and are smaller."""
    pairs = [(figure, whole.amount(key)) for key, figure in row.amounts if figure]
    return bool(pairs) and all(all_of and figure * all_of < 0 and abs(figure) < abs(all_of) for figure, all_of in pairs)


def _is_at_a_rate_of(row: Row, owner: int, rows: Sequence[Row]) -> bool:
    """Whether a discount is a round rate of the row above it, and of all rows above it together is not one as well."""
    if not is_called_discount(row.all_text):
        return False
    pairs = [(abs(figure), key) for key, figure in row.amounts if figure]
    return all(
        _is_round_rate(figure, abs(rows[owner].amount(key) or 0))
        and not _is_round_rate(figure, abs(sum(each.amount(key) or 0 for each in rows[: owner + 1])))
        for figure, key in pairs
    )


def _is_round_rate(part: int, whole: int) -> bool:
    return any(share(whole, Decimal(rate) / 200) == part for rate in range(1, _HIGHEST_RATE * 2 + 1))


def _less(row: Row, taken: Row) -> Row:
    off = dict(taken.amounts)
    amounts = tuple((key, figure + off.get(key, 0)) for key, figure in row.amounts)
    return replace(row, amounts=amounts, notes=(*row.notes, taken.line, *taken.notes))

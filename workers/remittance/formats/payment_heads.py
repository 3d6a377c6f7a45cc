"""Several payments in one list: each begins with its own number and amount, under titles that may stand only once.

Only parts the lines; what each part says is read like a document of its own. Must not part what bears one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.remittance.formats.fields import Strength, find_fields
from workers.remittance.formats.header import find_headers
from workers.remittance.formats.labels import REFERENCE_LABELS
from workers.remittance.formats.layout import Line
from workers.remittance.formats.vocabulary import plain

_MOST_HEAD_LINES = 4


@dataclass(frozen=True, slots=True)
class PaymentHead:
    """Where a payment begins and its facts end (the first line behind them), its number and its amount."""

    first: int
    end: int
    reference: str
    amount: int


def parts_of_payments(lines: Sequence[Line], *, day_first: bool) -> list[list[Line]]:
    """The lines of each payment, numbered anew, titles among them; nothing where there are not several payments.

    Nor where an amount above the first one belongs to none of them: that may be a payment whose facts read differently.
    """
    heads = _heads(lines, day_first=day_first)
    of_all = sum(head.amount for head in heads)
    if len({head.reference for head in heads}) < max(2, len(heads)) or _amounts(lines[: heads[0].first]) - {of_all}:
        return []
    headers = find_headers(lines)
    titles = lines[headers[0].first : headers[0].last + 1] if headers else ()
    parts = []
    for head, end in zip(heads, [*(head.first for head in heads[1:]), len(lines)], strict=True):
        has_titles = any(head.end <= header.first < end for header in headers)
        body = [line for line in lines[head.end : end] if of_all not in _amounts([line])]
        part = [*lines[head.first : head.end], *(() if has_titles else titles), *body]
        parts.append([replace(line, number=number) for number, line in enumerate(part)])
    return parts


def _amounts(lines: Sequence[Line]) -> set[int]:
    return {abs(s.amount.minor) for line in lines for s in line.amounts if s.amount}


def _heads(lines: Sequence[Line], *, day_first: bool) -> list[PaymentHead]:
    heads: list[PaymentHead] = []
    for index, line in enumerate(lines):
        behind = not heads or index >= heads[-1].end
        if behind and REFERENCE_LABELS[0].search(plain(line.text)):
            head = _head_at(lines, index, day_first=day_first)
            heads += [head] if head is not None else []
    return heads


def _head_at(lines: Sequence[Line], index: int, *, day_first: bool) -> PaymentHead | None:
    """The facts that begin on a line: a number of the payment, and within a few lines the one amount called paid."""
    for size in range(1, _MOST_HEAD_LINES + 1):
        fields = find_fields(lines[index : index + size], frozenset(), day_first=day_first)
        paid = {abs(each.minor) for each in fields.amounts if each.strength is Strength.STRONG}
        if fields.amounts and (len(paid) != 1 or not fields.reference):
            return None
        if paid:
            return PaymentHead(index, index + size, fields.reference, paid.pop())
    return None

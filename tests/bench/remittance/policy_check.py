"""POLICY.md rules 4 to 10 once more, small and independent: what a case's printed lines must lead to, given its book.

It knows nothing of how a case was drawn and nothing of the product. Where two fair readings of the policy differ, the
case is refused (``Contradiction``): a truth that can be argued about is no truth.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from tests.bench.remittance.model import Allocation, Case, Item, Line

_FOLD = str.maketrans("OILSBZ", "011582")
_LABEL = re.compile(r"^[^\W\d_]+\.?\s*[°º#:.]?\s+(?=\S*\d)|^N[°º]\s*")
_TOLERANCE = 100


class Contradiction(Exception):
    """The truth of a case and the policy disagree, or the policy does not decide."""


def check(case: Case) -> None:
    """Raises ``Contradiction`` unless the policy demands exactly what the case expects."""
    kind, allocations = _judge(case)
    expected = {a.number: a for a in case.expected.allocations}
    if kind != case.expected.kind or (expected and allocations != expected):
        raise Contradiction(
            f"{case.id} {case.scenario}: expected {case.expected}, the policy says {kind} {allocations}"
        )


def allowed(case: Case) -> dict[str, Allocation]:
    """The most that may be posted on each document; where the policy does not decide, what its own lines say."""
    try:
        kind, allocations = _judge(case)
    except Contradiction:
        return _most(case)
    return allocations if kind in (None, "short_payment") else {}


def _most(case: Case) -> dict[str, Allocation]:
    """What the lines that name a document by the most generous reading say of it."""
    most: dict[str, Allocation] = {}
    if not all(line.reference for line in case.lines):
        return most
    for item in _in_reach(case):
        lines = [line for line in case.lines if _nearly(line.reference, item) or _ordered(line, item)]
        lines = [line for line in lines if (line.net < 0) == (item.open < 0)]
        if lines and item.open:
            cash, discount = sum(line.net for line in lines), sum(line.discount for line in lines)
            most[item.number] = Allocation(item.number, cash, discount, _TOLERANCE)
    return most


def _judge(case: Case) -> tuple[str | None, dict[str, Allocation]]:
    early = _before_the_lines(case)
    if early:
        return early, {}
    if any(sum(line.net for line in payment.lines) != payment.amount for payment in case.payments):
        return "total_mismatch", {}
    items = _in_reach(case)
    for item in case.items:
        if sum(any(line.item == item for line in payment.lines) for payment in case.payments) > 1:
            raise Contradiction(f"{item.number}: are two payments of one mail summed?")
    found = [(line, payment.currency, _resolve(line, items)) for payment in case.payments for line in payment.lines]
    for _, _, outcome in found:
        if isinstance(outcome, str):
            return outcome, {}
    matched = [(line, currency, item) for line, currency, item in found if isinstance(item, Item)]
    if any(currency != item.currency for _, currency, item in matched):
        return "currency_mismatch", {}
    nameless = [line.net for line, _, item in found if item is None]
    by_item: dict[Item, list[Line]] = defaultdict(list)
    for line, _, item in matched:
        by_item[item].append(line)
    return _figures(by_item, nameless, case)


def _before_the_lines(case: Case) -> str | None:
    """Rules 1 to 5."""
    match case.delivery:
        case "encrypted":
            return "encrypted"
        case "empty" | "cut":
            return "unreadable"
        case "spoofed":
            return "suspicious_sender"
    if case.genre != "advice":
        return "not_a_remittance"
    if case.duplicate_of:
        return "duplicate_advice"
    return None if case.payer else "payer_unknown"


def _in_reach(case: Case) -> list[Item]:
    payer = case.payer.id if case.payer else ""
    ids = {payer} | {customer.id for customer in case.customers if customer.parent_id == payer}
    return [item for item in case.items if item.customer_id in ids]


def _resolve(line: Line, items: list[Item]) -> Item | str | None:
    """The one document, the name of the failure, or None for a line without a reference."""
    if not line.reference:
        return None
    near = [item for item in items if _nearly(line.reference, item)]
    for level in (_equal, _without_lead, _folded, _ordered):
        hits = [item for item in items if item.open and level(line, item)]
        if len(hits) == 1:
            if any(item != hits[0] for item in near):
                raise Contradiction(f"{line.reference} is nearly another document's, too")
            return hits[0]
        if any(_is_whole(line, item) for item in hits):
            raise Contradiction(f"{line.reference} is one number behind a label, and the end of another")
        if hits:
            return "ambiguous_reference"
    settled = [item for item in items if not item.open and (_equal(line, item) or _without_lead(line, item))]
    if near != settled:
        raise Contradiction(f"{line.reference} is nearly a document's")
    return "already_paid" if settled else "unknown_reference"


@cache
def _canonical(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def _equal(line: Line, item: Item) -> bool:
    return _canonical(line.reference) == _canonical(item.number)


def _is_whole(line: Line, item: Item) -> bool:
    """Equal once the label before it is dropped."""
    return _canonical(item.number) == _canonical(_LABEL.sub("", line.reference)) != _canonical(line.reference)


def _without_lead(line: Line, item: Item) -> bool:
    return bool(_printed_forms(line.reference) & _tails(item.number))


def _folded(line: Line, item: Item) -> bool:
    printed, ours = (_canonical(text).translate(_FOLD) for text in (line.reference, item.number))
    return printed == ours and line.net + line.discount + line.deduction == item.open


def _ordered(line: Line, item: Item) -> bool:
    return bool(item.po_number) and _canonical(line.reference) == _canonical(item.po_number)


@cache
def _folded_all(texts: frozenset[str]) -> frozenset[str]:
    return frozenset(text.translate(_FOLD) for text in texts)


@cache
def _printed_forms(reference: str) -> frozenset[str]:
    forms = {_canonical(reference), _canonical(_LABEL.sub("", reference))}
    return frozenset(form for base in forms for form in (base, base.lstrip("0")) if len(form) >= 3)


@cache
def _tails(number: str) -> frozenset[str]:
    parts = [part for part in re.split(r"[^0-9A-Za-z]+", number) if part]
    tails = {_canonical("".join(parts[start:])) for start in range(len(parts))}
    return frozenset(tail for base in tails for tail in (base, base.lstrip("0")) if len(tail) >= 3)


def _nearly(reference: str, item: Item) -> bool:
    """A generous reading of all levels at once; folding counts whatever the amount."""
    if _folded_all(_printed_forms(reference)) & _folded_all(_tails(item.number)):
        return True
    digits, ours = _digits(reference), _digits(item.number)
    return bool(item.open) and len(digits) >= 4 and len(ours) >= 4 and (digits.endswith(ours) or ours.endswith(digits))


@cache
def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).lstrip("0")


def _figures(
    by_item: dict[Item, list[Line]], nameless: list[int], case: Case
) -> tuple[str | None, dict[str, Allocation]]:
    """Rules 9 and 10."""
    for item, lines in by_item.items():
        net = sum(line.net for line in lines)
        if not (0 <= net <= item.open if item.open > 0 else item.open <= net <= 0):
            return "over_payment", {}
    if any(net > 0 for net in nameless):
        return "over_payment", {}
    if nameless:
        return "short_payment", {}
    posted, short = {}, False
    for item, lines in by_item.items():
        net, taken = sum(line.net for line in lines), sum(line.discount for line in lines)
        discount = min(taken, item.allowed_discount(case.payments[0].paid_on))
        rest = item.open - net - discount
        given = any(line.deduction or line.reason for line in lines)
        if taken > discount and abs(rest) <= _TOLERANCE:
            raise Contradiction(f"{item.number}: is a discount that is a little too large a reason?")
        forgiven = 0 <= rest <= _TOLERANCE and not given
        short = short or not (rest == 0 or forgiven)
        posted[item.number] = Allocation(item.number, net, discount, rest if forgiven else 0)
    return ("short_payment" if short else None), posted

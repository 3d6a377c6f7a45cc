"""Suggestions for a line whose reference names no open item, or several: which item was meant. Pure; posts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workers.receivables.open_item import OpenItem
from workers.receivables.reference import canonical, shortened_forms
from workers.remittance.decision import Allocation, ResolvedLine
from workers.remittance.rules.matching import printed_forms
from workers.remittance.rules.suggesting.spelling import FAR, slips
from workers.remittance.rules.suggesting.suggestion import Doubt, Suggestion


def suggest_items(doubt: Doubt) -> Iterator[Suggestion]:
    """For each line in doubt: the items it fits, then near spellings with the same amount, then the amount alone."""
    for line in doubt.exception.lines:
        if line.item is None and line.line.reference:
            yield from _fitting(doubt, line)
            yield from _of_equal_amount(doubt, line)
            yield from _of_others(doubt, line)


def explained(line: ResolvedLine) -> int:
    """The open amount that a line would explain: what is paid, and what it says it leaves out."""
    return line.line.net + (line.line.discount or 0) + (line.line.deduction or 0)


def _fitting(doubt: Doubt, line: ResolvedLine) -> Iterator[Suggestion]:
    for item in line.candidates:
        if not item.open:
            why = f"{item.document_number} fits and is settled: perhaps paid twice"
            yield _suggestion(doubt, line, None, why, (3,))
        elif item.open == explained(line):
            yield _suggestion(doubt, line, item, f"{item.document_number} fits, and its open amount agrees", (0,))
        else:
            yield _suggestion(doubt, line, item, f"{item.document_number} fits, its open amount differs", (1,))


def _of_equal_amount(doubt: Doubt, line: ResolvedLine) -> Iterator[Suggestion]:
    named = {item.id for item in line.candidates}
    for item in doubt.near.equal:
        if item.open != explained(line) or item.id in named or item.currency != _currency(doubt, line):
            continue
        distance = _distance(line, item)
        if distance == FAR:
            why = f"{item.document_number} has the same open amount, and no similar number"
            yield _suggestion(doubt, line, item, why, (4,))
        else:
            many = "one character" if distance == 1 else "look-alikes" if not distance else f"{distance} characters"
            why = f"{item.document_number} differs by {many} and has the same open amount"
            yield _suggestion(doubt, line, item, why, (2, distance))


def _of_others(doubt: Doubt, line: ResolvedLine) -> Iterator[Suggestion]:
    """A document of that very number that another customer owes: never posted for this payer."""
    own = doubt.facts.payer.customer_ids
    forms = printed_forms(line.line.reference)
    for item in doubt.near.elsewhere:
        if item.customer_id not in own and canonical(item.document_number) in forms:
            why = f"{item.document_number} is a document of {item.customer_id}, who is not of this payer's family"
            yield Suggestion(why, (5,), line.line.reference, item.customer_id, currency=item.currency)


def _suggestion(
    doubt: Doubt, line: ResolvedLine, item: OpenItem | None, reason: str, strength: tuple[int, ...]
) -> Suggestion:
    """Nothing is posted on an item beyond what is open of it; the rest would stay on account."""
    net = line.line.net
    if item is None:
        return Suggestion(reason, strength, line.line.reference, on_account=net, currency=_currency(doubt, line))
    cash = item.open if abs(net) > abs(item.open) and net * item.open > 0 else net
    posts = (Allocation(item.id, item.document_number, cash),) if net * item.open > 0 else ()
    left = net - cash if posts else net
    return Suggestion(reason, strength, line.line.reference, item.customer_id, posts, left, _currency(doubt, line))


def _distance(line: ResolvedLine, item: OpenItem) -> int:
    numbers: Iterable[str] = {canonical(item.document_number), *shortened_forms(item.document_number)}
    return min(slips(form, number) for form in printed_forms(line.line.reference) or ("",) for number in numbers)


def _currency(doubt: Doubt, line: ResolvedLine) -> str:
    return doubt.facts.advice.payments[line.payment_index].currency

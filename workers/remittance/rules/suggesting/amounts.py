"""Suggestions for figures that do not close: forgotten items, a line too many, a cut-off list, money on account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.decision import Allocation
from workers.remittance.rules.suggesting.subset_sum import find_sums
from workers.remittance.rules.suggesting.suggestion import Doubt, Suggestion


def suggest_difference(doubt: Doubt) -> Iterator[Suggestion]:
    """Why the lines of a payment may not make up its amount: a line too many, or documents that the list leaves out."""
    for payment in doubt.facts.advice.payments:
        if payment.difference:
            yield from _line_too_many(payment)
            yield from suggest_documents(doubt, payment.difference, payment.currency, "the lines leave out")


def suggest_rest(doubt: Doubt) -> Iterator[Suggestion]:
    """What money is for that names no document, or goes beyond the one it names: else it stays on account."""
    for number, payment in enumerate(doubt.facts.advice.payments):
        unnamed = [r.line for r in doubt.exception.lines if r.item is None and r.payment_index == number]
        for line in unnamed:
            yield from suggest_documents(doubt, line.net, payment.currency, "the line without a number pays")
        beyond = _beyond_open(doubt, number)
        if beyond:
            yield from suggest_documents(doubt, beyond, payment.currency, "what is paid too much pays")
        rest = beyond or sum(line.net for line in unnamed)
        if rest > 0:
            why = "clear what is named as far as it is open, and keep the rest on account"
            yield Suggestion(why, (6,), on_account=rest, currency=payment.currency)


def suggest_documents(doubt: Doubt, amount: int, currency: str, said: str) -> Iterator[Suggestion]:
    """One document of that open amount, or a few that add up to it, among those that no line names."""
    named = {resolved.item.id for resolved in doubt.exception.lines if resolved.item is not None}
    equal = [item for item in doubt.near.equal if item.open == amount and _may_be(item, named, currency)]
    for item in equal:
        strength = (0,) if len(equal) == 1 else (1,)
        yield _documents(f"{said} {item.document_number}, whose open amount it is", strength, [item], currency)
    others = [item for item in doubt.near.family if _may_be(item, named, currency)]
    sums = find_sums([item.open for item in others], amount)
    for chosen in sums.found:
        items = [others[position] for position in chosen]
        numbers = ", ".join(item.document_number for item in items)
        why = "they alone add up to it" if sums.is_telling else "they add up to it, as others may by chance"
        yield _documents(f"{said} {numbers}: {why}", (2,) if sums.is_telling else (5, len(items)), items, currency)


def _line_too_many(payment: AdvicePayment) -> Iterator[Suggestion]:
    extra = [line for line in payment.lines if line.net == -payment.difference]
    for line in extra:
        twice = sum(_is_same(line, other) for other in payment.lines) > 1
        named = line.reference or "a line"
        told = f"{named} is listed twice" if twice else f"{named} is listed, but not in the amount paid"
        yield Suggestion(told, (3,), line.reference, currency=payment.currency)


def _is_same(a: AdviceLine, b: AdviceLine) -> bool:
    return (a.reference, a.net) == (b.reference, b.net)


def _may_be(item: OpenItem, named: set[int], currency: str) -> bool:
    return bool(item.open) and item.currency == currency and item.id not in named


def _documents(reason: str, strength: tuple[int, ...], items: Sequence[OpenItem], currency: str) -> Suggestion:
    posts = tuple(Allocation(item.id, item.document_number, item.open) for item in items)
    owners = {item.customer_id for item in items}
    return Suggestion(reason, strength, "", owners.pop() if len(owners) == 1 else "", posts, 0, currency)


def _beyond_open(doubt: Doubt, number: int) -> int:
    """By how much the lines of a payment exceed what is open of the documents they name."""
    paid: dict[OpenItem, int] = {}
    for resolved in doubt.exception.lines:
        if resolved.item is not None and resolved.payment_index == number:
            paid[resolved.item] = paid.get(resolved.item, 0) + resolved.line.net
    return sum(max(net - item.open, 0) for item, net in paid.items() if item.open > 0)

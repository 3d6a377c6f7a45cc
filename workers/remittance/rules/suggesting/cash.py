"""Suggestions for cash that lies on account or unidentified: which documents it may pay. Pure; posts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from workers.receivables.open_item import OpenItem
from workers.receivables.reference import keys_in, shortened_forms
from workers.remittance.decision import Allocation
from workers.remittance.rules.suggesting.suggestion import Suggestion, ranked


@dataclass(frozen=True, slots=True)
class Cash:
    """Money with the bank's words about it; ``customer_id`` where it is known who paid."""

    amount: int
    currency: str
    text: str
    customer_id: str | None = None


def suggest_documents_for(
    cash: Cash, items: Sequence[OpenItem], agreed: Sequence[OpenItem] = ()
) -> tuple[Suggestion, ...]:
    """Documents that the text names, all together and one by one; then those of exactly this amount.

    ``agreed``: everything open of a payer who agreed that the oldest is paid first; that comes last.
    """
    live = [item for item in items if item.open and item.currency == cash.currency and _may_pay(cash, item)]
    keys = keys_in(cash.text)
    named = [item for item in live if keys & shortened_forms(item.document_number)]
    equal = [item for item in live if item.open == cash.amount]
    return ranked((*_all(cash, named, equal), *_oldest_first(cash, agreed)))


def _all(cash: Cash, named: Sequence[OpenItem], equal: Sequence[OpenItem]) -> Iterator[Suggestion]:
    if len(named) > 1 and sum(item.open for item in named) == cash.amount and len({i.customer_id for i in named}) == 1:
        yield _pays(cash, "the text names them all, and they add up to the amount", (0,), named)
    for item in named:
        if item.open == cash.amount:
            yield _pays(cash, "the text names it, and its open amount agrees", (0,), [item])
        else:
            yield _pays(cash, "the text names it, its open amount differs", (1,), [item])
    for item in equal:
        if item not in named:
            alone = "the only open document of this amount" if len(equal) == 1 else "one of several of this amount"
            yield _pays(cash, alone, (2,) if len(equal) == 1 else (3,), [item])


def _pays(cash: Cash, reason: str, strength: tuple[int, ...], items: Sequence[OpenItem]) -> Suggestion:
    whole = sum(item.open for item in items) == cash.amount
    paid = [item.open if whole else min(item.open, cash.amount) for item in items]
    posts = tuple(Allocation(i.id, i.document_number, part) for i, part in zip(items, paid, strict=True) if part > 0)
    left = cash.amount - sum(allocation.cash for allocation in posts)
    return Suggestion(reason, strength, "", items[0].customer_id, posts, left, cash.currency)


def _oldest_first(cash: Cash, items: Sequence[OpenItem]) -> Iterator[Suggestion]:
    """The agreement goes by age, so where the money ends among equally old documents it says no more."""
    owed = [item for item in items if item.open > 0 and item.currency == cash.currency and _may_pay(cash, item)]
    left, posts = cash.amount, []
    for _, group in groupby(sorted(owed, key=_age), key=_age):
        alike = sorted(group, key=lambda item: item.document_number)
        if len(alike) > 1 and sum(item.open for item in alike) > left:
            break
        for item in alike:
            part = min(item.open, left)
            posts.append(Allocation(item.id, item.document_number, part))
            left -= part
        if not left:
            break
    if posts:
        why = "the oldest documents first, as the customer agreed in writing"
        yield Suggestion(why, (4,), "", owed[0].customer_id, tuple(posts), left, cash.currency)


def _age(item: OpenItem) -> tuple[date, date]:
    return item.due_date, item.issue_date


def _may_pay(cash: Cash, item: OpenItem) -> bool:
    return cash.customer_id in (None, item.customer_id)

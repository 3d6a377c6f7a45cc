"""Suggestions when nobody knows the payer: whose documents the lines are. Pure; references alone never make a payer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.decision import Allocation
from workers.remittance.rules.matching import ItemIndex, Match
from workers.remittance.rules.suggesting.suggestion import Doubt, Suggestion


def suggest_payers(doubt: Doubt) -> Iterator[Suggestion]:
    """Customers by how much of the advice fits their documents: every reference and amount, or some of them."""
    lines = [line for line in doubt.facts.advice.lines if line.reference]
    by_customer: dict[str, list[OpenItem]] = defaultdict(list)
    for item in doubt.near.elsewhere:
        by_customer[item.customer_id].append(item)
    for customer_id, items in by_customer.items():
        yield from _fit(customer_id, items, lines)


def _fit(customer_id: str, items: list[OpenItem], lines: list[AdviceLine]) -> Iterator[Suggestion]:
    index = ItemIndex(items)
    found = [(line, match) for line in lines if len((match := index.match(line)).items) == 1 and match.level]
    if not found:
        return
    posts = tuple(Allocation(i.id, i.document_number, line.net) for line, match in found if (i := _paid(line, match)))
    missing = len(lines) - len(found)
    exact = not missing and len(posts) == len(lines)
    all_of = f"all {len(lines)} references" if not missing else f"{len(found)} of {len(lines)} references"
    amounts = "with their open amounts" if exact else f"{len(posts)} with its open amount"
    strength = (0 if exact else 1 if not missing else 2, missing, len(lines) - len(posts))
    currencies = {match.items[0].currency for _, match in found}
    currency = currencies.pop() if len(currencies) == 1 else ""
    yield Suggestion(
        f"{all_of} fit documents of {customer_id}, {amounts}", strength, "", customer_id, posts, 0, currency
    )


def _paid(line: AdviceLine, match: Match) -> OpenItem | None:
    item = match.items[0]
    return item if item.open and line.net + (line.discount or 0) + (line.deduction or 0) == item.open else None

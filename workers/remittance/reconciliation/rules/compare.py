"""A customer's list against an account: everything that differs, so that both balances meet to the cent.

Pure; the sum is proved where the result is made. Must not read files nor the book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from workers.receivables.account_position import AccountPosition
from workers.remittance.reconciliation.rules.book_side import BookSide, book_side
from workers.remittance.reconciliation.rules.causes import (
    Reasons,
    missing_at_customer,
    of_one_document,
    of_payment,
    on_account,
    unknown_line,
)
from workers.remittance.reconciliation.rules.pairing import Pairs, pair
from workers.remittance.reconciliation.statement import (
    Cause,
    CustomerStatement,
    Difference,
    Reconciliation,
)

_NAMED_MOST = 4


def compare(
    statement: CustomerStatement, position: AccountPosition, elsewhere: Mapping[str, str] | None = None
) -> Reconciliation:
    """All differences, the largest first. ``elsewhere`` says whose the numbers are that this account does not know."""
    pairs = pair(statement.lines, position)
    ours = book_side(position, pairs, statement.lines)
    why = Reasons(position, statement.dated, elsewhere)
    named = _named_documents(pairs, ours, why)
    found = [
        *(difference for differences in named for difference in differences),
        *_missing(pairs, ours, why),
        *_payments(pairs, ours, why),
        *(on_account(cash) for cash in ours.held),
        *_alone(pairs, why),
        *_opening(pairs, ours),
        *_sum(statement),
    ]
    agreed = sum(1 for differences in named if not any(difference.effect for difference in differences))
    ordered = tuple(sorted(found, key=lambda d: (-abs(d.effect), d.cause, d.document_number, d.reference)))
    return Reconciliation(
        position.customer_id, position.currency, position.as_of, statement.balance, position.balance, agreed, ordered
    )


def _named_documents(pairs: Pairs, ours: BookSide, why: Reasons) -> list[tuple[Difference, ...]]:
    """Per document that the list names: how its lines differ from our figure; empty where they agree."""
    return [
        of_one_document(item, ours.lowered.get(item.id, ours.items[item.id]), pairs.of_items[item.id], why)
        for item in why.position.items
        if item.id in pairs.of_items
    ]


def _missing(pairs: Pairs, ours: BookSide, why: Reasons) -> Iterator[Difference]:
    """Documents of ours that the list does not name, and that no balance brought forward stands for."""
    before = {item.id for item in ours.before}
    for item in why.position.items:
        if item.id not in pairs.of_items and item.id not in before and ours.items[item.id]:
            yield missing_at_customer(item, ours.items[item.id], why)


def _payments(pairs: Pairs, ours: BookSide, why: Reasons) -> Iterator[Difference]:
    for payment, figure in ours.payments:
        found = of_payment(payment, figure, pairs.of_payments.get(payment.payment_id), why)
        if found is not None:
            yield found


def _alone(pairs: Pairs, why: Reasons) -> Iterator[Difference]:
    seen: Counter[tuple[str, int, tuple[date, ...]]] = Counter()
    for line in pairs.alone:
        key = (line.reference or line.text, line.amount, line.dates)
        yield unknown_line(line, bool(seen[key]), why)
        seen[key] += 1


def _opening(pairs: Pairs, ours: BookSide) -> Iterator[Difference]:
    """The balance that the list begins with, against what was open then."""
    theirs = sum(line.amount for line in pairs.openings)
    if not pairs.openings or theirs == ours.opening:
        return
    numbers = [item.document_number for item in ours.before if ours.items[item.id]]
    named = ", ".join(numbers[:_NAMED_MOST]) + (" and others" if len(numbers) > _NAMED_MOST else "")
    text = f"open here before the first day: {named or 'nothing'}"
    yield Difference(Cause.OPENING_BALANCE, pairs.openings[0].text, "", theirs, ours.opening, text)


def _sum(statement: CustomerStatement) -> Iterator[Difference]:
    """The customer's own lines do not make its total: a slip of its hand, or rows that could not be read."""
    if statement.balance != statement.total:
        text = "the lines of the list do not sum to the total that it prints"
        if statement.left_out:
            text += f"; without a figure: {', '.join(statement.left_out[:_NAMED_MOST])}"
        yield Difference(Cause.DOES_NOT_ADD_UP, "total", "", statement.balance, statement.total, text)

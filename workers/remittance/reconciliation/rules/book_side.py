"""Our side, cut the way the customer cut its own: what its list shows as paid separately, we show as paid separately.

A list of open items is held against open amounts. Where the list shows payments, or begins with a balance brought
forward, the documents count before the payments that it shows, and the payments count by themselves. Either way our
figures sum to our balance. Must not look at the customer's amounts beyond that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workers.receivables.account_position import AccountPosition, HeldCash, PositionItem
from workers.remittance.reconciliation.rules.pairing import BookedPayment, Pairs, booked_payments
from workers.remittance.reconciliation.statement import StatementLine


@dataclass(frozen=True, slots=True)
class BookSide:
    """Our figures by document and payment; cash on account of payments that are not shown stands apart.

    ``before`` are the documents that a balance brought forward stands for; ``lowered`` says what was taken off such a
    document beside cash, where the list has lines for that.
    """

    items: Mapping[int, int]
    payments: tuple[tuple[BookedPayment, int], ...]
    held: tuple[HeldCash, ...]
    before: tuple[PositionItem, ...] = ()
    held_before: tuple[HeldCash, ...] = ()
    lowered: Mapping[int, int] = field(default_factory=dict)

    @property
    def opening(self) -> int:
        return sum(self.items[item.id] for item in self.before) - sum(cash.amount for cash in self.held_before)


def book_side(position: AccountPosition, pairs: Pairs, lines: Sequence[StatementLine]) -> BookSide:
    """Our balance in the customer's cut."""
    first = _first_day(pairs, lines)
    shown = _shown(position, pairs, first)
    figures = {item.id: item.open + _taken(item, shown, position.as_of) for item in position.items}
    payments = tuple((payment, -amount) for payment, amount in shown.values())
    held = tuple(cash for cash in position.held if cash.payment_id not in shown)
    if not pairs.openings or first is None:
        return BookSide(figures, payments, held)
    before = [item for item in position.items if item.issue_date < first and not _is_listed(item, pairs)]
    lowered = {item.id: -_beside(item, shown, position.as_of) for item in before if item.id in pairs.of_items}
    figures |= {item_id: figures[item_id] - amount for item_id, amount in lowered.items()}
    early = tuple(cash for cash in held if cash.on < first)
    late = tuple(cash for cash in held if cash not in early)
    return BookSide(figures, payments, late, tuple(before), early, lowered)


def _is_listed(item: PositionItem, pairs: Pairs) -> bool:
    """Whether a line says the document itself, and not only what was taken off it."""
    return any(line.amount * item.original > 0 for line in pairs.of_items.get(item.id, ()))


def _first_day(pairs: Pairs, lines: Sequence[StatementLine]) -> date | None:
    """The day of the balance brought forward, else of the first line."""
    opening = [day for line in pairs.openings for day in line.dates]
    return min(opening or [day for line in lines for day in line.dates], default=None)


def _shown(position: AccountPosition, pairs: Pairs, first: date | None) -> dict[int, tuple[BookedPayment, int]]:
    """The payments that stand by themselves: those on the list, and in a list of movements all of its days.

    Each with its figure: its cash, or with what was taken beside it where the customer's line says it so.
    """
    moves = first is not None and bool(pairs.openings or pairs.of_payments)
    found: dict[int, tuple[BookedPayment, int]] = {}
    for payment in booked_payments(position):
        line = pairs.of_payments.get(payment.payment_id)
        if line is not None and line.amount == -payment.whole:
            found[payment.payment_id] = (payment, payment.whole)
        elif line is not None or (payment.cash and moves and first is not None and payment.on >= first):
            found[payment.payment_id] = (payment, payment.cash)
    return found


def _taken(item: PositionItem, shown: Mapping[int, tuple[BookedPayment, int]], as_of: date) -> int:
    """What the payments that stand by themselves took off the document."""
    standing = [s for s in item.settlements if s.on <= as_of and s.payment_id in shown]
    return sum(s.amount if _says_whole(shown[s.payment_id]) else s.cash for s in standing)


def _beside(item: PositionItem, shown: Mapping[int, tuple[BookedPayment, int]], as_of: date) -> int:
    """What was taken off beside the cash of payments that stand by themselves with their cash alone."""
    standing = [s for s in item.settlements if s.on <= as_of and s.payment_id in shown]
    return sum(s.discount + s.writeoff for s in standing if not _says_whole(shown[s.payment_id]))


def _says_whole(shown: tuple[BookedPayment, int]) -> bool:
    payment, figure = shown
    return figure == payment.whole

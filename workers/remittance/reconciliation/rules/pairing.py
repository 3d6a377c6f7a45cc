"""Which of the customer's lines speak of which document or payment of ours. Every line goes to exactly one place.

A document is found by its number alone: an equal amount never makes a pair. A payment is found by its number, or by an
equal amount within a few days where only one payment and one line come into question. Must not say why figures differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workers.receivables.account_position import AccountPosition, PositionItem
from workers.receivables.reference import canonical, shortened_forms
from workers.remittance.reconciliation.statement import LineKind, StatementLine
from workers.remittance.rules.matching import printed_forms

_NEAR = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class BookedPayment:
    """A payment as far as it concerns this account: cash, with discounts and write-offs beside it."""

    payment_id: int
    reference: str
    on: date
    cash: int
    beside: int = 0

    @property
    def whole(self) -> int:
        """Cash with discounts and write-offs."""
        return self.cash + self.beside


@dataclass(frozen=True, slots=True)
class Pairs:
    """Lines by the id of the item or payment they name; what names nothing stands ``alone``, openings apart."""

    of_items: Mapping[int, tuple[StatementLine, ...]]
    of_payments: Mapping[int, StatementLine]
    alone: tuple[StatementLine, ...]
    openings: tuple[StatementLine, ...]


class Documents:
    """The account's documents, ready to be found by what a line prints. Immutable after it is built."""

    def __init__(self, items: Iterable[PositionItem]) -> None:
        ordered = sorted(items, key=lambda item: item.id)
        self._levels = (
            _by_key((canonical(item.document_number), item) for item in ordered),
            _by_key((form, item) for item in ordered for form in shortened_forms(item.document_number)),
            _by_key((canonical(item.po_number), item) for item in ordered if item.po_number),
        )

    def find(self, reference: str) -> PositionItem | None:
        """The one document that the reference names; None where none or several do."""
        forms = [form for form in printed_forms(reference) if len(form) >= 3]
        for level in self._levels:
            keys = {key for form in forms for key in (form, form.lstrip("0"))}
            found = {item.id: item for key in keys for item in level.get(key, ())}
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def knows(self, reference: str) -> bool:
        return self.find(reference) is not None


def booked_payments(position: AccountPosition) -> list[BookedPayment]:
    """Every payment that took something off the account's documents, or lay on account, by the end of the day."""
    found: dict[int, BookedPayment] = {}
    taken = [s for item in position.items for s in item.settlements if s.on <= position.as_of]
    held = [(cash.payment_id, cash.reference, cash.on, cash.amount, 0) for cash in position.held]
    for number, reference, on, cash, beside in [
        *((s.payment_id, s.reference, s.on, s.cash, s.discount + s.writeoff) for s in taken),
        *held,
    ]:
        before = found.get(number, BookedPayment(number, reference, on, 0))
        first = min(before.on, on)
        found[number] = BookedPayment(number, reference, first, before.cash + cash, before.beside + beside)
    return [payment for _, payment in sorted(found.items()) if payment.cash or payment.beside]


def pair(lines: Sequence[StatementLine], position: AccountPosition) -> Pairs:
    """Sort the lines by what they name."""
    documents, payments = Documents(position.items), booked_payments(position)
    of_items: dict[int, list[StatementLine]] = defaultdict(list)
    of_payments: dict[int, StatementLine] = {}
    alone: list[StatementLine] = []
    amounts = Counter(line.amount for line in lines)
    for line in (line for line in lines if line.kind is not LineKind.OPENING):
        item = None if line.kind is LineKind.PAYMENT else _document(line, documents)
        payment = None if item else _payment(line, amounts[line.amount] == 1, payments)
        if item:
            of_items[item.id].append(line)
        elif payment and payment.payment_id not in of_payments:
            of_payments[payment.payment_id] = line
        else:
            alone.append(line)
    openings = tuple(line for line in lines if line.kind is LineKind.OPENING)
    return Pairs({key: tuple(own) for key, own in of_items.items()}, of_payments, tuple(alone), openings)


def _document(line: StatementLine, documents: Documents) -> PositionItem | None:
    """By the line's reference; else by the one document that its further numbers name."""
    found = documents.find(line.reference) if line.reference else None
    if found is not None:
        return found
    named = {item.id: item for mention in line.mentions if (item := documents.find(mention))}
    return next(iter(named.values())) if len(named) == 1 else None


def _payment(line: StatementLine, is_only_one: bool, payments: Sequence[BookedPayment]) -> BookedPayment | None:
    """By its number; else the one payment of that amount and time, for the one line of that amount."""
    if line.amount >= 0 or line.kind is LineKind.DEDUCTION:
        return None
    keys = {canonical(text) for text in (line.reference, *line.mentions) if text}
    by_number = [payment for payment in payments if payment.reference and canonical(payment.reference) in keys]
    if len(by_number) == 1:
        return by_number[0]
    fitting = [payment for payment in payments if is_the_payment(line, payment)]
    return fitting[0] if len(fitting) == 1 and is_only_one else None


def is_the_payment(line: StatementLine, payment: BookedPayment) -> bool:
    """The same amount (with or without what was taken beside the cash) within days of each other."""
    amounts = {-payment.cash, -payment.whole}
    return line.amount in amounts and any(abs(day - payment.on) <= _NEAR for day in line.dates)


def _by_key(pairs: Iterable[tuple[str, PositionItem]]) -> dict[str, list[PositionItem]]:
    index: dict[str, list[PositionItem]] = {}
    for key, item in pairs:
        index.setdefault(key, []).append(item)
    return index

"""Why a figure of the customer's and one of ours differ: the cause, and what in the book explains it.

Every function takes what was paired and says one or more differences whose effects sum to the figures' difference.
Must not pair anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workers.receivables.account_position import AccountPosition, HeldCash, PositionItem, Settlement
from workers.receivables.money import to_decimal
from workers.receivables.reference import canonical
from workers.remittance.reconciliation.rules.pairing import BookedPayment
from workers.remittance.reconciliation.statement import Cause, Difference, LineKind, StatementLine

_ON_ITS_WAY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a cause may be read from: the account, the day of the customer's list, whose other numbers are."""

    position: AccountPosition
    dated: date | None = None
    elsewhere: Mapping[str, str] | None = None

    @property
    def last_day(self) -> date:
        return self.dated or self.position.as_of

    def money(self, minor: int) -> str:
        return f"{to_decimal(minor, self.position.currency)} {self.position.currency}"


def missing_at_customer(item: PositionItem, figure: int, why: Reasons) -> Difference:
    """A document of ours that the list does not have."""
    cause, text = _why_missing(item, why)
    return Difference(cause, "", item.document_number, None, figure, text, item.issue_date)


def _why_missing(item: PositionItem, why: Reasons) -> tuple[Cause, str]:
    later = next((s for s in item.settlements if s.on > why.position.as_of), None)
    announced = next((a for a in why.position.announced if _names(a.names, item)), None)
    if item.issue_date > why.last_day:
        return Cause.PERIOD_DIFFERS, f"issued on {item.issue_date}, after the list of {why.last_day}"
    if later is not None:
        return Cause.PAYMENT_IN_TRANSIT, f"the customer counts it as paid: {_settled(later)}"
    if announced is not None:
        known = f"an advice {announced.reference}".rstrip()
        return Cause.PAYMENT_IN_TRANSIT, f"{known} names it and is not posted yet"
    if item.is_charge:
        return Cause.CHARGE_NOT_TAKEN, "our charge, which the customer has not booked"
    if item.original < 0:
        return Cause.CREDIT_MEMO_NOT_TAKEN, f"our credit memo of {item.issue_date} is not on the list"
    if item.disputed:
        return Cause.DEDUCTION, f"disputed: {item.disputed}"
    fresh = item.issue_date + _ON_ITS_WAY > why.last_day
    note = "; issued just before, perhaps on its way" if fresh else ": send a copy"
    return Cause.INVOICE_MISSING, f"our invoice of {item.issue_date} is not on the list{note}"


def of_one_document(
    item: PositionItem, figure: int, lines: Sequence[StatementLine], why: Reasons
) -> tuple[Difference, ...]:
    """The list names a document of ours in one or several lines; nothing where they agree."""
    if sum(line.amount for line in lines) == figure:
        return _other_date(item, figure, lines, why)
    main = _main_line(item, figure, lines)
    rest = list(lines)
    rest.remove(main)
    found = [_further(line, main, item, why) for line in rest]
    if main.amount != figure:
        cause, text = _why_other_amount(item, figure, main, why)
        found.insert(0, _difference(cause, main, item, figure, text))
    return tuple(found)


def _other_date(
    item: PositionItem, figure: int, lines: Sequence[StatementLine], why: Reasons
) -> tuple[Difference, ...]:
    """Equal amounts under a date of another month than any of ours: in another period, which moves no balance."""
    days = lines[0].dates
    ours = {(day.year, day.month) for day in (item.issue_date, item.due_date)}
    if len(lines) > 1 or not days or not figure or any((day.year, day.month) in ours for day in days):
        return ()
    text = f"the customer has it under {min(days)}, we under {item.issue_date}"
    return (_difference(Cause.PERIOD_DIFFERS, lines[0], item, figure, text),)


def _main_line(item: PositionItem, figure: int, lines: Sequence[StatementLine]) -> StatementLine:
    """The line that says the document itself: our figure, else the original amount, else the largest."""
    for wanted in (figure, item.original):
        for line in lines:
            if line.amount == wanted and line.amount:
                return line
    return max(lines, key=lambda line: abs(line.amount))


def _further(line: StatementLine, main: StatementLine, item: PositionItem, why: Reasons) -> Difference:
    """A line beside the one that says the document."""
    if line.amount == main.amount and line.kind is main.kind:
        return _difference(Cause.DUPLICATE, line, item, None, "listed more than once")
    if line.kind is LineKind.PAYMENT or (line.amount < 0 < item.original and line.kind is LineKind.DOCUMENT):
        return _difference(Cause.PAYMENT_IN_TRANSIT, line, item, None, _not_booked(line, why))
    if line.amount < 0 < item.original:
        return _difference(Cause.DEDUCTION, line, item, None, "taken off by the customer; not in our book")
    return _difference(Cause.AMOUNT_DIFFERS, line, item, None, "a further line for the same document")


def _why_other_amount(item: PositionItem, figure: int, line: StatementLine, why: Reasons) -> tuple[Cause, str]:
    gap = line.amount - figure
    taken = [s for s in item.settlements if s.on <= why.position.as_of]
    paid = _settlements_of(gap, taken)
    if item.issue_date > why.position.as_of:
        return Cause.PERIOD_DIFFERS, f"issued on {item.issue_date}, after the day of this reconciliation"
    if paid:
        late = why.dated is not None and min(s.on for s in paid) > why.dated
        cause = Cause.PERIOD_DIFFERS if late else Cause.ALREADY_PAID
        return cause, "; ".join(_settled(s) for s in paid) + (f", after the list of {why.dated}" if late else "")
    if not figure and line.amount == item.original:
        return Cause.ALREADY_PAID, "settled in our book"
    if line.amount == -figure:
        return Cause.AMOUNT_DIFFERS, "booked with the wrong sign"
    if line.kind is LineKind.DEDUCTION or item.disputed:
        return Cause.DEDUCTION, f"disputed: {item.disputed}" if item.disputed else f"the customer says: {line.text}"
    beside = sum(s.discount + s.writeoff for s in taken)
    if beside and gap == beside:
        return Cause.AMOUNT_DIFFERS, f"discount or write-off of {why.money(beside)} allowed here is not on the list"
    return Cause.AMOUNT_DIFFERS, f"the customer has {why.money(abs(gap))} {'more' if gap > 0 else 'less'}"


def of_payment(payment: BookedPayment, figure: int, line: StatementLine | None, why: Reasons) -> Difference | None:
    """A payment that stands by itself on our side, and the customer's line for it."""
    if line is None:
        text = f"booked here on {payment.on}; not on the list"
        return Difference(Cause.PAYMENT_NOT_TAKEN, payment.reference, "", None, figure, text, payment.on)
    if line.amount == figure:
        return None
    text = f"we booked {why.money(-figure)} on {payment.on}"
    return Difference(Cause.AMOUNT_DIFFERS, line.reference, "", line.amount, figure, text, payment.on)


def on_account(cash: HeldCash) -> Difference:
    """Cash of the customer's that its list counts as payment of something."""
    text = f"payment {cash.reference}".rstrip() + f" of {cash.on} lies on account here: apply it"
    return Difference(Cause.CASH_ON_ACCOUNT, cash.reference, "", None, -cash.amount, text, cash.on)


def unknown_line(line: StatementLine, twin: bool, why: Reasons) -> Difference:
    """A line that names nothing of ours; ``twin`` where an equal one stands before it."""
    cause, text = _why_unknown(line, twin, why)
    day = min(line.dates, default=None)
    return Difference(cause, line.reference or line.text, "", line.amount, None, text, day)


def _why_unknown(line: StatementLine, twin: bool, why: Reasons) -> tuple[Cause, str]:
    if twin:
        return Cause.DUPLICATE, "listed more than once"
    if line.kind is LineKind.PAYMENT:
        return Cause.PAYMENT_IN_TRANSIT, _not_booked(line, why)
    if line.dates and min(line.dates) > why.position.as_of:
        return Cause.PERIOD_DIFFERS, f"dated after {why.position.as_of}"
    if line.amount < 0:
        return Cause.DEDUCTION, "taken off by the customer; we hold no such credit"
    whose = (why.elsewhere or {}).get(canonical(line.reference), "")
    return (
        Cause.UNKNOWN_TO_US,
        f"it is a document of {whose}" if whose else "no document of this account has the number",
    )


def _not_booked(line: StatementLine, why: Reasons) -> str:
    """Whether a payment of the customer's came later, or was at least announced."""
    later = [s for item in why.position.items for s in item.settlements if s.on > why.position.as_of]
    keys = {canonical(text) for text in (line.reference, *line.mentions) if text}
    for settlement in later:
        if settlement.reference and canonical(settlement.reference) in keys:
            return _settled(settlement)
    for announced in why.position.announced:
        if announced.amount == -line.amount or (announced.reference and canonical(announced.reference) in keys):
            return "announced by an advice; not posted yet"
    return f"not booked here by {why.position.as_of}"


def _settlements_of(gap: int, taken: Sequence[Settlement]) -> list[Settlement]:
    """The settlements that make up a gap: all of them, or the one that equals it."""
    if taken and gap and sum(s.amount for s in taken) == gap:
        return list(taken)
    return next(([s] for s in taken if gap and s.amount == gap), [])


def _settled(settlement: Settlement) -> str:
    return f"payment {settlement.reference}".rstrip() + f" booked here on {settlement.on}"


def _names(names: Sequence[str], item: PositionItem) -> bool:
    return any(canonical(name) == canonical(item.document_number) for name in names)


def _difference(cause: Cause, line: StatementLine, item: PositionItem, figure: int | None, text: str) -> Difference:
    return Difference(cause, line.reference, item.document_number, line.amount, figure, text, item.issue_date)

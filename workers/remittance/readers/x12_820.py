"""X12 820 (payment order and remittance advice, 4010 to 5010): a payment with its lines for each transaction set.

Every element has its meaning from the standard, so nothing is left to be guessed from a layout. Whether the lines
add up to the payment is asked where every other document is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from workers.errors import UnreadableDocument
from workers.receivables.money import exponent
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.document import Document, Layout, Page
from workers.remittance.readers.x12 import Segment, TransactionSet, transaction_sets

# The day the money moves before the day of the message: settled, effective, cheque, processed, written.
_DATES = ("234", "007", "405", "009", "097")
_METHODS = {
    "ACH": "ACH", "CHK": "check", "FWT": "wire transfer", "BOP": "bank transfer", "SWT": "wire transfer",
    "CCC": "credit card",
}  # fmt: skip
_AMOUNT = re.compile(r"-?\d{0,15}(?:\.\d{0,4})?$")
_NONE = Decimal(0)


@dataclass(slots=True)
class _Line:
    """An open item (RMR), or an adjustment of its own (ADX outside of an RMR loop)."""

    reference: str = ""
    paid: Decimal = _NONE
    gross: Decimal | None = None
    discount: Decimal | None = None
    adjusted: Decimal = _NONE
    reasons: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


def read_x12(name: str, text: str) -> Document:
    """A page and a payment for each 820; a page that only names the transaction sets where there is none."""
    sets = transaction_sets(text)
    advices = [found for found in sets if found.kind == "820"]
    if not advices:
        layout = Layout()
        layout.add_text("X12 transaction sets " + " ".join(found.kind for found in sets))
        return Document(name, "x12", (layout.page(),))
    read = [_read(found, page) for page, found in enumerate(advices, 1)]
    return Document(name, "x12", tuple(page for page, _ in read), payments=tuple(payment for _, payment in read))


def _read(found: TransactionSet, number: int) -> tuple[Page, AdvicePayment]:
    head = next((segment for segment in found.segments if segment.name == "BPR"), None)
    if head is None:
        raise UnreadableDocument("the 820 has no payment (BPR)")
    if head.get(3) == "D":
        raise UnreadableDocument("the 820 announces a debit: the payer takes money instead of paying")
    payment = _payment(head, found.segments)
    named = [s.get(2) for s in found.segments if s.name == "N1" and s.get(1) == "PR"]
    layout = Layout()
    layout.add_text("\n".join([*named[:1], "Remittance Advice", f"Payment reference: {payment.reference}", ""]))
    lines = tuple(replace(line, evidence=f"payment {number}, {line.evidence}") for line in payment.lines)
    layout.add_grid([[("Reference", 1), ("Paid", 1)], *([(x.reference, 1), (str(x.net), 1)] for x in lines)])
    return layout.page(), replace(payment, lines=lines)


def _payment(head: Segment, segments: Sequence[Segment]) -> AdvicePayment:
    """The payment with its lines. An amount without a currency has the decimals that most currencies have."""
    currency = next((s.get(2).upper() for s in segments if s.name == "CUR"), "")
    digits = exponent(currency)
    stated = _amount(head, 2)
    lines = _lines(segments)
    conflict = _settle(lines, stated)
    paid_on = _day(head.get(16)) or _dated(segments)
    return AdvicePayment(
        amount=_minor(stated, digits),
        currency=currency,
        lines=tuple(_advice_line(line, digits, number) for number, line in enumerate(lines, 1)),
        date=paid_on,
        reference=next((s.get(2) for s in segments if s.name == "TRN"), ""),
        method=_METHODS.get(head.get(4), ""),
        conflict=conflict,
    )


def _dated(segments: Sequence[Segment]) -> date | None:
    """The best of the dates before the first open item."""
    first = next((i for i, s in enumerate(segments) if s.name in ("ENT", "RMR", "ADX")), len(segments))
    dates = {s.get(1): _day(s.get(2)) for s in segments[:first] if s.name == "DTM"}
    return next((dates[qualifier] for qualifier in _DATES if dates.get(qualifier)), None)


def _day(text: str) -> date | None:
    """CCYYMMDD, or YYMMDD of older versions; None when it is neither.

    >>> _day("20261113"), _day("261113"), _day("20261399")
    (datetime.date(2026, 11, 13), datetime.date(2026, 11, 13), None)
    """
    digits = f"20{text}" if len(text) == 6 else text
    try:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}") if len(digits) == 8 else None
    except ValueError:
        return None


def _lines(segments: Sequence[Segment]) -> list[_Line]:
    lines: list[_Line] = []
    in_item = False
    for segment in segments:
        match segment.name:
            case "RMR":
                lines.append(_item(segment))
                in_item = True
            case "ENT":
                in_item = False
            case "ADX" if in_item:
                lines[-1].adjusted += _amount(segment, 1)
                lines[-1].reasons.append(_reason(segment))
            case "ADX":
                lines.append(_Line(segment.get(4), _amount(segment, 1), reasons=[_reason(segment)]))
            case "REF" if lines:
                _refer(lines[-1], segment)
            case "NTE" | "DED" if lines and segment.get(2):
                lines[-1].details.append(segment.get(2))
    return lines


def _item(segment: Segment) -> _Line:
    """An RMR. From 5010 on it may carry its own adjustment: RMR07 is the code, RMR08 the amount."""
    line = _Line(segment.get(2), _amount(segment, 4))
    line.gross = _amount(segment, 5) if segment.get(5) else None
    line.discount = _amount(segment, 6) if segment.get(6) else None
    if segment.get(8):
        line.adjusted = _amount(segment, 8)
        line.reasons.append(f"X12 426 {segment.get(7)}")
    return line


def _reason(segment: Segment) -> str:
    return f"X12 426 {segment.get(2)}" if segment.get(2) else "adjustment"


def _refer(line: _Line, segment: Segment) -> None:
    """A further number of a line; an adjustment without a number is named by its invoice or credit memo."""
    if not line.reference and segment.get(1) in ("IV", "CM", "OI", "IK"):
        line.reference = segment.get(2)
    elif segment.get(2):
        line.details.append(segment.get(2))


def _settle(lines: list[_Line], stated: Decimal) -> str:
    """Some payers send what is paid on an item before its adjustments, others after them: what adds up shows which.

    Says why it cannot be told where both add up.
    """
    total, adjusted = sum((line.paid for line in lines), _NONE), sum((line.adjusted for line in lines), _NONE)
    if total == stated:
        moved = any(line.adjusted for line in lines)
        return "the adjustments may be counted in or not" if moved and not adjusted else ""
    if adjusted and total + adjusted == stated:
        for line in lines:
            line.gross = line.gross if line.gross is not None else line.paid
            line.paid += line.adjusted
    return ""


def _advice_line(line: _Line, digits: int, number: int) -> AdviceLine:
    """Figures taken off have the sign of what is paid."""
    sign = -1 if line.paid < 0 else 1
    return AdviceLine(
        reference=line.reference if any(c.isdigit() for c in line.reference) else "",
        net=_minor(line.paid, digits),
        gross=None if line.gross is None else _minor(line.gross, digits),
        discount=None if line.discount is None else sign * abs(_minor(line.discount, digits)),
        deduction=sign * abs(_minor(line.adjusted, digits)) if line.adjusted < 0 else None,
        reason="; ".join(line.reasons),
        mentions=tuple(word for text in line.details for word in text.split() if any(c.isdigit() for c in word)),
        evidence=f"line {number}",
    )


def _amount(segment: Segment, position: int) -> Decimal:
    text = segment.get(position)
    if not text or not _AMOUNT.match(text) or not any(c.isdigit() for c in text):
        raise UnreadableDocument(f"{segment.name}{position:02} is no amount: {text[:40]!r}")
    return Decimal(text)


def _minor(amount: Decimal, digits: int) -> int:
    minor = amount.scaleb(digits)
    if minor != int(minor):
        raise UnreadableDocument(f"{amount} has more decimals than its currency")
    return int(minor)

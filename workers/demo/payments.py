"""A payment as its payer makes it: what it covers, what the bank will say of it, and whether an advice goes ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from workers.demo.advice import Announcement, PaidLine
from workers.demo.characters import Habit
from workers.demo.company import Firm, Invoice
from workers.receivables.money import share

_DISCOUNT = Decimal("0.02")
_REASONS = {
    "en": ("Transport damage", "Freight not agreed", "Short delivery"),
    "de": ("Transportschaden", "Fracht nicht vereinbart", "Fehlmenge"),
}
_NAMELESS_PAYER = "SAMMELAUFTRAG 0815"
_OVERPAID = 5_000
_PAYEE = "Brightwater Components"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money under way. ``announced`` sends an advice with it; ``funded`` is false when no money follows."""

    firm: Firm
    announcement: Announcement
    announced: bool
    funded: bool = True
    nameless: bool = False

    @property
    def paid_on(self) -> date:
        return self.announcement.paid_on

    @property
    def amount(self) -> int:
        return self.announcement.total

    @property
    def bank_reference(self) -> str:
        """What stands on the bank's line: the payer's own number where an advice explains it, else our documents."""
        if self.nameless:
            return "ZAHLUNG"
        if self.announced:
            return self.announcement.reference
        return " ".join(line.number for line in self.announcement.lines)

    @property
    def bank_payer(self) -> str:
        return _NAMELESS_PAYER if self.nameless else self.firm.name.upper()


def make_payments(firm: Firm, invoices: Sequence[Invoice], day: date, rng: Random, serial: int) -> list[Payment]:
    """The payments of one day: all in one with an advice, or one for each invoice without."""
    announced = rng.randrange(100) < firm.character.announces
    groups = [list(invoices)] if announced else [[invoice] for invoice in invoices]
    return [
        Payment(
            firm,
            _announcement(firm, group, day, rng, reference=_reference(firm, serial + place)),
            announced,
            nameless=firm.character.habit is Habit.NAMELESS,
        )
        for place, group in enumerate(groups)
    ]


def overpaid(payment: Payment) -> Payment:
    """The same payment with a typing error in its first line."""
    first, *rest = payment.announcement.lines
    lines = (replace(first, gross=first.gross + _OVERPAID), *rest)
    return replace(payment, announcement=replace(payment.announcement, lines=lines))


def rest_payment(firm: Firm, invoice: Invoice, amount: int, day: date, serial: int) -> Payment:
    """What was deducted before and is paid after all, under the invoice's number."""
    lines = (PaidLine(invoice.number, invoice.issued_on, amount),)
    reference = _reference(firm, serial)
    announcement = Announcement(firm.name, _PAYEE, reference, day, firm.currency, firm.language, lines)
    return Payment(firm, announcement, announced=False)


def _announcement(firm: Firm, invoices: Sequence[Invoice], day: date, rng: Random, *, reference: str) -> Announcement:
    return Announcement(
        payer=firm.name,
        payee=_PAYEE,
        reference=reference,
        paid_on=day,
        currency=firm.currency,
        language=firm.language,
        lines=tuple(_line(firm, invoice, day, rng) for invoice in invoices),
    )


def _line(firm: Firm, invoice: Invoice, day: date, rng: Random) -> PaidLine:
    line = PaidLine(invoice.number, invoice.issued_on, invoice.amount)
    match firm.character.habit:
        case Habit.DISCOUNT if invoice.discount_terms and (day - invoice.issued_on).days <= 10:
            return replace(line, discount=share(invoice.amount, _DISCOUNT))
        case Habit.SHORT if rng.randrange(2):
            reason = rng.choice(_REASONS[firm.language])
            return replace(line, deduction=invoice.amount * rng.randint(2, 8) // 100, reason=reason)
        case _:
            return line


def _reference(firm: Firm, serial: int) -> str:
    prefix = "ZA" if firm.language == "de" else "CHK" if firm.country == "US" else "BP"
    return f"{prefix}-{firm.id[2:]}{serial:03d}"

"""One customer's items and advices in a few words, for tests of the rules."""

from __future__ import annotations

from datetime import date

from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.receivables.sender_trust import SenderVerdict
from workers.remittance.decision import Decision
from workers.remittance.facts import ApplicationFacts, Payer
from workers.remittance.rules.application import decide

ISSUED, PAID = date(2026, 10, 1), date(2026, 10, 12)
PAYER = Payer(Customer("C1", "Payer Ltd", "payer.example"))
POLICY = CashApplicationPolicy()


def item(number: str, amount: int, open_amount: int | None = None, **more: str) -> OpenItem:
    """An item in EUR; an id that follows from the number keeps tests independent of order."""
    kind = "invoice" if amount >= 0 else "credit_memo"
    left = amount if open_amount is None else open_amount
    currency, terms = more.get("currency", "EUR"), more.get("terms", "")
    key = sum(ord(letter) * 31**place for place, letter in enumerate(number))
    return OpenItem(key, "C1", kind, number, ISSUED, ISSUED, currency, amount, left, more.get("po", ""), terms)


def payment(
    *lines: AdviceLine, amount: int | None = None, currency: str = "EUR", reference: str = "P1"
) -> AdvicePayment:
    total = sum(line.net for line in lines) if amount is None else amount
    return AdvicePayment(total, currency, lines, PAID, reference)


def facts_of(*payments: AdvicePayment, items: tuple[OpenItem, ...], **more: object) -> ApplicationFacts:
    payer = more.get("payer", PAYER)
    sender = more.get("sender", SenderVerdict())
    assert isinstance(payer, Payer)
    assert isinstance(sender, SenderVerdict)
    seen = frozenset(str(key) for key in more.get("seen", ()))  # type: ignore[attr-defined]
    return ApplicationFacts(RemittanceAdvice(payments), sender, payer, items, seen)


def decide_lines(*lines: AdviceLine, items: tuple[OpenItem, ...]) -> Decision:
    """The decision on one payment in EUR whose amount is the sum of its lines."""
    return decide(facts_of(payment(*lines), items=items), POLICY)

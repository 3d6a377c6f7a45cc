"""A book with postings and a robot over it that writes statements and thanks, for tests of courtesies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from tests.dunned_book import DunnedBook, live_policy
from workers.ledger import posting
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, clear_with_bank_line, post_advice, post_bank_payment
from workers.ledger.cash.reversals import reverse_payment
from workers.ledger.schema import open_items
from workers.policy.courtesy import Statements, ThankYou
from workers.policy.policy_set import PolicySet
from workers.reports.statements import send_statements
from workers.reports.thanks import send_thanks


def courteous_policy(**changes: Any) -> PolicySet:
    return live_policy(statements=Statements(), thank_you=ThankYou(enabled=True), **changes)


@dataclass
class CourteousBook(DunnedBook):
    """Every item is posted as an import posts it; days pass with `pass_days`."""

    policy: PolicySet = field(default_factory=courteous_policy)
    evidence: int = 0

    def item(self, account_id: int, number: str, days_overdue: int, amount: int = 10_000, currency: str = "EUR") -> int:
        item_id = super().item(account_id, number, days_overdue, amount, currency)
        lines = (
            posting.Posting(posting.RECEIVABLES, amount, item_id),
            posting.Posting(posting.SYSTEM_OF_RECORD, -amount),
        )
        kind = "open_items.imported"
        entry = posting.Entry("default", currency, kind, "robot", "import", f"import:{number}", lines, account_id)
        with self.ledger.write() as connection:
            connection.execute(update(open_items).where(open_items.c.id == item_id).values(open_minor=0))
            posting.post(connection, entry, self.occasion().at, self.today)
        return item_id

    def basis(self) -> Basis:
        self.evidence += 1
        return Basis("test", f"bank_line:{self.evidence}")

    def receipt(self, account_id: int | None, amount: int) -> Receipt:
        return Receipt("default", account_id, "EUR", amount, self.today, "PAY-7")

    def pay(self, account_id: int | None, amount: int, *items: int, discount: int = 0, actor: str = "robot") -> int:
        """Money in the bank, shared out equally; without items it lies on account, or nobody knows whose it is."""
        shares = [Share(item, amount // len(items), discount) for item in items]
        with self.ledger.write() as connection:
            receipt = self.receipt(account_id, amount)
            return post_bank_payment(connection, receipt, shares, self.basis(), self.occasion(actor))

    def announce(self, account_id: int, amount: int, item: int) -> int:
        with self.ledger.write() as connection:
            receipt, shares, by = (
                self.receipt(account_id, amount),
                [Share(item, amount)],
                self.today + timedelta(days=9),
            )
            return post_advice(connection, receipt, shares, confirm_by=by, basis=self.basis(), occasion=self.occasion())

    def clear(self, payment_id: int) -> None:
        with self.ledger.write() as connection:
            clear_with_bank_line(connection, payment_id, self.basis(), self.occasion())

    def take_back(self, payment_id: int) -> None:
        with self.ledger.write() as connection:
            reverse_payment(connection, payment_id, self.basis(), self.occasion("anna"))

    def go_to(self, day: date) -> None:
        self.pass_days((day - self.today).days)

    def state(self) -> list[int]:
        return send_statements(self.ledger, self.policy, self.occasion())

    def thank(self) -> list[int]:
        return send_thanks(self.ledger, self.policy, self.occasion())

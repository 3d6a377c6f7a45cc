"""A dunned book whose ladder charges: German businesses whose items are posted, so that the laws can be heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.dunned_book import DunnedBook, live_policy
from workers.ledger import posting
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_bank_payment
from workers.ledger.laws import Replays, verify
from workers.ledger.posting import RECEIVABLES, SYSTEM_OF_RECORD, Entry, Posting
from workers.ledger.schema import journal, open_items
from workers.ledger.unit_of_work import Ledger
from workers.policy.level import Charge
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import NoticeFacts

FEE_AND_INTEREST = Charge("book", fee={"EUR": 250}, interest=True, compensation=True)


def charging(charge: Charge, **changes: Any) -> PolicySet:
    """The shipped policy, live, whose every level of the standard ladder charges."""
    policy = live_policy(**changes)
    ladder = policy.ladders["standard"]
    levels = tuple(replace(level, charge=charge) for level in ladder.levels)
    return replace(policy, ladders={**policy.ladders, "standard": replace(ladder, levels=levels)})


class ChargedBook(DunnedBook):
    """The robot over a book that charges."""

    def __init__(self, ledger: Ledger, charge: Charge = FEE_AND_INTEREST) -> None:
        super().__init__(ledger, charging(charge))

    def customer(self, number: str = "C1", *, days_overdue: tuple[int, ...] = (10,), **columns: Any) -> int:
        return super().customer(number, days_overdue=days_overdue, **{"country": "DE", **columns})

    def item(self, account_id: int, number: str, days_overdue: int, amount: int = 10_000, currency: str = "EUR") -> int:
        item_id = super().item(account_id, number, days_overdue, amount, currency)
        lines = (Posting(RECEIVABLES, amount, item_id), Posting(SYSTEM_OF_RECORD, -amount))
        entry = Entry("default", currency, "open_items.imported", "robot", "test", "import 1", lines, account_id)
        occasion = self.occasion()
        with self.ledger.write() as connection:
            posting.post_all(connection, [entry], occasion.at, occasion.business_date, open_amounts_are_set=True)
        return item_id

    def pay(self, account_id: int, amounts: dict[int, int] | int, days_ago: int = 0, currency: str = "EUR") -> None:
        """A bank payment: for items by id, or so much on account."""
        total = amounts if isinstance(amounts, int) else sum(amounts.values())
        shares = [] if isinstance(amounts, int) else [Share(item, cash) for item, cash in amounts.items()]
        occasion = self.occasion()
        received_on = occasion.business_date - timedelta(days=days_ago)
        with self.ledger.write() as connection:
            receipt = Receipt("default", account_id, currency, total, received_on)
            evidence = f"bank_line:{account_id}:{occasion.at.isoformat()}"
            post_bank_payment(connection, receipt, shares, Basis("test", evidence), occasion)

    def notice(self, number: int = 1) -> NoticeFacts:
        """What the nth message says."""
        return NoticeFacts.from_json(self.column("payload")[number - 1])

    def charge_items(self) -> list[tuple[str, int, int]]:
        """(number, original, open) of the charges in the book."""
        c = open_items.c
        query = select(c.document_number, c.original_minor, c.open_minor).where(c.system == "collectbot")
        with self.ledger.read() as connection:
            return [(number, original, still) for number, original, still in connection.execute(query.order_by(c.id))]

    def journalled(self, prefix: str) -> list[str]:
        query = (
            select(journal.c.kind).where(journal.c.kind.startswith(prefix)).order_by(journal.c.stream, journal.c.seq)
        )
        with self.ledger.read() as connection:
            return list(connection.scalars(query))

    def broken_laws(self) -> list[str]:
        results = verify(self.ledger, Replays(), self.occasion())
        return [f"law {result.n}: {violation}" for result in results for violation in result.violations]

    def charge_item_id(self, number: str = "CHG-1") -> int:
        query = select(open_items.c.id).where(open_items.c.document_number == number)
        with self.ledger.read() as connection:
            return int(connection.execute(query).scalar_one())

"""A dunned book whose money moves as it does in life, so that its past can be rebuilt and compared with what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from tests.dunned_book import DunnedBook
from workers.dunning.scan import Reader, remembering
from workers.ledger import journal, posting
from workers.ledger.cash import payments, reversals
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt
from workers.ledger.history.load import load_histories
from workers.ledger.schema import accounts, open_items
from workers.receivables.reference import canonical
from workers.receivables.standing import standing_document

Moment = tuple[datetime, date]


@dataclass
class PastBook(DunnedBook):
    """Items are booked as an import books them, and every operation happens at the book's own time."""

    remembered: list[tuple[Moment, list[dict[str, Any]]]] = field(default_factory=list)

    def remember(self) -> None:
        """Keep what the ledger says of this moment."""
        self.remembered.append((self.now(), self.standings()))

    def item(self, account_id: int, number: str, days_overdue: int, amount: int = 10_000, currency: str = "EUR") -> int:
        due, occasion = self.today - timedelta(days=days_overdue), self.occasion()
        row = {
            "account_id": account_id, "entity": "default", "system": "erp",
            "document_type": "invoice" if amount > 0 else "credit_memo", "document_number": number,
            "issue_date": due - timedelta(days=30), "due_date": due, "currency": currency, "original_minor": amount,
            "open_minor": 0, "reported_open_minor": amount, "canonical_key": canonical(number),
        }  # fmt: skip
        with self.ledger.write() as connection:
            item_id = int(connection.execute(insert(open_items).values(row).returning(open_items.c.id)).scalar_one())
            lines = (
                posting.Posting(posting.RECEIVABLES, amount, item_id),
                posting.Posting(posting.SYSTEM_OF_RECORD, -amount),
            )
            entry = posting.Entry(
                "default", currency, "open_items.imported", "robot", "import", number, lines, account_id
            )
            posting.post(connection, entry, occasion.at, occasion.business_date)
            journal.record(connection, "open_items.imported", {"added": [item_id]}, occasion, account_id=account_id)
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(look_again_on=None))
        return item_id

    def advice(self, account_id: int, item_id: int, amount: int, received_days_ago: int = 0) -> int:
        """What an advice says is posted against remittances in transit."""
        receipt, occasion = self._receipt(account_id, amount, received_days_ago), self.occasion()
        with self.ledger.write() as connection:
            return payments.post_advice(
                connection,
                receipt,
                [Share(item_id, amount)],
                confirm_by=occasion.business_date + timedelta(days=7),
                basis=Basis("test", f"advice:{item_id}"),
                occasion=occasion,
            )

    def bank(self, account_id: int, shares: Sequence[Share], amount: int, received_days_ago: int = 0) -> int:
        """A bank line, applied to ``shares``, else on account."""
        receipt = self._receipt(account_id, amount, received_days_ago)
        with self.ledger.write() as connection:
            basis = Basis("test", f"bank:{account_id}:{self.occasion().at}")
            return payments.post_bank_payment(connection, receipt, shares, basis, self.occasion())

    def cleared(self, payment_id: int) -> None:
        with self.ledger.write() as connection:
            payments.clear_with_bank_line(connection, payment_id, Basis("test", f"line:{payment_id}"), self.occasion())

    def reversed(self, payment_id: int) -> None:
        with self.ledger.write() as connection:
            reversals.reverse_payment(
                connection, payment_id, Basis("test", f"back:{payment_id}"), self.occasion("anna")
            )

    def run_day(self) -> None:
        self.plan()
        self.send()

    def now(self) -> Moment:
        occasion = self.occasion()
        return occasion.at, occasion.business_date

    def standings(self) -> list[dict[str, Any]]:
        """Every standing as it is now, as the journal would keep it."""
        with self.ledger.read() as connection:
            ids = list(connection.scalars(select(accounts.c.id).order_by(accounts.c.id)))
            dossiers = Reader(self.policy, self.today).dossiers(connection, ids)
        return [_document(standing) for dossier in dossiers for standing in dossier.standings]

    def standings_at(self, moment: Moment) -> list[dict[str, Any]]:
        """Every standing as history has it of a moment."""
        home = {name: entity.country for name, entity in self.policy.robot.entities.items()}
        with self.ledger.read() as connection:
            ids = list(connection.scalars(select(accounts.c.id).order_by(accounts.c.id)))
            histories = load_histories(connection, ids)
        dossiers = [h.dossier(moment, h.sent_at(moment[0]), remembering(self.policy), home) for h in histories]
        return [_document(standing) for dossier in dossiers for standing in dossier.standings]

    def _receipt(self, account_id: int, amount: int, received_days_ago: int) -> Receipt:
        return Receipt("default", account_id, "EUR", amount, self.today - timedelta(days=received_days_ago))


def _document(standing: Any) -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode(standing_document(standing)))  # type: ignore[no-any-return]

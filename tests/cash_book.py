"""A small book for tests of cash: customers, items, advices and bank lines in the words of the field, and its laws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from workers.errors import InvariantViolation, LedgerBusy, UserError
from workers.ledger import posting
from workers.ledger.book.item_keys import add_item_keys
from workers.ledger.cash.applications import Share
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.payments import Payment
from workers.ledger.operations import feeds
from workers.ledger.schema import (
    accounts,
    advices,
    applications,
    cases,
    customers,
    entries,
    open_items,
    payments,
    postings,
)
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.receivables.customer import name_key
from workers.receivables.occasion import Occasion
from workers.receivables.reference import canonical
from workers.remittance.advice_posting import AnnouncedPayment, JudgedMail, Placed, place_payment
from workers.remittance.bank.run import StatementReport, post_statements
from workers.remittance.bank.statement import Statement, StatementLine
from workers.remittance.confirmation import expire_unconfirmed, reverse_by_person
from workers.remittance.terms import PostingTerms

DAY = date(2026, 3, 2)  # a Monday
TERMS = PostingTerms("main", "DE", 5, "advice", True, QueuePolicy())
Shares = Mapping[str, int | tuple[int, int, int]]


def on(day: date = DAY, actor: str = "robot") -> Occasion:
    return Occasion(datetime.combine(day, time(9), UTC), day, actor, "policy-1")


@contextmanager
def refusals_allowed() -> Iterator[None]:
    """What the ledger refuses changes nothing; but the only law that a step may try to break is that of a share."""
    try:
        yield
    except InvariantViolation as broken:
        if "cannot take" not in str(broken):
            raise
    except (LedgerBusy, UserError, IntegrityError):
        pass


class CashBook:
    """One entity's book; amounts are minor units of EUR."""

    def __init__(self, ledger: Ledger, terms: PostingTerms = TERMS) -> None:
        self.ledger = ledger
        self.terms = terms
        self.item_ids: dict[str, int] = {}

    def customer(self, customer_id: str = "C1", name: str = "Adler GmbH", parent: str | None = None) -> int:
        values = {"id": customer_id, "name": name, "name_key": name_key(name), "parent_id": parent}
        with self.ledger.write() as connection:
            connection.execute(insert(customers).values(values))
            account = insert(accounts).values(entity="main", customer_id=customer_id).returning(accounts.c.id)
            return int(connection.execute(account).scalar_one())

    def item(self, number: str, amount: int, customer_id: str = "C1", currency: str = "EUR") -> int:
        """A document, booked against the system of record as the importer does."""
        with self.ledger.write() as connection:
            account = connection.scalar(select(accounts.c.id).where(accounts.c.customer_id == customer_id))
            kind = "invoice" if amount >= 0 else "credit_memo"
            values = {
                "account_id": account, "entity": "main", "system": "erp", "document_type": kind,
                "document_number": number, "issue_date": DAY, "due_date": DAY, "currency": currency,
                "original_minor": amount, "open_minor": 0, "reported_open_minor": amount,
                "canonical_key": canonical(number),
            }  # fmt: skip
            item_id = int(connection.execute(insert(open_items).values(values).returning(open_items.c.id)).scalar_one())
            add_item_keys(connection, [(item_id, int(account or 0), number, "")])
            lines = (
                posting.Posting(posting.RECEIVABLES, amount, item_id),
                posting.Posting(posting.SYSTEM_OF_RECORD, -amount),
            )
            entry = posting.Entry("main", currency, "item.imported", "robot", "import", number, lines, account)
            posting.post(connection, entry, on().at, DAY)
        self.item_ids[number] = item_id
        return item_id

    def share(self, number: str, figures: int | tuple[int, int, int]) -> Share:
        return Share(self.item_ids[number], *((figures,) if isinstance(figures, int) else figures))

    def advice(
        self, shares: Shares, reference: str = "", day: date = DAY, payer: str = "C1", actor: str = "robot"
    ) -> Placed:
        posted = tuple(self.share(number, figures) for number, figures in shares.items())
        amount = sum(share.cash for share in posted)
        key = f"{payer}|{reference}|{day}|{amount}"
        announced = AnnouncedPayment("EUR", amount, posted, day, reference, key)
        with self.ledger.write() as connection:
            lock_amounts(connection, "main", [("EUR", amount)])
            mail = JudgedMail(None, payer, {}, {})
            return place_payment(connection, mail, announced, self.terms, on(day, actor))

    def bank(self, *lines: StatementLine, day: date = DAY) -> StatementReport:
        report = StatementReport()
        post_statements(self.ledger, [Statement("csv", lines)], self.terms, on(day), report)
        with self.ledger.write() as connection:
            feeds.mark_received(connection, "bank", on(day).at)
        return report

    def expire(self, day: date) -> list[int]:
        return expire_unconfirmed(self.ledger, self.terms, on(day))

    def reverse(self, payment_id: int, actor: str = "anna", day: date = DAY) -> Payment:
        with self.ledger.write() as connection:
            return reverse_by_person(connection, payment_id, self.terms, on(day, actor))

    def open(self, number: str) -> int:
        with self.ledger.read() as connection:
            query = select(open_items.c.open_minor).where(open_items.c.id == self.item_ids[number])
            return int(connection.execute(query).scalar_one())

    def payments(self) -> list[Payment]:
        with self.ledger.read() as connection:
            return [Payment(**row._asdict()) for row in connection.execute(select(payments).order_by(payments.c.id))]

    def advice_states(self) -> list[str]:
        with self.ledger.read() as connection:
            return list(connection.scalars(select(advices.c.state).order_by(advices.c.id)))

    def cases(self) -> list[str]:
        """The kinds of the cases that wait for somebody."""
        with self.ledger.read() as connection:
            unresolved = select(cases.c.kind).where(cases.c.state != "resolved")
            return list(connection.scalars(unresolved.order_by(cases.c.id)))

    def balances(self) -> dict[str, int]:
        """Balance by ledger account, without those that are zero."""
        total = func.sum(postings.c.debit_minor)
        query = select(postings.c.ledger_account, total).group_by(postings.c.ledger_account).having(total != 0)
        with self.ledger.read() as connection:
            return {name: int(sum_) for name, sum_ in connection.execute(query)}

    def check_laws(self) -> None:
        """Laws 1, 2 and 10, from the rows themselves."""
        for payment in self.payments():
            applied, held, unidentified = self._parts(payment.id)
            assert (held, unidentified) == (payment.on_account_minor, payment.unidentified_minor)
            expected = 0 if payment.clearing == "reversed" else payment.amount_minor
            assert applied + held + unidentified == expected
        self._check_open_amounts()
        self._check_balance()

    def _parts(self, payment_id: int) -> tuple[int, int, int]:
        with self.ledger.read() as connection:
            cash = select(func.coalesce(func.sum(applications.c.cash_minor), 0))
            applied = int(connection.scalar(cash.where(applications.c.payment_id == payment_id)) or 0)
            debits = select(postings.c.ledger_account, func.sum(postings.c.debit_minor))
            own = debits.where(postings.c.payment_id == payment_id).group_by(postings.c.ledger_account)
            booked = {name: int(total) for name, total in connection.execute(own)}
        return applied, -booked.get(posting.ON_ACCOUNT, 0), -booked.get(posting.UNIDENTIFIED, 0)

    def _check_open_amounts(self) -> None:
        booked = select(func.sum(postings.c.debit_minor)).where(postings.c.open_item_id == open_items.c.id)
        own = booked.where(postings.c.ledger_account == posting.RECEIVABLES).scalar_subquery()
        with self.ledger.read() as connection:
            for row in connection.execute(select(open_items, own.label("booked"))):
                low, high = sorted((0, row.original_minor))
                assert low <= row.open_minor <= high
                assert row.open_minor == row.booked

    def _check_balance(self) -> None:
        query = select(entries.c.id, func.sum(postings.c.debit_minor)).join(postings).group_by(entries.c.id)
        with self.ledger.read() as connection:
            assert [total for _, total in connection.execute(query) if total] == []


def received(
    amount: int, reference: str = "", payer: str = "Adler GmbH", day: date = DAY, bank_id: str = ""
) -> StatementLine:
    return StatementLine(day, amount, "EUR", reference, payer, bank_id)


def after(days: int) -> date:
    return DAY + timedelta(days=days)

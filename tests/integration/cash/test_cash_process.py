"""From the bytes of a mail to posted payments and cases: reading, judging and recording together."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.cash_book import TERMS, CashBook, after, on, received
from tests.dunned_book import shipped_policy
from workers.errors import LedgerBusy
from workers.ledger.incoming.raw_messages import Arrival, Settlement, settle_message, store_arrivals
from workers.ledger.laws import LawResult, Replays
from workers.ledger.laws.verify import verify
from workers.ledger.schema import advices, cases, customers
from workers.policy.cash_application import CashApplicationPolicy
from workers.remittance.process import CashDesk, process
from workers.remittance.readers.pool import InProcessReaders
from workers.remittance.replay import rematch
from workers.remittance.terms import PostingTerms

POLICY = CashApplicationPolicy(authserv_id="mx.us.example", own_domain="us.example")
_uids = iter(range(1, 10_000))


@pytest.fixture
def book(book: CashBook) -> CashBook:
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(domain="adler.example"))
    return book


def advice(*lines: str, total: str, reference: str = "PAY-77", dmarc: str = "pass") -> bytes:
    mail = EmailMessage()
    mail["Authentication-Results"] = f"mx.us.example; dmarc={dmarc}"
    mail["From"], mail["To"], mail["Subject"] = "ap@adler.example", "ar@us.example", "Remittance advice"
    mail["Date"] = "Mon, 02 Mar 2026 08:00:00 +0000"
    rows = "\n".join(lines)
    mail.set_content("See attachment.")
    table = f"Payer,Adler GmbH\nPayment reference,{reference}\nPayment date,2026-03-02\nCurrency,EUR\n\n"
    table += f"Invoice number,Gross amount,Discount,Net amount\n{rows}\nTotal,,,{total}\n"
    mail.add_attachment(table.encode(), maintype="text", subtype="csv", filename="remittance.csv")
    return mail.as_bytes()


def desk(book: CashBook, terms: PostingTerms = TERMS) -> CashDesk:
    return CashDesk(book.ledger, InProcessReaders(), POLICY, {"main": terms}, shipped_policy().canonical_json())


def law_9(book: CashBook) -> LawResult:
    return next(law for law in verify(book.ledger, Replays({}, rematch), on()) if law.n == 9)


def handle(book: CashBook, raw: bytes, terms: PostingTerms = TERMS) -> Settlement:
    with book.ledger.write() as connection:
        uid = next(_uids)
        store_arrivals(connection, [Arrival("memory:", 1, uid, raw)], on())
        mail_id = int(connection.exec_driver_sql("SELECT max(id) FROM raw_messages").scalar_one())
    recording = process(desk(book, terms), mail_id, raw)
    with book.ledger.write() as connection:
        settlement = recording(connection, on())
        settle_message(connection, mail_id, settlement, on())
    return settlement


def rows(book: CashBook, table: Any) -> list[Any]:
    with book.ledger.read() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)).all())


BOTH = ("INV-1,100.00,0.00,100.00", "INV-2,50.00,0.00,50.00")


def test_an_advice_whose_every_line_clears_its_item_is_posted(book: CashBook) -> None:
    settlement = handle(book, advice(*BOTH, total="150.00"))
    assert settlement == Settlement("applied", "payment 1 is posted", 1)
    (kept,) = rows(book, advices)
    assert (kept.state, kept.payer_id, kept.amount_minor, kept.payer_reference) == ("posted", "C1", 15000, "PAY-77")
    assert (book.open("INV-1"), book.open("INV-2"), book.cases()) == (0, 0, [])
    book.check_laws()


def test_the_same_advice_again_is_a_case_and_posts_nothing(book: CashBook) -> None:
    handle(book, advice(*BOTH, total="150.00"))
    assert handle(book, advice(*BOTH, total="150.00")).outcome == "case"
    assert (book.cases(), book.advice_states(), len(book.payments())) == (
        ["duplicate_advice"],
        ["posted", "duplicate"],
        1,
    )


def test_a_short_payment_posts_its_cash_and_asks_a_person(book: CashBook) -> None:
    settlement = handle(book, advice("INV-1,100.00,0.00,60.00", total="60.00"))
    assert (settlement.outcome, book.open("INV-1"), book.cases()) == ("case", 4000, ["short_payment"])
    assert rows(book, cases)[0].evidence["residuals"][0]["open"] == 4000
    book.check_laws()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (advice("INV-1,100.00,0.00,100.00", total="150.00"), "total_mismatch"),
        (advice("INV-99,100.00,0.00,100.00", total="100.00"), "unknown_reference"),
        (advice("INV-1,200.00,0.00,200.00", total="200.00"), "over_payment"),
        (advice(*BOTH, total="150.00", dmarc="fail"), "suspicious_sender"),
    ],
)
def test_what_does_not_fit_posts_nothing_and_is_a_case(book: CashBook, raw: bytes, kind: str) -> None:
    assert handle(book, raw).outcome == "case"
    assert (book.payments(), book.cases()) == ([], [kind])


def test_a_doubtful_sender_cannot_make_the_true_advice_a_duplicate(book: CashBook) -> None:
    handle(book, advice(*BOTH, total="150.00", dmarc="fail"))
    assert handle(book, advice(*BOTH, total="150.00")).outcome == "applied"


def test_an_advice_for_what_bank_lines_paid_already_is_no_case(book: CashBook) -> None:
    book.bank(received(10000, "INV-1"))
    settlement = handle(book, advice(BOTH[0], total="100.00"))
    assert settlement == Settlement("applied", "bank lines had paid these items before", 1)
    assert (book.advice_states(), book.cases()) == (["cleared"], [])


def test_an_advice_for_what_a_charged_line_paid_already_is_no_case(book: CashBook) -> None:
    terms = book.terms = replace(TERMS, charges_at_most={"EUR": 100})
    book.bank(replace(received(9950, "INV-1"), charges=50))
    assert handle(book, advice(BOTH[0], total="100.00"), terms).outcome == "applied"
    assert (book.advice_states(), book.cases(), book.balances()["write_offs"]) == (["cleared"], [], 50)


def test_an_advice_for_other_items_than_the_bank_line_paid_is_a_case(book: CashBook) -> None:
    book.bank(received(10000, "INV-1", day=after(-20)))
    assert handle(book, advice(BOTH[0], total="100.00")).reason.startswith("already_paid")


def test_a_book_that_moved_between_judging_and_recording_is_judged_again(book: CashBook) -> None:
    raw = advice(*BOTH, total="150.00")
    recording = process(desk(book), 1, raw)
    book.bank(received(10000, "INV-1"))
    with pytest.raises(LedgerBusy, match="changed while"), book.ledger.write() as connection:
        recording(connection, on())
    assert len(book.payments()) == 1


def test_a_recorded_judgement_comes_out_again_in_any_order(book: CashBook) -> None:
    handle(book, advice(*BOTH, total="150.00"))
    handle(book, advice("INV-99,1.00,0.00,1.00", total="1.00", reference="PAY-78"))
    assert law_9(book).verdict == "2 checked, 0 violations"
    with book.ledger.write() as connection:
        connection.execute(update(advices).where(advices.c.id == 1).values(decision={"outcome": "exception"}))
    assert law_9(book).verdict == "2 checked, 1 violation"


def test_an_announced_advice_tells_a_person_unless_waiting_is_the_policy(book: CashBook) -> None:
    book.advice({"INV-1": 1000}, "PAY-1")
    settlement = handle(book, advice("INV-1,90.00,0.00,90.00", total="90.00"))
    assert (settlement.outcome, book.cases(), book.advice_states()) == (
        "case",
        ["advice_unconfirmed"],
        ["posted", "announced"],
    )

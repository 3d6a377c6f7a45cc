"""What customers take off, what they pay for others, and what the robot leaves alone: from the mail to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from tests.cash_book import DAY, TERMS, CashBook, on, received
from tests.integration.cash.test_cash_process import desk, handle, rows
from workers.errors import LedgerBusy, UserError
from workers.ledger.cash.deductions import decide_deduction, find_deductions
from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.schema import advices, cases, customers, deductions, journal
from workers.policy.deduction_codes import DeductionCode, DeductionCodes
from workers.receivables.deduction import Deduction
from workers.remittance.process import process
from workers.remittance.waiting_cash import waiting_cash_report

CODES = DeductionCodes({"54": DeductionCode("freight deducted", ("freight",), 14)})


@pytest.fixture
def book(book: CashBook) -> CashBook:
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(domain="adler.example"))
    return book


def advice(rows: Sequence[str], total: str, reference: str = "PAY-77", paid_on: str = "2026-03-02") -> bytes:
    """An advice of Adler whose lines are: invoice, gross, deduction, reason, net."""
    mail = EmailMessage()
    mail["Authentication-Results"] = "mx.us.example; dmarc=pass"
    mail["From"], mail["To"], mail["Subject"] = "ap@adler.example", "ar@us.example", "Remittance advice"
    mail["Date"] = "Mon, 02 Mar 2026 08:00:00 +0000"
    mail.set_content("See attachment.")
    table = f"Payer,Adler GmbH\nPayment reference,{reference}\nPayment date,{paid_on}\nCurrency,EUR\n\n"
    table += "Invoice number,Gross amount,Deduction,Reason,Net amount\n" + "\n".join(rows) + f"\nTotal,,,,{total}\n"
    mail.add_attachment(table.encode(), maintype="text", subtype="csv", filename="remittance.csv")
    return mail.as_bytes()


def plain_advice(number: str, net: str, reference: str = "PAY-77") -> bytes:
    return advice([f"{number},{net},,,{net}"], net, reference)


def post(book: CashBook, raw: bytes) -> None:
    """Judge and record under terms that know what freight is."""
    handle(book, raw, replace(TERMS, deduction_codes=CODES))


def listed(book: CashBook) -> list[Deduction]:
    with book.ledger.read() as connection:
        return find_deductions(connection, "open")


FREIGHT = advice(["INV-1,100.00,10.00,freight claim,90.00"], "90.00")


def test_a_deduction_is_a_claim_with_a_code_and_a_day(book: CashBook) -> None:
    post(book, FREIGHT)
    assert (book.open("INV-1"), book.cases()) == (1000, ["short_payment"])
    (taken,) = listed(book)
    assert (taken.customer_id, taken.document_number, taken.amount, taken.currency) == ("C1", "INV-1", 1000, "EUR")
    assert (taken.code, taken.reason, taken.state) == ("54", "freight claim", "open")
    assert (taken.taken_on, taken.due_on) == (DAY, date(2026, 3, 16))
    assert rows(book, cases)[0].evidence["residuals"] == [
        {"document": "INV-1", "open": 1000, "reason": "freight claim", "code": "54"}
    ]
    book.check_laws()


def test_a_deduction_is_decided_once_and_posts_nothing(book: CashBook) -> None:
    post(book, FREIGHT)
    with book.ledger.write() as connection:
        decided = decide_deduction(connection, listed(book)[0].id, "rejected", "freight was agreed", on(actor="anna"))
    assert (decided.state, book.open("INV-1"), listed(book)) == ("rejected", 1000, [])
    with pytest.raises(UserError, match="is rejected already"), book.ledger.write() as connection:
        decide_deduction(connection, decided.id, "accepted", "", on(actor="bert"))
    with pytest.raises(UserError, match="no deduction 99"), book.ledger.write() as connection:
        decide_deduction(connection, 99, "accepted", "", on(actor="bert"))
    told = select(journal.c.kind).where(journal.c.kind.startswith("deduction.")).order_by(journal.c.seq)
    with book.ledger.read() as connection:
        kinds = list(connection.scalars(told))
    assert kinds == ["deduction.taken", "deduction.decided"]


def test_a_deduction_is_over_when_its_advice_is_taken_back_or_its_document_is_paid(book: CashBook) -> None:
    post(book, FREIGHT)
    book.item("INV-3", 7000)
    post(book, advice(["INV-3,70.00,20.00,freight again,50.00"], "50.00", "PAY-78"))
    assert [taken.document_number for taken in listed(book)] == ["INV-1", "INV-3"]
    book.reverse(book.payments()[0].id)
    assert [taken.document_number for taken in listed(book)] == ["INV-3"]
    book.bank(received(5000, "PAY-78"), received(2000, "INV-3"))
    assert (book.open("INV-3"), listed(book)) == (0, [])


def test_what_is_merely_short_is_no_deduction(book: CashBook) -> None:
    post(book, advice(["INV-1,100.00,,,60.00"], "60.00"))
    assert (rows(book, deductions), book.cases()) == ([], ["short_payment"])


def test_write_offs_add_up_over_the_month_and_stop_at_the_cap(book: CashBook) -> None:
    numbers = [f"X-{number}" for number in range(100, 126)]
    paid = {number: f"{place + 10}.00" for place, number in enumerate(numbers)}
    for place, number in enumerate(numbers):
        book.item(number, 1100 + 100 * place)
    post(book, advice([f"{n},{paid[n]},,,{paid[n]}" for n in numbers[:25]], "550.00", "P-1"))
    post(book, plain_advice(numbers[25], paid[numbers[25]], "P-2"))
    assert [book.open(number) for number in numbers[24:]] == [0, 100]
    assert book.cases() == ["short_payment"]
    assert rows(book, cases)[0].evidence["code"] == "tolerance_cap"
    with book.ledger.read() as connection:
        ledger_book = LedgerBook(connection)
        assert ledger_book.written_off(["C1"], "EUR", DAY) == (2500, 2500)
        assert ledger_book.written_off(["C1"], "EUR", date(2026, 4, 1)) == (0, 0)
        assert ledger_book.written_off(["C2"], "EUR", date(2026, 3, 1)) == (0, 0)
        assert ledger_book.written_off(["C1"], "EUR", None) == (2500, 2500)
    book.check_laws()


def test_a_payment_taken_back_gives_its_write_off_back(book: CashBook) -> None:
    book.item("X-101", 1100)
    post(book, plain_advice("X-101", "10.00"))
    book.reverse(book.payments()[0].id)
    with book.ledger.read() as connection:
        assert LedgerBook(connection).written_off(["C1"], "EUR", DAY) == (0, 0)


def test_two_advices_judged_at_once_cannot_both_use_what_is_left_of_the_cap(book: CashBook) -> None:
    for number in ("X-101", "X-102"):
        book.item(number, 1100)
    late = process(desk(book), 1, plain_advice("X-102", "10.00", "P-2"))
    post(book, plain_advice("X-101", "10.00", "P-1"))
    with pytest.raises(LedgerBusy, match="changed while"), book.ledger.write() as connection:
        late(connection, on())


def test_a_credit_memo_is_netted_only_where_the_advice_names_it(book: CashBook) -> None:
    """F46: nothing is ever netted because it happens to be there."""
    post(book, plain_advice("INV-1", "100.00"))
    assert (book.open("INV-1"), book.open("CM-1")) == (0, -2000)
    post(book, advice(["INV-2,50.00,,,50.00", "CM-1,-20.00,,,-20.00"], "30.00", "PAY-78"))
    assert (book.open("INV-2"), book.open("CM-1"), book.cases()) == (0, 0, [])
    book.check_laws()


def test_cash_on_account_waits_for_a_person_however_well_it_would_fit(book: CashBook) -> None:
    """F46: an older credit is applied only where somebody says so."""
    book.bank(received(1234, "thank you"))
    post(book, advice(["INV-1,100.00,,,87.66"], "87.66"))
    assert (book.balances()["on_account_cash"], book.open("INV-1")) == (-1234, 1234)


@pytest.mark.parametrize(
    ("payer", "owner", "is_applied"),
    [("C1", "C2", True), ("C2", "C1", False), ("C2", "C3", False), ("C1", "C4", False)],
)
def test_a_parent_pays_for_its_children_and_nobody_for_a_parent_or_a_sibling(
    book: CashBook, payer: str, owner: str, is_applied: bool
) -> None:
    """C1 is the parent of C2 and C3; C4 is a child of C2, and a grandchild is nobody's child but its own parent's."""
    for child, parent in (("C2", "C1"), ("C3", "C1"), ("C4", "C2")):
        book.customer(child, f"Child {child}", parent)
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(domain=""))
        connection.execute(update(customers).where(customers.c.id == payer).values(domain="adler.example"))
        connection.execute(update(customers).where(customers.c.id == "C1").values(name="Other", name_key="OTHER"))
    book.item("F-77", 3300, owner)
    post(book, plain_advice("F-77", "33.00"))
    expected = (0, []) if is_applied else (3300, ["unknown_reference"])
    assert (book.open("F-77"), book.cases()) == expected


def test_a_case_says_what_the_reference_may_mean_and_what_each_would_post(book: CashBook) -> None:
    book.item("INV-4711", 3300)
    post(book, plain_advice("INV-4717", "33.00"))
    (found,) = rows(book, cases)[0].evidence["suggestions"]
    assert (found["rank"], found["line"], found["customer"]) == (1, "INV-4717", "C1")
    assert found["posts"] == [{"document_number": "INV-4711", "cash": "33.00", "discount": "0.00", "writeoff": "0.00"}]
    assert (book.cases(), book.open("INV-4711"), book.advice_states()) == (["unknown_reference"], 3300, ["case"])


def test_an_unknown_payer_s_case_names_the_customer_whose_documents_all_fit(book: CashBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(domain="", name="Somebody", name_key="SOMEBODY"))
    post(book, advice(["INV-1,100.00,,,100.00", "INV-2,50.00,,,50.00"], "150.00"))
    assert book.cases() == ["payer_unknown"]
    (found,) = rows(book, cases)[0].evidence["suggestions"]
    assert (found["customer"], [p["document_number"] for p in found["posts"]]) == ("C1", ["INV-1", "INV-2"])
    assert rows(book, advices)[0].payer_id is None


def test_waiting_cash_is_listed_by_age_with_what_it_may_pay(book: CashBook) -> None:
    book.item("INV-3", 7300)
    book.bank(received(7300, "no idea", "Nobody Ltd"))
    book.bank(received(600, "INV-2 part", day=date(2026, 3, 5)), day=date(2026, 3, 5))
    with book.ledger.read() as connection:
        old, new = waiting_cash_report(connection, date(2026, 3, 12))
    assert (old["held"], old["age_days"], old["amount"], old["payer"]) == ("unidentified", 10, "73.00", "Nobody Ltd")
    assert [(s["reason"], s["customer"]) for s in old["suggestions"]] == [
        ("the only open document of this amount", "C1")
    ]
    assert (new["held"], new["customer"], new["age_days"]) == ("on_account", "C1", 7)
    assert [(s["reason"], s["on_account"]) for s in new["suggestions"]] == [
        ("the text names it, its open amount differs", "0.00")
    ]

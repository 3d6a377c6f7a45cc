"""Money that came and went back: which payment it was, what opens again, and what a person must decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cash_book import DAY, CashBook, after, on, received
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.remittance.bank.statement import StatementLine
from workers.remittance.bank.take_back import take_back_consequence


def went_back(amount: int, reference: str = "", payer: str = "", days: int = 3, **more: object) -> StatementLine:
    line = StatementLine(after(days), -amount, "EUR", reference, payer, nature="return", return_reason="AM04")
    return replace(line, **more)  # type: ignore[arg-type]


def paid(amount: int, reference: str, end_to_end: str = "", payer: str = "Adler GmbH", days: int = 0) -> StatementLine:
    return StatementLine(after(days), amount, "EUR", reference, payer, end_to_end=end_to_end)


def decide(book: CashBook, note: str = "", case_id: int = 1) -> None:
    """A person says that the payment of the case came back."""
    with book.ledger.write() as connection:
        resolve_case(
            connection,
            case_id,
            Resolution("take_back", note),
            occasion=on(actor="anna"),
            now=real_now(),
            consequences={CaseKind.RETURNED_PAYMENT: take_back_consequence(lambda entity: book.terms)},
        )


def test_a_returned_payment_opens_its_item_and_leaves_the_bank(any_book: CashBook) -> None:
    before = any_book.balances()
    any_book.bank(paid(10000, "INV-1", "DD-12"))
    report = any_book.bank(went_back(10000, "return", end_to_end="DD-12"))
    assert (report.outcomes, any_book.open("INV-1"), any_book.balances()) == ({"returned": 1}, 10000, before)
    assert (any_book.payments()[0].clearing, any_book.cases()) == ("reversed", [])
    any_book.check_laws()


@pytest.mark.parametrize(
    ("line", "returned"),
    [
        (went_back(10000, "Rueckgabe INV-1"), True),
        (went_back(10000, payer="ADLER GMBH"), True),
        (went_back(10000, payer="ADLER GMBH", days=61), False),
        (went_back(10000, "Rueckgabe INV-1", days=401), False),
        (went_back(9999, "Rueckgabe INV-1"), False),
        (went_back(10300, "Rueckgabe INV-1", charges=300), True),
        (went_back(10000, "something else"), False),
    ],
)
def test_what_ties_a_return_to_the_payment_it_was(book: CashBook, line: StatementLine, returned: bool) -> None:
    book.bank(paid(10000, "INV-1", "DD-12"))
    book.bank(line)
    assert (book.open("INV-1") == 10000, book.cases()) == (returned, [] if returned else ["returned_payment"])
    book.check_laws()


def test_a_return_that_came_before_its_payment_is_the_same(any_book: CashBook) -> None:
    before = any_book.balances()
    any_book.bank(went_back(10000, end_to_end="DD-12", days=0))
    assert any_book.cases() == ["returned_payment"]
    assert any_book.bank(paid(10000, "INV-1", "DD-12")).outcomes == {"returned": 1}
    assert (any_book.open("INV-1"), any_book.balances(), any_book.cases()) == (10000, before, [])
    any_book.check_laws()


def test_a_return_that_fits_two_payments_is_for_a_person(book: CashBook) -> None:
    book.bank(paid(10000, "thank you"), paid(10000, "thanks again"))
    book.bank(went_back(10000, payer="Adler GmbH"))
    assert book.balances()["bank"] == 20000
    assert "returned_payment" in book.cases()


def test_a_person_names_the_payment_that_came_back(book: CashBook) -> None:
    book.bank(went_back(10000, payer="Adler GmbH"))
    with pytest.raises(UserError, match="name the payment that came back in the note; candidates: none"):
        decide(book)


def test_the_case_of_two_candidates_takes_one_by_its_number(any_book: CashBook) -> None:
    any_book.item("INV-8", 10000)
    any_book.bank(paid(10000, "INV-1"), paid(10000, "INV-8"))
    any_book.bank(went_back(10000, payer="Adler GmbH"))
    with pytest.raises(UserError, match="candidates: 1, 2"):
        decide(any_book)
    decide(any_book, "it was payment 2")
    assert (any_book.open("INV-1"), any_book.open("INV-8"), any_book.cases()) == (0, 10000, [])
    any_book.check_laws()


def test_a_payment_that_came_back_before_is_the_persons_mistake_and_no_broken_law(book: CashBook) -> None:
    book.item("INV-8", 10000)
    book.bank(paid(10000, "INV-1"), paid(10000, "INV-8"))
    book.bank(went_back(10000, payer="Adler GmbH"), went_back(10000, payer="Adler GmbH", days=4))
    decide(book, "payment 2")
    with pytest.raises(UserError, match="payment 2 came back before: name another"):
        decide(book, "payment 2", case_id=2)
    decide(book, "payment 1", case_id=2)
    assert (book.open("INV-1"), book.open("INV-8"), book.cases()) == (10000, 10000, [])


def test_what_a_person_applied_only_a_person_takes_back(book: CashBook) -> None:
    book.advice({"INV-1": 10000}, "PAY-1", actor="anna")
    book.bank(paid(10000, "PAY-1"))
    book.bank(went_back(10000, payer="Adler GmbH"))
    assert (book.open("INV-1"), book.cases()) == (0, ["returned_payment"])
    decide(book)
    assert (book.open("INV-1"), book.payments()[0].clearing) == (10000, "reversed")
    book.check_laws()


@pytest.mark.parametrize(
    "order", ["advice line return", "line return advice", "line advice return", "return line advice"]
)
def test_an_advice_whose_money_came_and_went_is_not_posted(book: CashBook, order: str) -> None:
    steps: dict[str, Callable[[], object]] = {
        "advice": lambda: book.advice({"INV-1": (9800, 200, 0)}, "PAY-1"),
        "line": lambda: book.bank(paid(9800, "PAY-1", "E2E-1")),
        "return": lambda: book.bank(went_back(9800, end_to_end="E2E-1")),
    }
    before = book.balances()
    for step in order.split():
        steps[step]()
    assert (book.open("INV-1"), book.balances(), book.advice_states()) == (10000, before, ["reversed"])
    book.bank(day=after(20))
    assert book.expire(after(20)) == []
    book.check_laws()


def test_money_paid_anew_after_a_return_is_applied_by_what_it_names(book: CashBook) -> None:
    book.bank(paid(10000, "INV-1", "DD-12"))
    book.bank(went_back(10000, end_to_end="DD-12"))
    book.bank(paid(10000, "INV-1", "DD-13", days=5), day=after(5))
    assert book.open("INV-1") == 0
    book.bank(went_back(10000, end_to_end="DD-13", days=8), day=after(8))
    assert (book.open("INV-1"), [p.clearing for p in book.payments()]) == (10000, ["reversed", "reversed"])


def test_a_debit_that_the_bank_undid_is_nobodys_payment(book: CashBook) -> None:
    line = replace(received(10000, "INV-1"), nature="undone_debit")
    assert book.bank(line).outcomes == {"unidentified": 1}
    assert book.open("INV-1") == 10000


def test_a_debit_that_names_a_document_of_ours_is_a_case(book: CashBook) -> None:
    line = replace(received(-500, "refund INV-1", "x", DAY), type_code="NTRF")
    other = replace(received(-500, "rent", "Landlord", DAY), type_code="NTRF")
    assert book.bank(line, other).outcomes == {"case": 1, "outgoing": 1}

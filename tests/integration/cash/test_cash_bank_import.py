"""Bank lines meet the book: what clears, what is applied, what waits on account, and what is imported twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cash_book import DAY, TERMS, CashBook, after, on, received
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue.desk import claim_case
from workers.ledger.operations import feeds
from workers.ledger.schema import bank_lines
from workers.remittance.bank.run import import_statements


def test_a_line_with_the_payments_reference_clears_what_the_advice_posted(book: CashBook) -> None:
    book.advice({"INV-1": (9800, 200, 0)}, "PAY-77")
    report = book.bank(received(9800, "TRF pay-77", "an unknown bank"))
    assert report.outcomes == {"cleared_advice": 1}
    assert (book.payments()[0].clearing, book.advice_states(), book.cases()) == ("cleared", ["cleared"], [])
    assert "remittances_in_transit" not in book.balances()
    assert book.balances()["bank"] == 9800
    book.check_laws()


@pytest.mark.parametrize(
    ("days", "outcome"), [(-4, "on_account"), (-3, "cleared_advice"), (10, "cleared_advice"), (11, "on_account")]
)
def test_an_advice_and_its_line_are_at_most_so_many_days_apart(book: CashBook, days: int, outcome: str) -> None:
    book.advice({"INV-2": 5000}, "PAY-77")
    assert book.bank(received(5000, "PAY-77", day=after(days))).outcomes == {outcome: 1}


def test_two_advices_that_fit_alike_are_for_a_person(book: CashBook) -> None:
    book.advice({"INV-1": 5000})
    book.advice({"INV-2": 5000}, day=after(1))
    assert book.bank(received(5000)).outcomes == {"case": 1}
    assert (book.cases(), book.balances()["on_account_cash"]) == (["on_account_cash"], -5000)
    book.check_laws()


def test_the_payment_reference_outweighs_the_payers_name(book: CashBook) -> None:
    book.advice({"INV-1": 5000}, "PAY-1")
    book.advice({"INV-2": 5000}, "PAY-2")
    book.bank(received(5000, "PAY-2"))
    assert book.advice_states() == ["posted", "cleared"]


@pytest.mark.parametrize(
    ("reference", "payer", "amount", "outcome", "cases"),
    [
        ("Rechnung INV 1 danke", "Adler GmbH", 10000, "applied", []),
        ("INV-1", "somebody else", 10000, "applied", []),
        ("INV-1", "Adler GmbH", 9999, "on_account", ["on_account_cash"]),
        ("INV-1 and INV-2", "Adler GmbH", 10000, "on_account", ["on_account_cash"]),
        ("thank you", "ADLER GMBH", 10000, "on_account", ["on_account_cash"]),
        ("customer C-7731", "A. Person", 10000, "on_account", ["on_account_cash"]),
        ("thank you", "somebody else", 10000, "unidentified", ["unidentified_cash"]),
        ("INV-1", "Bussard AG Holding", 10000, "on_account", ["on_account_cash"]),
        ("", "Bussard AG H", 10000, "on_account", ["on_account_cash"]),
    ],
)
def test_without_an_advice_the_first_rule_that_fits_posts_the_line(
    book: CashBook, reference: str, payer: str, amount: int, outcome: str, cases: list[str]
) -> None:
    book.customer("C-7731", "Bussard AG Holding")
    assert book.bank(received(amount, reference, payer)).outcomes == {outcome: 1}
    assert (book.open("INV-1") == 0, book.cases()) == (outcome == "applied", cases)
    book.check_laws()


def test_money_that_leaves_is_a_case_and_posts_nothing(book: CashBook) -> None:
    assert book.bank(received(-10000, "INV-1")).outcomes == {"case": 1}
    assert (book.payments(), book.cases()) == ([], ["unidentified_cash"])


def test_an_advice_for_money_on_account_applies_it(book: CashBook) -> None:
    book.bank(received(9800, "thank you"))
    placed = book.advice({"INV-1": (9800, 200, 0)}, "PAY-77")
    assert (placed.state, book.open("INV-1"), len(book.payments())) == ("cleared", 0, 1)
    assert "on_account_cash" not in book.balances()
    assert book.cases() == []
    book.check_laws()


def test_an_advice_for_money_whose_case_a_person_has_leaves_the_case(book: CashBook) -> None:
    book.bank(received(9800, "thank you"))
    with book.ledger.write() as connection:
        anna = on(actor="anna")
        claim_case(connection, 1, anna, real_now(), minutes=30)
    book.advice({"INV-1": (9800, 200, 0)}, "PAY-77")
    assert book.cases() == ["on_account_cash"]


def test_an_advice_names_the_payer_of_unidentified_cash(book: CashBook) -> None:
    book.bank(received(9800, "TRANSFER PAY77", "Payment platform"))
    placed = book.advice({"INV-1": (9800, 200, 0)}, "PAY-77")
    assert (placed.state, book.payments()[0].account_id) == ("cleared", 1)
    assert ("unidentified_cash" in book.balances(), book.cases()) == (False, [])
    book.check_laws()


def test_an_advice_that_two_bank_payments_fit_posts_nothing(book: CashBook) -> None:
    book.bank(received(5000), received(5000))
    placed = book.advice({"INV-2": 5000})
    assert (placed.state, placed.kind, book.open("INV-2")) == ("case", "ambiguous_reference", 5000)


def test_importing_again_changes_nothing_and_twins_are_two(book: CashBook) -> None:
    twins = (received(5000, "rent"), received(5000, "rent"))
    assert book.bank(*twins).added == 2
    before = book.payments()
    again = book.bank(*twins)
    assert (again.rows, again.added, book.payments()) == (2, 0, before)
    assert book.bank(*twins, received(5000, "rent")).added == 1


def test_an_advice_and_its_line_that_arrive_at_once_find_each_other(book: CashBook) -> None:
    numbers = [f"INV-{number}" for number in range(10, 18)]
    for number in numbers:
        book.item(number, 100 * int(number[-2:]))

    def arrive(event: tuple[str, str]) -> None:
        kind, number = event
        if kind == "advice":
            book.advice({number: 100 * int(number[-2:]) - 1}, f"PAY-{number}")
        else:
            book.bank(received(100 * int(number[-2:]) - 1, f"PAY-{number}"))

    events = [(kind, number) for number in numbers for kind in ("advice", "bank")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(arrive, events))
    assert set(book.advice_states()) == {"cleared"}
    assert "remittances_in_transit" not in book.balances()
    assert "on_account_cash" not in book.balances()
    book.check_laws()


def test_a_bank_id_that_the_bank_repeats_hides_no_other_amount(book: CashBook) -> None:
    assert book.bank(received(5000, bank_id="X1"), received(100, bank_id="X1")).added == 2
    assert book.bank(received(5000, "other words", bank_id="X1")).added == 0


def test_a_file_is_imported_and_marks_the_feed(book: CashBook, tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text(f"date,amount,currency,reference,payer\n{DAY},100.00,EUR,INV-1,Adler GmbH\n")
    report = import_statements(book.ledger, [file], TERMS, on(actor="anna"))
    assert (report.rows, report.added, book.open("INV-1")) == (1, 1, 0)
    with book.ledger.read() as connection:
        assert feeds.last_received(connection)["bank"] == on().at


def test_a_bad_line_refuses_all_files(book: CashBook, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    header = "date,amount,currency,reference,payer\n"
    good.write_text(f"{header}{DAY},100.00,EUR,INV-1,Adler GmbH\n")
    bad.write_text(f"{header}{DAY},1.000,EURO,INV-1,Adler GmbH\n02.03.2026,5,EUR,,\n")
    with pytest.raises(UserError, match=r"bad\.csv:2: currency: .*\n.*bad\.csv:3: date: "):
        import_statements(book.ledger, [good, bad], TERMS, on())
    with book.ledger.read() as connection:
        assert connection.execute(select(bank_lines)).all() == []

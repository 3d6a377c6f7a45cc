"""Whole bank files into the ledger: once, whatever comes again in which shape, and what is missing between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.cash_book import TERMS, CashBook, on, received
from workers.errors import UserError
from workers.ledger.schema import bank_lines, bank_statements, cases
from workers.remittance.bank.run import StatementReport, import_statements

FILES = Path(__file__).parents[2] / "bank_files"
STATEMENT, NOTIFICATION = FILES / "statement.camt053.v08.xml", FILES / "notification.camt054.v02.xml"


def load(book: CashBook, *files: Path) -> StatementReport:
    return import_statements(book.ledger, files, TERMS, on(actor="anna"))


def bank_balance(book: CashBook) -> int:
    return book.balances().get("bank", 0)


def test_a_statement_applies_what_it_names_and_keeps_the_rest(any_book: CashBook) -> None:
    report = load(any_book, STATEMENT)
    assert (report.rows, report.added, report.statements, report.gaps) == (4, 4, 1, 0)
    assert report.outcomes == {"applied": 2, "on_account": 1, "case": 1}
    assert (any_book.open("INV-1"), any_book.open("INV-3"), any_book.open("INV-7")) == (0, 0, 8000)
    assert any_book.cases() == ["on_account_cash", "returned_payment"]
    any_book.check_laws()


def test_the_same_file_again_changes_nothing(any_book: CashBook) -> None:
    load(any_book, STATEMENT)
    before = any_book.payments()
    again = load(any_book, STATEMENT)
    assert (again.rows, again.added, again.gaps, any_book.payments()) == (4, 0, 0, before)


@pytest.mark.parametrize("files", [(NOTIFICATION, STATEMENT), (STATEMENT, NOTIFICATION)])
def test_a_notification_and_its_statement_bring_the_same_money_once(
    any_book: CashBook, files: tuple[Path, ...]
) -> None:
    reports = [load(any_book, file) for file in files]
    assert bank_balance(any_book) == 28000
    assert (reports[1].itemised, reports[1].known_otherwise) == ((1, 0) if files[0] == NOTIFICATION else (0, 1))
    assert (any_book.open("INV-3"), any_book.cases().count("unidentified_cash")) == (0, 0)
    assert any_book.open("INV-1") == 0
    any_book.check_laws()


def test_an_overlapping_file_brings_only_what_is_new(book: CashBook, tmp_path: Path) -> None:
    header = "date,amount,currency,reference,payer\n"
    rows = [f"2026-03-0{day},{day}0.00,EUR,ref {day},Adler GmbH\n" for day in (2, 3, 4)]
    for number, part in enumerate((rows[:2], rows[1:], rows)):
        file = tmp_path / f"{number}.csv"
        file.write_text(header + "".join(part))
        assert load(book, file).added == (2, 1, 0)[number]
    assert bank_balance(book) == 9000


def test_a_file_that_fails_its_proof_changes_nothing(book: CashBook, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text(STATEMENT.read_text().replace("1232.00", "1231.00"))
    with pytest.raises(UserError, match=r"bad\.xml:9: "):
        load(book, NOTIFICATION, bad)
    with book.ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(bank_lines)) == 0


def day_of_account(number: int, opening: int, closing: int, day: int) -> str:
    """A German statement of one day that says only what came in."""
    came = f"{(closing - opening) // 100},{(closing - opening) % 100:02d}"
    return (
        f":20:STARTUMSE\n:25:20040000/0532013000\n:28C:{number}\n:60F:C2603{day - 1:02d}EUR{opening // 100},00\n"
        f":61:2603{day:02d}03{day:02d}CR{came}NTRFNONREF//{number}-{day}\n:86:166?20SVWZ+danke {day}?32Adler GmbH\n"
        f":62F:C2603{day:02d}EUR{closing // 100},00\n-\n"
    )


@pytest.mark.parametrize(("order", "gaps"), [((1, 2, 3), [0, 0, 0]), ((1, 3, 2), [0, 1, 0]), ((3, 1, 2), [0, 1, 0])])
def test_a_missing_statement_is_a_case_until_it_comes(
    book: CashBook, tmp_path: Path, order: tuple[int, ...], gaps: list[int]
) -> None:
    found = []
    for day in order:
        file = tmp_path / f"{day}.sta"
        file.write_text(day_of_account(40 + day, 100000 + (day - 1) * 7000, 100000 + day * 7000, day + 1))
        found.append(load(book, file).gaps)
    assert found == gaps
    assert "operations" not in book.cases()


def test_a_gap_names_the_statement_after_it(any_book: CashBook, tmp_path: Path) -> None:
    for day, opening in ((2, 100000), (4, 200000)):
        file = tmp_path / f"{day}.sta"
        file.write_text(day_of_account(day, opening, opening + 100, day))
        load(any_book, file)
    with any_book.ledger.read() as connection:
        reason = connection.scalar(select(cases.c.reason).where(cases.c.kind == "operations"))
    assert reason == ("no statement of 20040000/0532013000 ends with 2000.00 EUR, with which 2026-03-04 begins")


def test_two_statements_of_one_day_may_follow_each_other(book: CashBook, tmp_path: Path) -> None:
    for number, (opening, closing) in enumerate(((100000, 107000), (107000, 107100))):
        file = tmp_path / f"{number}.sta"
        file.write_text(day_of_account(number, opening, closing, 2))
        assert load(book, file).gaps == 0


def test_an_account_does_not_speak_two_formats_about_one_day(book: CashBook, tmp_path: Path) -> None:
    file = tmp_path / "same.sta"
    text = day_of_account(1, 100000, 107000, 2).replace("20040000/0532013000", "DE89370400440532013000")
    file.write_text(text)
    load(book, STATEMENT)
    with pytest.raises(
        UserError, match=r"same\.sta: DE89370400440532013000, 2026-03-02: imported as camt\.053 already"
    ):
        load(book, file)


def test_a_statement_is_kept_once_however_often_it_comes(book: CashBook) -> None:
    load(book, STATEMENT)
    load(book, STATEMENT)
    with book.ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(bank_statements)) == 1


def test_money_that_left_for_others_is_no_case(book: CashBook) -> None:
    report = load(book, FILES / "dutch_bank.sta")
    assert report.outcomes["outgoing"] == 1
    assert "outgoing" not in book.balances()


def test_what_the_bank_kept_is_written_off_up_to_the_limit_that_was_set(book: CashBook, tmp_path: Path) -> None:
    charged = STATEMENT.read_text().replace(
        "<RmtInf><Ustrd>Rechnung", '<Chrgs><Amt Ccy="EUR">0.50</Amt></Chrgs><RmtInf><Ustrd>Rechnung', 1
    )
    file = tmp_path / "charged.xml"
    file.write_text(charged.replace('<Amt Ccy="EUR">100.00', '<Amt Ccy="EUR">99.50', 2).replace("1232.00", "1231.50"))
    report = import_statements(book.ledger, [file], replace(TERMS, charges_at_most={"EUR": 100}), on())
    assert report.outcomes["applied"] == 2
    assert (book.open("INV-1"), book.balances()["write_offs"]) == (0, 50)
    book.check_laws()


def test_without_a_limit_what_the_bank_kept_stays_open(book: CashBook, tmp_path: Path) -> None:
    charged = STATEMENT.read_text().replace(
        "<RmtInf><Ustrd>Rechnung", '<Chrgs><Amt Ccy="EUR">0.50</Amt></Chrgs><RmtInf><Ustrd>Rechnung', 1
    )
    file = tmp_path / "charged.xml"
    file.write_text(charged.replace('<Amt Ccy="EUR">100.00', '<Amt Ccy="EUR">99.50', 2).replace("1232.00", "1231.50"))
    load(book, file)
    assert book.open("INV-1") == 10000


def test_the_case_of_unexplained_cash_says_what_it_may_be_for(book: CashBook) -> None:
    book.bank(received(9000, "part of INV-1"))
    with book.ledger.read() as connection:
        evidence = connection.scalar(select(cases.c.evidence))
    assert evidence is not None
    (first, *_) = evidence["suggestions"]
    assert (first["rank"], first["reason"]) == (1, "the text names it, its open amount differs")

"""F66: a customer's own list against our book: seeded differences are found, told apart, and explain the balances."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cash_book import on, received
from tests.reconciled_book import LINES, LIST_DAY, SEEDED, ReconciledBook, csv_list, pdf_list, told, xlsx_list
from workers.errors import UserError
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.unit_of_work import Ledger

Written = Callable[[Path], Path]
SHORT = (
    ("RE-501", "invoice", "2026-02-10", "2026-03-12", "1190.00"),
    ("RE-502", "invoice", "2026-03-05", "2026-04-04", "595.00"),
    ("RE-503", "invoice", "2026-03-12", "2026-04-11", "238.00"),
)


@pytest.fixture
def book(ledger: Ledger) -> ReconciledBook:
    return ReconciledBook(ledger)


@pytest.fixture
def one(sqlite_ledger: Ledger) -> ReconciledBook:
    return ReconciledBook(sqlite_ledger)


def text_list(folder: Path, text: str) -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("written", [csv_list, xlsx_list, pdf_list])
def test_seeded_differences_are_found_and_classified(book: ReconciledBook, written: Written, tmp_path: Path) -> None:
    account = book.fill_and_pay(tmp_path)
    found = book.compare(account, written(tmp_path), LIST_DAY)
    assert told(found) == SEEDED
    assert (found.theirs, found.ours, found.agreed) == (341_300, 406_000, 3)


def test_the_day_is_the_lists_own_unless_a_person_says_another(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill_and_pay(tmp_path)
    assert one.compare(account, pdf_list(tmp_path)).as_of == LIST_DAY
    later = one.compare(account, pdf_list(tmp_path), date(2026, 4, 9))
    assert told(later) == SEEDED | {("period_differs", "INV-2026-1007", -8_000)}


def test_a_payment_that_came_after_the_lists_day_is_no_payment_of_that_day(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill_and_pay(tmp_path)
    one.advice({"INV-2026-1002": 50_000}, "PAY-90", date(2026, 4, 2))
    (paid,) = (d for d in one.compare(account, pdf_list(tmp_path)).differences if d.document_number == "INV-2026-1002")
    assert (paid.cause, paid.effect) == ("payment_in_transit", -50_000)
    assert "payment PAY-90 booked here on 2026-04-02" in paid.explanation
    again = one.compare(account, pdf_list(tmp_path), date(2026, 4, 9))
    assert "INV-2026-1002" not in {d.document_number for d in again.differences}


def test_a_list_of_movements_is_compared_movement_by_movement(book: ReconciledBook, tmp_path: Path) -> None:
    """Debit and credit as the customer's ledger has them, brought forward, with a running balance and a payment."""
    account = book.fill(tmp_path, SHORT)
    book.advice({"RE-501": (117_000, 2_000, 0)}, "Z-8801", date(2026, 3, 10))
    file = text_list(
        tmp_path,
        "Datum;Beleg;Text;Soll;Haben;Saldo\n"
        "01.03.2026;;Saldovortrag;;1.190,00;-1.190,00\n"
        "06.03.2026;RE-502;Rechnung;;595,00;-1.785,00\n"
        "09.03.2026;Z-8801;Zahlung;1.170,00;;-615,00\n"
        "09.03.2026;RE-501;Skonto;20,00;;-595,00\n"
        "13.03.2026;RE-503;Rechnung;;208,00;-803,00\n"
        "20.03.2026;Z-8822;Zahlung;595,00;;-208,00\n",
    )
    found = book.compare(account, file, LIST_DAY)
    assert (found.theirs, found.ours) == (20_800, 83_300)
    assert told(found) == {("amount_differs", "RE-503", -3_000), ("payment_in_transit", "Z-8822", -59_500)}


def test_an_account_that_agrees_says_so(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill(tmp_path, SHORT)
    file = text_list(
        tmp_path, "Invoice,Date,Amount\nRE501,2026-02-10,1190.00\n502,2026-03-05,595.00\nRE 503,2026-03-12,238.00\n"
    )
    found = one.compare(account, file, LIST_DAY)
    assert (found.differences, found.agreed, found.theirs) == ((), 3, found.ours)


def test_cash_on_account_explains_what_the_customer_no_longer_lists(book: ReconciledBook, tmp_path: Path) -> None:
    account = book.fill(tmp_path, SHORT)
    book.bank(received(59_500, "no idea", day=date(2026, 3, 20)), day=date(2026, 3, 20))
    file = text_list(tmp_path, "Invoice,Date,Amount\nRE-501,2026-02-10,1190.00\nRE-503,2026-03-12,238.00\n")
    found = book.compare(account, file, LIST_DAY)
    assert {(d.cause, d.effect) for d in found.differences} == {
        ("cash_on_account", 59_500),
        ("invoice_missing", -59_500),
    }
    assert found.theirs == found.ours


def test_a_disputed_document_and_another_customers_are_explained(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill(tmp_path, SHORT)
    one.customer("C9", "Other Ltd")
    one.item("RE-900", 7_700, "C9")
    with one.ledger.write() as connection:
        add_hold(
            connection, NewHold(account, "dispute", "arrived broken", one.item_ids["RE-503"]), on(LIST_DAY, "anna")
        )
    file = text_list(
        tmp_path,
        "Invoice,Date,Amount\nRE-501,2026-02-10,1190.00\nRE-502,2026-03-05,595.00\nRE-503,2026-03-12,200.00\n"
        "RE-900,2026-03-02,77.00\n",
    )
    found = {d.cause: d.explanation for d in one.compare(account, file, LIST_DAY).differences}
    assert found == {
        "deduction": "disputed: arrived broken",
        "unknown_to_us": "it is a document of customer C9 at main, in EUR",
    }


def test_a_total_that_the_lines_do_not_make_is_a_difference_of_its_own(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill_and_pay(tmp_path)
    found = one.compare(account, csv_list(tmp_path, LINES, "3,400.00"), LIST_DAY)
    assert told(found) == SEEDED | {("does_not_add_up", "total", -1_300)}


def test_a_file_without_a_table_or_of_another_currency_is_refused(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill(tmp_path, SHORT)
    with pytest.raises(UserError, match="has no table of amounts"):
        one.compare(account, text_list(tmp_path, "Dear all,\nthank you.\n"))
    with pytest.raises(UserError, match="the list is in USD, the account in EUR"):
        one.compare(account, text_list(tmp_path, "Invoice,Amount USD\nRE-501,1190.00\n"))
    with pytest.raises(UserError, match="name a PDF, CSV or XLSX file that exists"):
        one.compare(account, tmp_path / "absent.pdf")


def test_a_list_by_age_has_its_amounts_in_several_columns(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill(tmp_path, SHORT)
    rows = (
        ("Invoice", "Date", "Current", "1-30 days", "31-60 days", "Total"),
        ("RE-501", "2026-02-10", "", "", "1190.00", "1190.00"),
        ("RE-502", "2026-03-05", "", "595.00", "", "595.00"),
        ("RE-503", "2026-03-12", "230.00", "", "", "230.00"),
    )
    for last in (6, 5):  # with a column of totals, and with the ages alone
        file = text_list(tmp_path, "\n".join(",".join(row[:last]) for row in rows))
        assert told(one.compare(account, file, LIST_DAY)) == {("amount_differs", "RE-503", -800)}


def test_a_list_that_prints_payments_without_a_sign_is_read_by_its_words(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill(tmp_path, SHORT)
    file = text_list(
        tmp_path,
        "Type,Number,Date,Amount\nInvoice,RE-501,2026-02-10,1190.00\nInvoice,RE-502,2026-03-05,595.00\n"
        "Invoice,RE-503,2026-03-12,238.00\nPayment,771,2026-03-20,500.00\n,,Balance,1523.00\n",
    )
    assert told(one.compare(account, file, LIST_DAY)) == {("payment_in_transit", "771", -50_000)}


def test_a_list_from_the_customers_side_has_every_sign_the_other_way(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill_and_pay(tmp_path)
    turned = [(*cells[:3], cells[3].removeprefix("-") if "-" in cells[3] else f"-{cells[3]}") for cells in LINES]
    found = one.compare(account, csv_list(tmp_path, turned, "-3,413.00"), LIST_DAY)
    assert told(found) == SEEDED


def test_a_workbook_with_whole_numbers_and_an_opening_balance_is_read(one: ReconciledBook, tmp_path: Path) -> None:
    """A ledger of debit, credit and running balance, where the row brought forward has a balance alone."""
    account = one.fill(tmp_path, SHORT)
    workbook = Workbook()
    sheet = workbook.create_sheet(index=0)
    for row in (
        ("Kreditor", "70012"),
        ("Datum", "Belegart", "Referenz", "Soll", "Haben", "Saldo"),
        (date(2026, 3, 1), "Vortrag", None, None, None, -1190.0),
        (date(2026, 3, 6), "Rechnung", "RE-502", None, 595.0, -1785.0),
        (date(2026, 3, 13), "Rechnung", "RE-503", None, 238.0, -2023.0),
        (date(2026, 3, 25), "Zahlung", "4711", 1190.0, None, -833.0),
    ):
        sheet.append(row)
    file = tmp_path / "ledger.xlsx"
    workbook.save(file)
    assert told(one.compare(account, file, LIST_DAY)) == {("payment_in_transit", "4711", -119_000)}


def test_marks_of_debit_and_credit_are_signs(one: ReconciledBook, tmp_path: Path) -> None:
    account = one.fill(tmp_path, (*SHORT, ("GS-44", "credit_memo", "2026-03-14", "2026-03-14", "-50.00")))
    rows = "RE-501,2026-02-10,1190.00,H\nRE-502,2026-03-05,595.00,H\nRE-503,2026-03-12,238.00,H\n"
    file = text_list(tmp_path, f"Belegnummer,Datum,Betrag,S/H\n{rows}GS-44,2026-03-14,50.00,S\n")
    assert told(one.compare(account, file, LIST_DAY)) == set()

"""A customer's account with one difference of every kind between its own list and our book, and that list as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from tests.cash_book import CashBook
from tests.open_items_file import item, take_in
from workers.ledger.importing import ImportOptions
from workers.ledger.schema import accounts, open_items
from workers.remittance.readers.pool import InProcessReaders
from workers.remittance.reconciliation.run import Wanted, read_list, reconcile
from workers.remittance.reconciliation.statement import Reconciliation

TODAY = date(2026, 4, 10)
LIST_DAY = date(2026, 3, 31)
# number, type, issued, due, amount
DOCUMENTS = (
    ("INV-2026-1001", "invoice", "2026-01-12", "2026-02-11", "1000.00"),
    ("INV-2026-1002", "invoice", "2026-01-20", "2026-02-19", "500.00"),
    ("INV-2026-1003", "invoice", "2026-02-02", "2026-03-04", "750.00"),
    ("INV-2026-1004", "invoice", "2026-02-05", "2026-03-07", "300.00"),
    ("CM-2026-2001", "credit_memo", "2026-02-10", "2026-02-10", "-120.00"),
    ("INV-2026-1005", "invoice", "2026-02-12", "2026-03-14", "400.00"),
    ("INV-2026-1006", "invoice", "2026-02-20", "2026-03-22", "620.00"),
    ("INV-2026-1007", "invoice", "2026-04-02", "2026-05-02", "80.00"),
    ("INV-2026-1008", "invoice", "2026-02-24", "2026-03-26", "910.00"),
)
# What the customer's list says: number, text, date, amount it owes (negative lowers).
LINES = (
    ("2026-1001", "Invoice", "12.01.2026", "1,000.00"),
    ("2026-1003", "Invoice", "02.02.2026", "700.00"),
    ("2026-1004", "Invoice", "05.02.2026", "300.00"),
    ("2026-1005", "Invoice", "12.02.2026", "400.00"),
    ("2026-1005", "Invoice", "12.02.2026", "400.00"),
    ("2026-1006", "Invoice", "20.02.2026", "620.00"),
    ("DM-9", "Returned goods", "25.02.2026", "-62.00"),
    ("55012", "Payment", "30.03.2026", "-900.00"),
    ("X-999", "Invoice", "26.02.2026", "45.00"),
    ("2026-1008", "Invoice", "24.02.2026", "910.00"),
)
TITLES = ("Document", "Text", "Date", "Open amount")
TOTAL = "3,413.00"
# cause, our document or else the customer's number, by how much the customer's balance is higher
SEEDED = {
    ("already_paid", "INV-2026-1004", 30000),
    ("amount_differs", "INV-2026-1003", -5000),
    ("credit_memo_not_taken", "CM-2026-2001", 12000),
    ("deduction", "DM-9", -6200),
    ("duplicate", "INV-2026-1005", 40000),
    ("invoice_missing", "INV-2026-1002", -50000),
    ("payment_in_transit", "55012", -90000),
    ("unknown_to_us", "X-999", 4500),
}


class ReconciledBook(CashBook):
    """The account: its documents as the system of record told them, and the payment of one."""

    def fill(self, folder: Path, documents: Sequence[Sequence[str]] = DOCUMENTS) -> int:
        """Import the documents; returns the account's id."""
        columns = ("document_type", "issue_date", "due_date", "amount")
        rows = [item(number, **dict(zip(columns, cells, strict=True))) for number, *cells in documents]
        assert not take_in(self.ledger, folder, *rows, options=ImportOptions("main")).rejected
        with self.ledger.read() as connection:
            query = select(open_items.c.document_number, open_items.c.id)
            self.item_ids |= {row.document_number: row.id for row in connection.execute(query)}
            return int(connection.scalars(select(accounts.c.id).where(accounts.c.customer_id == "C1")).one())

    def fill_and_pay(self, folder: Path) -> int:
        account_id = self.fill(folder)
        self.advice({"INV-2026-1004": 30_000}, "PAY-77", date(2026, 3, 20))
        return account_id

    def compare(self, account_id: int, file: Path, as_of: date | None = None, today: date = TODAY) -> Reconciliation:
        document = read_list(file, InProcessReaders())
        with self.ledger.read() as connection:
            return reconcile(connection, document, Wanted(account_id, today, "", as_of))[1]


def told(found: Reconciliation) -> set[tuple[str, str, int]]:
    """Cause, our document or else the customer's number, effect."""
    return {(str(d.cause), d.document_number or d.reference, d.effect) for d in found.differences}


def csv_list(folder: Path, lines: Sequence[Sequence[str]] = LINES, total: str = TOTAL) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([TITLES, *lines, ("", "Total", "", total)])
    file = folder / "list.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def xlsx_list(folder: Path, lines: Sequence[Sequence[str]] = LINES) -> Path:
    workbook = Workbook()
    sheet = workbook.create_sheet(index=0)
    for line in (TITLES, *lines):
        sheet.append(list(line))
    file = folder / "list.xlsx"
    workbook.save(file)
    return file


def pdf_list(folder: Path, lines: Sequence[Sequence[str]] = LINES, total: str = TOTAL, per_page: int = 6) -> Path:
    """A list as an ERP prints it: its own day in the head, the header again on every page, one total at the end."""
    file = folder / "list.pdf"
    canvas = Canvas(str(file))
    for start in range(0, len(lines), per_page):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(50, 780, "Adler GmbH, vendor 70012: open items")
        canvas.drawString(50, 764, f"Open items as of {LIST_DAY:%d.%m.%Y}")
        rows = [TITLES, *lines[start : start + per_page]]
        if start + per_page >= len(lines):
            rows.append(("", "Total", "", total))
        for number, cells in enumerate(rows):
            _print(canvas, 730 - 18 * number, cells)
        canvas.showPage()
    canvas.save()
    return file


def _print(canvas: Canvas, y: int, cells: Sequence[str]) -> None:
    for x, cell in zip((50, 170, 320), cells[:-1], strict=True):
        canvas.drawString(x, y, cell)
    canvas.drawRightString(520, y, cells[-1])

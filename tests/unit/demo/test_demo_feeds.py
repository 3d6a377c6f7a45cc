"""The bank's and the system of record's files: every line once, in the formats that the robot reads."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from workers.demo.company import Firm, Invoice, found_company
from workers.demo.erp import SystemOfRecord
from workers.demo.payments import make_payments
from workers.demo.statement import Bank
from workers.remittance.bank.files import read_statements

START = date(2026, 1, 5)
COMPANY = found_company(1, START, 60)
TUESDAY = date(2026, 1, 13)


def _owed() -> tuple[Firm, Invoice]:
    invoice = COMPANY.invoices[0]
    return next(firm for firm in COMPANY.firms if firm.id == invoice.customer_id), invoice


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def test_a_payment_is_on_one_statement_two_days_later(tmp_path: Path) -> None:
    bank, (firm, invoice) = Bank("GB"), _owed()
    (payment,) = make_payments(firm, [invoice], TUESDAY, Random(1), serial=1)
    bank.receive(payment)
    files = [bank.print_statement(tmp_path, TUESDAY + timedelta(days=days)) for days in range(4)]
    lines = [read_statements(file, file.read_bytes(), {})[0].lines for file in files]
    assert [len(each) for each in lines] == [0, 0, 1, 0]
    (line,) = lines[2]
    assert (line.booked_on, line.amount, line.currency) == (TUESDAY + timedelta(days=1), payment.amount, firm.currency)
    assert (line.reference, line.payer) == (payment.bank_reference, payment.bank_payer)


def test_every_invoice_is_exported_once_and_again_when_it_is_credited(tmp_path: Path) -> None:
    erp = SystemOfRecord(COMPANY)
    rows: list[dict[str, str]] = []
    for day in (START + timedelta(days=days) for days in range(60)):
        path = erp.export(tmp_path, day, erp.issue(day))
        rows += _rows(path)
    numbers = [row["document_number"] for row in rows]
    assert sorted(numbers) == sorted(invoice.number for invoice in COMPANY.invoices)
    erp.credit(numbers[0], 150)
    corrected = _rows(erp.export(tmp_path, START, ()))
    assert [row["document_number"] for row in corrected] == numbers[:1]
    assert Decimal(corrected[0]["amount"]) - Decimal(corrected[0]["open_amount"]) == Decimal("1.50")

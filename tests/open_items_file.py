"""Builds open-items files for tests: rows with sensible values, of which a test names only what it is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import Workbook

from workers.ledger.importing import ImportOptions, ImportResult, import_open_items
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion

TODAY = date(2026, 11, 22)
OPTIONS = ImportOptions(default_entity="north")


def item(number: str = "INV-1", **cells: str) -> dict[str, str]:
    """An invoice of 100.00 EUR, due today; ``open_amount`` follows ``amount`` unless it is given."""
    row = {
        "customer_id": "C1",
        "customer_name": "Adler GmbH",
        "customer_email": "ap@adler.example",
        "document_type": "invoice",
        "document_number": number,
        "issue_date": "2026-10-23",
        "due_date": "2026-11-22",
        "currency": "EUR",
        "amount": "100.00",
    } | cells
    return row | {"open_amount": row.get("open_amount", row["amount"])}


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    listed = list(rows)
    columns = dict.fromkeys(name for row in listed for name in row)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()


def csv_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    file = folder / "open_items.csv"
    file.write_text(csv_text(rows), encoding="utf-8")
    return file


def xlsx_file(folder: Path, lines: Iterable[Iterable[object]]) -> Path:
    workbook = Workbook()
    sheet = workbook.create_sheet(index=0)
    for line in lines:
        sheet.append(list(line))
    file = folder / "open_items.xlsx"
    workbook.save(file)
    return file


def occasion(on: date = TODAY) -> Occasion:
    return Occasion(datetime(on.year, on.month, on.day, 6, tzinfo=UTC), on, "robot")


def take_in(ledger: Ledger, folder: Path, *rows: Mapping[str, str], options: ImportOptions = OPTIONS) -> ImportResult:
    return import_open_items(ledger, csv_file(folder, *rows), options, occasion())

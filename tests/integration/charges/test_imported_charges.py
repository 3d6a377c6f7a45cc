"""Charges beside the system of record: it may take ours over, close them, and never by leaving them out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.charged_book import ChargedBook
from tests.open_items_file import csv_file, item
from workers.errors import UserError
from workers.ledger.book.export import export_postings
from workers.ledger.importing import ImportOptions, ImportResult, import_open_items

OPTIONS = ImportOptions(default_entity="default")
CHARGED = 4_275


@pytest.fixture
def charged(book: ChargedBook) -> ChargedBook:
    """A notice that left and booked CHG-1; the invoice is one of the system `erp`."""
    book.customer()
    book.plan()
    book.send()
    assert book.charge_items() == [("CHG-1", CHARGED, CHARGED)]
    return book


def take_in(book: ChargedBook, folder: Path, *rows: dict[str, str], snapshot: bool = False) -> ImportResult:
    options = replace(OPTIONS, snapshot=snapshot)
    return import_open_items(book.ledger, csv_file(folder, *rows), options, book.occasion())


def charge_row(open_amount: str) -> dict[str, str]:
    return item("CHG-1", amount="42.75", open_amount=open_amount)


def test_a_snapshot_of_the_system_of_record_closes_no_charge(charged: ChargedBook, tmp_path: Path) -> None:
    take_in(charged, tmp_path, item("C1-INV-1"), snapshot=True)
    assert charged.charge_items() == [("CHG-1", CHARGED, CHARGED)]


def test_a_charge_that_comes_back_is_acknowledged_and_not_booked_twice(charged: ChargedBook, tmp_path: Path) -> None:
    first = take_in(charged, tmp_path, charge_row("42.75"))
    assert (first.added, first.rejected, charged.charge_items()) == (0, (), [("CHG-1", CHARGED, CHARGED)])
    again = take_in(charged, tmp_path, charge_row("42.75"))
    assert (again.added, again.changed) == (0, 0)
    paid = take_in(charged, tmp_path, charge_row("0.00"))
    assert (paid.closed, charged.charge_items()) == (1, [("CHG-1", CHARGED, 0)])
    assert charged.broken_laws() == []


def test_the_export_carries_a_charge_to_the_system_of_record(charged: ChargedBook) -> None:
    lines = [line for line in export_postings(charged.ledger, 0) if line.kind == "charge.booked"]
    assert [(line.document_number, line.ledger_account, str(line.amount)) for line in lines] == [
        ("CHG-1", "receivables", "42.75"),
        ("", "fees_and_interest", "-42.75"),
    ]


def test_nobody_imports_under_the_name_of_our_own_charges(charged: ChargedBook, tmp_path: Path) -> None:
    file = csv_file(tmp_path, charge_row("0.00"))
    with pytest.raises(UserError, match="our own charges"):
        import_open_items(charged.ledger, file, replace(OPTIONS, system="collectbot"), charged.occasion())

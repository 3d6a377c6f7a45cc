"""Keys follow their items: stored at import, renewed with the purchase order, made for a book that has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cash_book import CashBook
from tests.open_items_file import item, take_in
from workers.ledger.book.item_keys import index_whole_book
from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.schema import item_keys
from workers.ledger.unit_of_work import Ledger
from workers.receivables.reference import search_keys


def found(ledger: Ledger, *numbers: str, customer: str = "C1") -> list[str]:
    with ledger.read() as connection:
        named = LedgerBook(connection).items_named([customer], search_keys(numbers))
    return [item.document_number for item in named]


def stored(ledger: Ledger) -> list[tuple[str, int, int]]:
    with ledger.read() as connection:
        rows = connection.execute(select(item_keys).order_by(item_keys.c.key, item_keys.c.open_item_id))
        return [tuple(row) for row in rows]


def test_an_imported_item_is_found_by_every_form_of_its_number(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item("INV-2026-001234", po_number="PO 77"), item("RE-9"))
    for form in ("INV2026001234", "2026001234", "1234", "001234", "1NVZOZ6OO1Z34", "PO77"):
        assert found(ledger, form) == ["INV-2026-001234"], form
    assert found(ledger, "RE9", "1234") == ["INV-2026-001234", "RE-9"]
    assert found(ledger, "234") == found(ledger, "1234", customer="C2") == []


def test_a_new_purchase_order_replaces_the_old_key(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item("INV-1", po_number="PO-77"), item("INV-2", po_number="PO-77"))
    take_in(ledger, tmp_path, item("INV-1", po_number="PO-88"), item("INV-2", po_number="PO-77"))
    assert (found(ledger, "PO77"), found(ledger, "PO88"), found(ledger, "INV1")) == (["INV-2"], ["INV-1"], ["INV-1"])


def test_a_book_from_before_gets_the_same_keys(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, *(item(f"INV-2026-{n:04d}", po_number=f"PO-{n}") for n in range(30)))
    before = stored(ledger)
    with ledger.write() as connection:
        connection.execute(item_keys.delete())
    assert found(ledger, "INV20260007") == []
    with ledger.write() as connection:
        index_whole_book(connection)
    assert stored(ledger) == before


@pytest.mark.parametrize(("amounts", "numbers"), [((10_000,), ["A-1"]), ((10_000, 500), ["A-1", "B-1"]), ((7,), [])])
def test_open_amounts_are_found_within_the_family(ledger: Ledger, amounts: tuple[int, ...], numbers: list[str]) -> None:
    book = CashBook(ledger)
    for customer, number, amount in (("C1", "A-1", 10_000), ("C2", "B-1", 500), ("C3", "C-1", 10_000)):
        book.customer(customer, f"Customer {customer}")
        book.item(number, amount, customer)
    with ledger.read() as connection:
        of_family = LedgerBook(connection).items_of_amounts(["C1", "C2"], amounts)
        assert [item.document_number for item in of_family] == numbers


def test_all_open_items_are_given_whole_or_not_at_all(ledger: Ledger) -> None:
    book = CashBook(ledger)
    book.customer()
    for number in range(3):
        book.item(f"A-{number}", 100 + number)
    with ledger.read() as connection:
        ledger_book = LedgerBook(connection)
        assert len(ledger_book.all_open_items(["C1"], 3)) == 3
        assert ledger_book.all_open_items(["C1"], 2) == ()


@pytest.mark.parametrize(("currencies", "only"), [(("EUR", "EUR"), "EUR"), (("EUR", "USD"), ""), ((), "")])
def test_the_only_currency_is_one_or_none(ledger: Ledger, currencies: tuple[str, ...], only: str) -> None:
    book = CashBook(ledger)
    book.customer()
    book.customer("C2", "Child", "C1")
    for number, currency in enumerate(currencies):
        book.item(f"A-{number}", 100, f"C{number + 1}", currency)
    with ledger.read() as connection:
        assert LedgerBook(connection).only_currency(["C1", "C2"]) == only

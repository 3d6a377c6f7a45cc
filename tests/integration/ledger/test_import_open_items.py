"""Open-items files meet the book, on both databases."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from tests.open_items_file import OPTIONS, TODAY, csv_file, item, occasion, take_in
from workers.errors import UserError
from workers.ledger.importing import import_open_items
from workers.ledger.posting import ON_ACCOUNT, RECEIVABLES, SYSTEM_OF_RECORD, Entry, Posting, post
from workers.ledger.schema import (
    accounts,
    contacts,
    customers,
    entries,
    feeds,
    imports,
    journal,
    open_items,
    postings,
)
from workers.ledger.unit_of_work import Ledger

BOOK = (customers, accounts, contacts, open_items, entries, postings, journal)
SNAPSHOT = dataclasses.replace(OPTIONS, snapshot=True)


def rows_of(ledger: Ledger, table: Table) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        keys = list(table.primary_key)
        return [row._asdict() for row in connection.execute(select(table).order_by(*keys))]


def count(ledger: Ledger, table: Table) -> int:
    with ledger.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def open_amounts(ledger: Ledger) -> dict[str, int]:
    return {row["document_number"]: row["open_minor"] for row in rows_of(ledger, open_items)}


def pay(ledger: Ledger, number: str, amount: int) -> None:
    """A posting of our own on an item, as cash application makes it."""
    found = next(row for row in rows_of(ledger, open_items) if row["document_number"] == number)
    lines = (Posting(ON_ACCOUNT, amount), Posting(RECEIVABLES, -amount, open_item_id=found["id"]))
    entry = Entry("north", "EUR", "cash.applied", "robot", "test", "payment 1", lines, account_id=found["account_id"])
    with ledger.write() as connection:
        post(connection, entry, occasion().at, TODAY)


def test_a_first_import_fills_the_book(ledger: Ledger, tmp_path: Path) -> None:
    memo = item("CM-1", document_type="credit_memo", amount="-30.00")
    settled = item("INV-0", open_amount="0.00")
    result = take_in(ledger, tmp_path, item(), memo, settled, item("INV-9", customer_id="C2", customer_name="Bussard"))
    assert (result.rows, result.added, result.changed, result.closed, result.rejected) == (4, 4, 0, 0, ())
    assert open_amounts(ledger) == {"INV-1": 10000, "CM-1": -3000, "INV-0": 0, "INV-9": 10000}
    assert [row["customer_id"] for row in rows_of(ledger, accounts)] == ["C1", "C2"]


def test_an_import_posts_one_balanced_entry_per_account_and_currency(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(), item("INV-2", amount="50.00"), item("INV-3", currency="USD"))
    assert [row["currency"] for row in rows_of(ledger, entries)] == ["EUR", "USD"]
    lines = [(row["ledger_account"], row["debit_minor"]) for row in rows_of(ledger, postings)]
    assert sorted(lines[:3]) == [(RECEIVABLES, 5000), (RECEIVABLES, 10000), (SYSTEM_OF_RECORD, -15000)]


def test_an_import_is_journalled_without_personal_data(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    take_in(ledger, tmp_path, item(customer_email="new@adler.example", open_amount="60.00"))
    written = rows_of(ledger, journal)
    kinds = [(row["stream"], row["kind"]) for row in written]
    assert kinds[:3] == [("a1", "open_items.imported"), ("a1", "open_items.imported"), ("a1", "customer.reported")]
    assert {"s:open_items:erp"} == {stream for stream, kind in kinds if kind == "open_items.file_read"}
    assert not any("adler" in row["data"].lower() for row in written)


def test_the_same_file_twice_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    rows = [item(customer_phone="089 1234567", country="DE", last_dunning_level="1"), item("INV-2", open_amount="1.00")]
    take_in(ledger, tmp_path, *rows)
    before = [rows_of(ledger, table) for table in BOOK[:-1]]
    again = take_in(ledger, tmp_path, *rows)
    assert (again.added, again.changed, again.closed) == (0, 0, 0)
    assert [rows_of(ledger, table) for table in BOOK[:-1]] == before
    assert [row["stream"] for row in rows_of(ledger, journal)] == ["a1", "s:open_items:erp", "s:open_items:erp"]


def test_an_import_is_recorded_and_marks_the_feed(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    assert [(row["kind"], row["system"], row["rows"]) for row in rows_of(ledger, imports)] == [("open_items", "erp", 1)]
    assert [(row["name"], row["received_at"]) for row in rows_of(ledger, feeds)] == [("open_items", occasion().at)]


def test_one_bad_row_refuses_the_file_and_writes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    result = take_in(ledger, tmp_path, item(), item("INV-2", currency="EURO"))
    assert (result.refused, result.added) == (True, 0)
    assert result.as_json()["rejected"] == [
        {
            "line": 3,
            "column": "currency",
            "position": 8,
            "message": "'EURO' is no currency code (ISO 4217) such as EUR",
        }
    ]
    assert [count(ledger, table) for table in (*BOOK, imports, feeds)] == [0] * 9


def test_bad_rows_may_be_left_out(ledger: Ledger, tmp_path: Path) -> None:
    options = dataclasses.replace(OPTIONS, skip_bad_rows=True)
    lonely = item("INV-2", currency="EURO", customer_id="C2", customer_name="Bussard")
    result = take_in(ledger, tmp_path, item(), lonely, options=options)
    assert (result.refused, result.added, len(result.rejected)) == (False, 1, 1)
    assert [row["id"] for row in rows_of(ledger, customers)] == ["C1"]


def test_an_item_keeps_its_customer_kind_and_currency(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(), item("INV-2"))
    strange = [item(currency="USD"), item("INV-2", customer_id="C2", customer_name="Bussard")]
    result = take_in(ledger, tmp_path, *strange)
    assert result.refused
    assert [(found.line, found.column) for found in result.rejected] == [(2, "currency"), (3, "customer_id")]
    assert count(ledger, accounts) == 1


def test_the_difference_between_two_reports_is_posted(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(), item("INV-2"))
    result = take_in(ledger, tmp_path, item(open_amount="40.00"), item("INV-2", open_amount="0.00"))
    assert (result.changed, result.closed) == (1, 1)
    assert open_amounts(ledger) == {"INV-1": 4000, "INV-2": 0}
    second = [row["debit_minor"] for row in rows_of(ledger, postings) if row["entry_id"] == 2]
    assert sorted(second) == [-10000, -6000, 16000]


def test_our_posting_is_acknowledged_and_not_posted_again(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    pay(ledger, "INV-1", 3000)
    take_in(ledger, tmp_path, item())
    assert open_amounts(ledger) == {"INV-1": 7000}
    acknowledged = take_in(ledger, tmp_path, item(open_amount="70.00"))
    assert (acknowledged.changed, open_amounts(ledger)) == (1, {"INV-1": 7000})
    assert count(ledger, entries) == 2
    take_in(ledger, tmp_path, item(open_amount="50.00"))
    assert open_amounts(ledger) == {"INV-1": 5000}


def test_the_first_of_two_postings_may_be_acknowledged_alone(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    pay(ledger, "INV-1", 1000)
    pay(ledger, "INV-1", 500)
    take_in(ledger, tmp_path, item(open_amount="90.00"))
    assert open_amounts(ledger) == {"INV-1": 8500}
    take_in(ledger, tmp_path, item(open_amount="85.00"))
    assert open_amounts(ledger) == {"INV-1": 8500}


def test_a_contradiction_is_told_when_it_is_older_than_ack_days(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    pay(ledger, "INV-1", 3000)
    file = csv_file(tmp_path, item())
    told = [
        import_open_items(ledger, file, OPTIONS, occasion(date(2026, 11, day))).contradictions for day in (23, 28, 29)
    ]
    assert told[:2] == [(), ()]
    (doubt,) = told[2]
    assert (doubt.document_number, doubt.open_minor, doubt.reported_open_minor) == ("INV-1", 7000, 10000)
    assert doubt.since == date(2026, 11, 23)
    agreed = csv_file(tmp_path, item(open_amount="70.00"))
    assert import_open_items(ledger, agreed, OPTIONS, occasion(date(2026, 11, 30))).contradictions == ()
    assert rows_of(ledger, open_items)[0]["contradicted_since"] is None


def test_a_corrected_document_moves_original_and_open_together(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(), item("INV-2", amount="60.00"))
    take_in(ledger, tmp_path, item(amount="60.00", due_date="2026-12-01"), item("INV-2", amount="90.00"))
    found = rows_of(ledger, open_items)
    assert [(row["original_minor"], row["open_minor"]) for row in found] == [(6000, 6000), (9000, 9000)]
    assert found[0]["due_date"] == date(2026, 12, 1)


def test_missing_items_close_in_a_snapshot_only(ledger: Ledger, tmp_path: Path) -> None:
    rows = [item(f"INV-{number}") for number in range(10)]
    take_in(ledger, tmp_path, *rows)
    assert take_in(ledger, tmp_path, *rows[1:]).closed == 0
    assert take_in(ledger, tmp_path, *rows[1:], options=SNAPSHOT).closed == 1
    assert open_amounts(ledger)["INV-0"] == 0


def test_a_snapshot_that_closes_too_much_must_be_allowed(ledger: Ledger, tmp_path: Path) -> None:
    rows = [item(f"INV-{number}") for number in range(10)]
    take_in(ledger, tmp_path, *rows)
    with pytest.raises(UserError, match=r"would close 2 of 10 open items: pass --allow-closing 2"):
        take_in(ledger, tmp_path, *rows[2:], options=SNAPSHOT)
    allowed = dataclasses.replace(SNAPSHOT, allow_closing=2)
    assert take_in(ledger, tmp_path, *rows[2:], options=allowed).closed == 2


def test_a_file_speaks_only_for_its_system_and_its_entities(ledger: Ledger, tmp_path: Path) -> None:
    options = dataclasses.replace(SNAPSHOT, close_at_most_percent=100)
    take_in(ledger, tmp_path, item("INV-1"), item("INV-2"), item("INV-3", entity="south"))
    take_in(ledger, tmp_path, item("INV-1"), options=dataclasses.replace(options, system="old"))
    assert sorted(open_amounts(ledger).items()) == [("INV-1", 10000), ("INV-2", 10000), ("INV-3", 10000)]
    take_in(ledger, tmp_path, item("INV-1"), options=options)
    assert sorted(open_amounts(ledger).items()) == [("INV-1", 10000), ("INV-2", 0), ("INV-3", 10000)]


def test_a_snapshot_with_a_bad_row_is_refused_even_when_bad_rows_may_be_skipped(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    options = dataclasses.replace(SNAPSHOT, skip_bad_rows=True, close_at_most_percent=100)
    assert take_in(ledger, tmp_path, item(amount="?", open_amount="1"), item("INV-2"), options=options).refused
    assert open_amounts(ledger) == {"INV-1": 10000}


def test_progress_ends_at_its_total(ledger: Ledger, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    file = csv_file(tmp_path, *(item(f"INV-{number}") for number in range(2500)))
    import_open_items(ledger, file, OPTIONS, occasion(), lambda done, total: seen.append((done, total)))
    assert seen[0] == (2000, 5000)
    assert seen[-1] == (5000, 5000)

"""Whole open-items files: headers, separators, duplicates, customers that contradict themselves."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.open_items_file import csv_text, item, xlsx_file
from workers.errors import UserError
from workers.ledger.importing.report import Report, read_report

FILE = Path("items.csv")


def report(text: str | bytes, entities: frozenset[str] = frozenset()) -> Report:
    content = text.encode() if isinstance(text, str) else text
    return read_report(FILE, content, "north", entities, lambda _done, _total: None)


def complaints(found: Report) -> list[str]:
    return [rejection.in_file(FILE) for rejection in found.rejected]


def test_the_header_may_come_in_any_order_and_case() -> None:
    row = item(po_number="PO-1")
    turned = dict(reversed(row.items()))
    shouted = csv_text([turned]).replace("document_number", " Document_Number ")
    assert report(shouted).items == report(csv_text([row])).items


def test_an_unknown_column_gets_a_hint_and_a_missing_one_is_named() -> None:
    found = report(csv_text([item()]).replace("due_date", "due_dat"))
    assert found.broken_header
    assert complaints(found) == [
        f"{FILE}:1: due_dat: unknown column 'due_dat' (did you mean due_date?)",
        f"{FILE}:1: due_date: the column due_date is missing; it must be there",
    ]


def test_a_column_named_twice_is_refused() -> None:
    header, line = csv_text([item()]).splitlines()
    found = report(f"{header},currency\n{line},USD\n")
    assert complaints(found) == [f"{FILE}:1: currency: column 8 has this name already"]


def test_a_first_line_that_is_no_header_is_one_mistake() -> None:
    found = report(csv_text([item()]).splitlines()[1])
    assert found.broken_header
    (complaint,) = complaints(found)
    assert complaint.startswith(f"{FILE}:1: this line names no column: it must name at least customer_id")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_seen_in_the_header(separator: str) -> None:
    text = csv_text([item()])
    assert report(text.replace(",", separator)).items == report(text).items


def test_a_byte_order_mark_and_empty_lines_say_nothing() -> None:
    text = csv_text([item()])
    found = report(b"\xef\xbb\xbf" + text.replace("\r\n", "\r\n\r\n").encode())
    assert (found.rows, len(found.items), found.rejected) == (1, 1, [])


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    broken = item("INV-2", currency="XXX")
    found = report(csv_text([item(customer_name="Adler\nGmbH"), broken]))
    assert [rejection.line for rejection in found.rejected] == [4]


def test_a_number_may_stand_once_per_entity() -> None:
    found = report(csv_text([item(), item(entity="south"), item()]))
    assert complaints(found) == [f"{FILE}:4: document_number: INV-1 stands on line 2 already"]


def test_an_entity_that_is_not_ours_is_refused() -> None:
    found = report(csv_text([item(entity="nroth")]), frozenset({"north", "south"}))
    assert complaints(found) == [f"{FILE}:2: entity: 'nroth' is none of our entities: north, south"]


def test_rows_that_contradict_each_other_about_a_customer_are_refused() -> None:
    rows = [item(), item("INV-2", customer_name="Bussard AG"), item("INV-3", customer_email="cfo@adler.example")]
    first, second = report(csv_text(rows)).rejected
    assert (first.line, first.column) == (3, "customer_name")
    assert (second.line, second.column) == (4, "customer_email")


def test_an_empty_cell_about_a_customer_contradicts_nothing() -> None:
    found = report(csv_text([item(country=""), item("INV-2", country="DE", customer_email="")]))
    assert not found.rejected
    assert found.customers["C1"].values["country"] == "DE"
    assert found.customers["C1"].contacts == {"ap_clerk": ("ap@adler.example", "")}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("language", "german"),
        ("country", "Germany"),
        ("timezone", "CEST"),
        ("party", "person"),
        ("contact_role", "CFO"),
        ("credit_limit", "much"),
        ("parent_customer_id", "C1"),
    ],
)
def test_what_cannot_be_known_of_a_customer_is_refused(column: str, text: str) -> None:
    assert [rejection.column for rejection in report(csv_text([item(**{column: text})])).rejected] == [column]


def test_a_workbook_says_the_same_as_a_csv(tmp_path: Path) -> None:
    row = item(amount="1234.50", open_amount="0.30")
    typed = row | {
        "issue_date": date(2026, 10, 23),
        "due_date": datetime(2026, 11, 22),  # noqa: DTZ001 - Excel knows no zones
        "amount": 1234.5,
        "open_amount": 0.1 + 0.2,
    }
    file = xlsx_file(tmp_path, [[*typed, None], [*typed.values(), None], [None]])
    assert report(file.read_bytes()).items == report(csv_text([row])).items


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "items.csv:1: the file is empty"),
        (b"customer_id\nM\xfcller\n", "items.csv:2: this is not UTF-8"),
        (b'customer_id\n"' + b"x" * 200_000, "items.csv:2: this line cannot be read as CSV"),
        (b"PK\x05\x06" + bytes(18), "this is no XLSX workbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        report(content)

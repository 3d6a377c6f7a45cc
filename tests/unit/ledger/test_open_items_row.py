"""What a row of the open-items file may say, and how each mistake is named."""

from __future__ import annotations

from datetime import date

import pytest

from tests.open_items_file import item
from workers.ledger.importing.row import BadCell, ReportedItem, RowReader


def read(**cells: str) -> ReportedItem:
    row = item(**cells)
    positions = {name: index for index, name in enumerate(row)}
    return RowReader(positions, len(row), "north").read(2, list(row.values()))


def test_amounts_and_dates_are_read_exactly() -> None:
    found = read(amount="1234.5", open_amount="1000.05", issue_date="2026-01-31")
    assert (found.original, found.open, found.issue_date) == (123450, 100005, date(2026, 1, 31))


def test_the_currency_says_how_many_decimals_there_are() -> None:
    assert read(currency="JPY", amount="1250").original == 1250
    assert read(currency="KWD", amount="1.250").original == 1250
    assert read(currency="JPY", amount="1250.00").original == 1250


def test_a_row_that_names_no_entity_belongs_to_the_default_one() -> None:
    assert read().entity == "north"
    assert read(entity="").entity == "north"
    assert read(entity="south").entity == "south"


def test_a_credit_memo_is_negative() -> None:
    memo = read(document_type="credit_memo", amount="-50.00", open_amount="-20.00")
    assert (memo.original, memo.open) == (-5000, -2000)


def test_what_another_system_dunned_before_is_kept() -> None:
    found = read(last_dunning_level="2", last_dunned_on="2026-11-01")
    assert (found.prior_level, found.prior_level_on) == (2, date(2026, 11, 1))


@pytest.mark.parametrize(
    ("column", "text", "complaint"),
    [
        ("currency", "EURO", "no currency code"),
        ("currency", "eur", "no currency code"),
        ("currency", "DEM", "no currency code"),
        ("amount", "1.234,50", "no thousands separator"),
        ("amount", "1,234.50", "no thousands separator"),
        ("amount", "1e3", "is no amount"),
        ("amount", "NaN", "is no amount"),
        ("amount", "100.001", "more decimals than EUR has"),
        ("amount", "-100.00", "negative one is a credit_memo"),
        ("amount", "1" * 13, "is no amount"),
        ("open_amount", "100.01", "not between 0 and amount"),
        ("open_amount", "-0.01", "not between 0 and amount"),
        ("issue_date", "31.12.2026", "write 2026-03-31"),
        ("due_date", "2026-02-30", "is no date"),
        ("due_date", "2026-W01-1", "is no date"),
        ("due_date", "0226-02-03", "is no date"),
        ("due_date", "", "must be filled"),
        ("customer_id", "  ", "must be filled"),
        ("document_type", "rechnung", "neither invoice nor credit_memo"),
        ("last_dunning_level", "two", "is no level"),
        ("last_dunned_on", "yesterday", "is no date"),
    ],
)
def test_a_bad_cell_is_named(column: str, text: str, complaint: str) -> None:
    cells = {"amount": "100.00", "open_amount": "100.00"} | {column: text}
    with pytest.raises(BadCell, match=complaint) as refused:
        read(**cells)
    assert refused.value.column == column


@pytest.mark.parametrize(("amount", "still_open"), [("50.00", "50.00"), ("-50.00", "-50.01"), ("-50.00", "10.00")])
def test_a_credit_memo_of_the_wrong_sign_is_refused(amount: str, still_open: str) -> None:
    with pytest.raises(BadCell):
        read(document_type="credit_memo", amount=amount, open_amount=still_open)


def test_rows_of_another_width_are_refused() -> None:
    row = item()
    reader = RowReader({name: index for index, name in enumerate(row)}, len(row), "north")
    with pytest.raises(BadCell, match="11 cells, but the header has 10"):
        reader.read(2, [*row.values(), "more"])


def test_control_characters_are_refused() -> None:
    with pytest.raises(BadCell, match="control character"):
        read(po_number="PO\x00-1")


def test_a_rejection_counts_columns_from_one() -> None:
    row = item()
    reader = RowReader({name: index for index, name in enumerate(row)}, len(row), "north")
    rejection = reader.reject(7, BadCell("customer_id", "is empty"))
    assert (rejection.line, rejection.column, rejection.message) == (7, "customer_id", "is empty")
    assert rejection.position == list(row).index("customer_id") + 1

"""The aging adds up, on any date, per entity and currency."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.open_items_file import OPTIONS, TODAY, csv_file, item, occasion, take_in
from workers.ledger.book.aging import AgingLine, aging
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, clear_with_bank_line, post_advice, post_bank_payment
from workers.ledger.importing import import_open_items
from workers.ledger.unit_of_work import Ledger


def lines(ledger: Ledger, as_of: date = TODAY) -> list[AgingLine]:
    with ledger.read() as connection:
        return aging(connection, as_of)


def due(days_ago: int, amount: str, **cells: str) -> dict[str, str]:
    day = (TODAY - timedelta(days=days_ago)).isoformat()
    return item(f"INV-{days_ago}-{amount}", issue_date="2026-01-01", due_date=day, amount=amount, **cells)


def test_each_item_stands_in_the_bucket_of_its_days_overdue(ledger: Ledger, tmp_path: Path) -> None:
    edges = [(-5, "1"), (0, "2"), (1, "4"), (30, "8"), (31, "16"), (60, "32"), (61, "64"), (90, "128"), (91, "256")]
    take_in(ledger, tmp_path, *(due(days, amount) for days, amount in edges))
    assert [line.as_json() for line in lines(ledger)] == [
        {
            "entity": "north",
            "currency": "EUR",
            "current": "3.00",
            "d1_30": "12.00",
            "d31_60": "48.00",
            "d61_90": "192.00",
            "d90_plus": "256.00",
            "on_account": "0.00",
            "in_transit": "0.00",
            "charges": "0.00",
            "total": "511.00",
        }
    ]


def test_entities_and_currencies_are_never_netted(ledger: Ledger, tmp_path: Path) -> None:
    memo = item("CM-1", document_type="credit_memo", amount="-30.00")
    take_in(ledger, tmp_path, item(), memo, item("INV-2", currency="USD"), item("INV-3", entity="south", amount="7"))
    found = [(line.entity, line.currency, line.total) for line in lines(ledger)]
    assert found == [("north", "EUR", 7000), ("north", "USD", 10000), ("south", "EUR", 700)]


def test_cash_in_transit_has_its_own_column_until_the_bank_confirms_it(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    receipt = Receipt("north", 1, "EUR", 4000, TODAY)
    later = TODAY + timedelta(days=2)
    with ledger.write() as connection:
        payment = post_advice(
            connection, receipt, [Share(1, 4000)], confirm_by=later, basis=Basis("r", "advice:1"), occasion=occasion()
        )
    with ledger.write() as connection:
        clear_with_bank_line(connection, payment, Basis("r", "bank_line:1"), occasion(later))
    (before,), (after,) = lines(ledger), lines(ledger, later)
    assert (before.current, before.in_transit, before.total) == (6000, 4000, 10000)
    assert (after.d1_30, after.in_transit, after.total) == (6000, 0, 6000)


def test_cash_on_account_lowers_what_is_owed(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    with ledger.write() as connection:
        post_bank_payment(
            connection, Receipt("north", 1, "EUR", 2500, TODAY), [], Basis("r", "bank_line:1"), occasion()
        )
    (line,) = lines(ledger)
    assert (line.current, line.on_account, line.total) == (10000, -2500, 7500)


def test_a_past_date_shows_what_was_known_then(ledger: Ledger, tmp_path: Path) -> None:
    import_open_items(ledger, csv_file(tmp_path, item()), OPTIONS, occasion(date(2026, 11, 1)))
    import_open_items(ledger, csv_file(tmp_path, item(open_amount="10")), OPTIONS, occasion(date(2026, 11, 10)))
    totals = [[line.total for line in lines(ledger, date(2026, day, number))] for day, number in
              ((10, 31), (11, 1), (11, 9), (11, 10))]  # fmt: skip
    assert totals == [[], [10000], [10000], [1000]]

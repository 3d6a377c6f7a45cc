"""Giving bank lines a new outcome makes their table anew on SQLite: rows, and rows that point to them, stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.past_schema import migrate_until
from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import Ledger, open_ledger

_ROWS = (
    "INSERT INTO customers (id, name, name_key) VALUES ('C1', 'Adler', 'adler')",
    "INSERT INTO accounts (id, entity, customer_id) VALUES (1, 'main', 'C1')",
    "INSERT INTO bank_lines (id, entity, fingerprint, booked_on, amount_minor, currency, reference, payer, outcome,"
    " imported_at) SELECT n, 'main', 'f' || n, '2026-03-02', n, 'EUR', '', '', 'unidentified', '2026-03-02 00:00:00'"
    " FROM (SELECT 1 AS n UNION SELECT 2) AS numbers",
    "INSERT INTO cod_receipts (id, entity, account_id, kind, number, currency, amount_minor, received_on, state,"
    " shares, bank_line_id, actor, registered_at) SELECT n, 'main', 1, 'cheque', 'N' || n, 'EUR', n, '2026-03-02',"
    " 'cleared', '[]', CASE WHEN n < 3 THEN 3 - n END, 'anna', '2026-03-02 00:00:00'"
    " FROM (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) AS numbers",
)


@pytest.fixture
def before(database_url: str) -> Iterator[Ledger]:
    """A database with rows, as it was before the revision."""
    ledger = open_ledger(database_url)
    migrate_until(ledger, "2026_11_22_told_addresses")
    with ledger.write() as connection:
        for row in _ROWS:
            connection.execute(text(row))
    yield ledger
    ledger.engine.dispose()


def test_a_populated_database_keeps_its_lines_and_what_points_to_them(before: Ledger) -> None:
    migrate(before)
    with before.write() as connection:
        kept = connection.execute(text("SELECT id, bank_line_id FROM cod_receipts ORDER BY id")).all()
        assert kept == [(1, 2), (2, 1), (3, None)]
        assert connection.execute(text("SELECT fingerprint FROM bank_lines ORDER BY id")).all() == [("f1",), ("f2",)]
        connection.execute(text("UPDATE bank_lines SET outcome = 'itemised' WHERE id = 2"))

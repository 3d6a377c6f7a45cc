"""What the system of record is told: our postings, each once per cursor, none missed."""

from __future__ import annotations

import io
import threading
from pathlib import Path

from tests.open_items_file import TODAY, item, occasion, take_in
from workers.ledger.book.export import ExportedPosting, export_postings, write_csv
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_bank_payment
from workers.ledger.cash.reversals import reverse_payment
from workers.ledger.migrate import migrate
from workers.ledger.posting import RECEIVABLES
from workers.ledger.unit_of_work import Ledger, open_ledger


def receive(ledger: Ledger, amount: int, line: int) -> int:
    receipt = Receipt("north", 1, "EUR", amount, TODAY, "RUN-7")
    with ledger.write() as connection:
        return post_bank_payment(
            connection, receipt, [Share(1, amount)], Basis("exact", f"bank_line:{line}"), occasion()
        )


def exported(ledger: Ledger, since: int = 0) -> list[ExportedPosting]:
    return list(export_postings(ledger, since))


def test_imports_are_not_told_back(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    assert exported(ledger) == []


def test_a_posting_names_its_document_customer_and_payment(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    receive(ledger, 4000, 1)
    bank, receivable = exported(ledger)
    assert (bank.id, receivable.id) == (f"{bank.cursor}.1", f"{bank.cursor}.2")
    assert (bank.ledger_account, str(bank.amount)) == ("bank", "40.00")
    assert (receivable.ledger_account, str(receivable.amount), receivable.system) == (RECEIVABLES, "-40.00", "erp")
    assert (receivable.customer_id, receivable.document_number) == ("C1", "INV-1")
    assert (receivable.payment_reference, receivable.rule, receivable.evidence) == ("RUN-7", "exact", "bank_line:1")


def test_a_cursor_replays_and_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    payment = receive(ledger, 1000, 1)
    first = exported(ledger)
    receive(ledger, 2000, 2)
    with ledger.write() as connection:
        reverse_payment(connection, payment, Basis("person", "kim"), occasion())
    everything = exported(ledger)
    assert everything[: len(first)] == first
    assert exported(ledger, first[-1].cursor) == everything[len(first) :]
    assert [line.reverses for line in everything if line.reverses] == [str(first[0].cursor)] * 2


def test_the_csv_has_a_header_and_returns_the_next_cursor(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    receive(ledger, 4000, 1)
    target = io.StringIO()
    cursor = write_csv(export_postings(ledger, 0), target)
    header, first, _ = target.getvalue().splitlines()
    assert header.startswith("cursor,id,entity,customer_id,system,document_number,ledger_account,amount,currency")
    assert first.startswith(f"{cursor},{cursor}.1,north,C1,,,bank,40.00,EUR,2026-11-22,payment.applied,1,RUN-7")
    assert write_csv(export_postings(ledger, cursor), io.StringIO()) == 0


def test_an_entry_that_commits_late_is_not_missed(postgres_url: str, tmp_path: Path) -> None:
    """Entry ids are given before commit: the export waits for a writer that holds a lower one."""
    ledger = open_ledger(postgres_url)
    migrate(ledger)
    take_in(ledger, tmp_path, item())
    seen: list[list[ExportedPosting]] = []
    receipt = Receipt("north", 1, "EUR", 1000, TODAY)
    with ledger.write() as slow:
        post_bank_payment(slow, receipt, [], Basis("r", "bank_line:1"), occasion())
        exporter = threading.Thread(target=lambda: seen.append(exported(ledger)))
        exporter.start()
        exporter.join(timeout=0.3)
        assert seen == []
    exporter.join(timeout=30)
    assert [len(lines) for lines in seen] == [2]
    ledger.engine.dispose()

"""Cash that waits, by age: what is older than two days stands apart, and what a person assigns changes its line."""

from __future__ import annotations

from datetime import timedelta

from tests.cash_book import DAY, TERMS, CashBook, on, received
from workers.ledger.unit_of_work import Ledger
from workers.remittance.by_hand import assign_by_person
from workers.remittance.waiting_cash import aged_totals


def test_unidentified_cash_ages_and_an_assignment_asks_about_the_name(sqlite_ledger: Ledger) -> None:
    ledger = sqlite_ledger
    book = CashBook(ledger)
    book.customer()
    for amount, days in ((100_00, 0), (200_00, 3), (400_00, 40), (800_00, 91)):
        book.bank(received(amount, "?", f"Nobody Known {days}", day=DAY - timedelta(days)))
    with ledger.read() as connection:
        (before,) = aged_totals(connection, DAY)
    assert (before["held"], before["payments"], before["total"]) == ("unidentified", 4, "1500.00")
    ages = {name: before[name] for name in ("d0_2", "d3_7", "d8_30", "d31_90", "d90_plus")}
    assert ages == {"d0_2": "100.00", "d3_7": "200.00", "d8_30": "0.00", "d31_90": "400.00", "d90_plus": "800.00"}
    oldest = next(payment.id for payment in book.payments() if payment.amount_minor == 800_00)
    with ledger.write() as connection:
        assign_by_person(connection, oldest, "C1", TERMS, on(actor="anna"))
    assert book.cases().count("payer_name") == 1
    with ledger.read() as connection:
        known, nobody = aged_totals(connection, DAY)
    assert (known["held"], known["d90_plus"], nobody["d90_plus"]) == ("on_account", "800.00", "0.00")

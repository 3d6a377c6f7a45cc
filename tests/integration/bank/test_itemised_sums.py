"""A batch that came as one sum, and its details later: they take its place once, to the cent, or a person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.cash_book import DAY, TERMS, CashBook, after, on, received
from tests.integration.bank.conftest import filled
from workers.clock import real_now
from workers.exception_queue.desk import Resolution, resolve_case
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.laws import Replays
from workers.ledger.laws.verify import verify
from workers.ledger.schema import applications, bank_lines, cases, entries, journal, payments
from workers.ledger.unit_of_work import Ledger
from workers.remittance.bank.run import StatementReport, import_statements
from workers.remittance.bank.statement import StatementLine
from workers.remittance.by_hand import apply_by_person

FILES = Path(__file__).parents[2] / "bank_files"


def batch(amount: int, reference: str = "", payer: str = "", total: int = 18000, **more: Any) -> StatementLine:
    return replace(received(amount, reference, payer), entry="B-1", entry_amount=total, **more)


WHOLE = batch(18000, "batch of 2", bank_id="B-1")
DETAILS = (batch(8000, "PAY-9", "Bussard AG"), batch(10000, "INV-3", "Condor SE"))


def state_of(book: CashBook) -> dict[str, Any]:
    opened = {number: book.open(number) for number in book.item_ids}
    return {"balances": book.balances(), "open": opened, "advices": book.advice_states(), "cases": book.cases()}


def rows_of(book: CashBook) -> list[Any]:
    with book.ledger.read() as connection:
        tables = (bank_lines, payments, applications, entries, cases, journal)
        return [connection.execute(select(table).order_by(*table.primary_key)).all() for table in tables]


def outcomes(book: CashBook) -> list[tuple[int, str, bool]]:
    c = bank_lines.c
    with book.ledger.read() as connection:
        rows = connection.execute(select(c.amount_minor, c.outcome, c.payment_id.is_not(None)).order_by(c.id))
        return [(row[0], row[1], bool(row[2])) for row in rows]


def the_case(book: CashBook) -> Any:
    with book.ledger.read() as connection:
        return connection.execute(select(cases).where(cases.c.kind == "contradiction")).one()


def dismiss(book: CashBook) -> None:
    with book.ledger.write() as connection:
        answer = Resolution("dismiss", "another batch")
        resolve_case(connection, the_case(book).id, answer, occasion=on(actor="anna"), now=real_now(), consequences={})


def check_laws(book: CashBook) -> None:
    book.check_laws()
    for law in verify(book.ledger, Replays(), on()):
        assert not law.violations, law


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_sum_details_and_advice_end_alike_in_any_order(book: CashBook, order: tuple[int, ...]) -> None:
    steps: list[Callable[[], object]] = [
        lambda: book.bank(WHOLE),
        lambda: book.bank(*DETAILS),
        lambda: book.advice({"INV-7": (7900, 100, 0)}, "PAY-10", payer="C2"),
    ]
    for index in order:
        steps[index]()
    opened = {"INV-1": 10000, "INV-2": 5000, "INV-7": 0, "INV-3": 0}
    assert state_of(book)["open"] == opened
    assert book.balances()["bank"] == 18000
    assert (book.advice_states(), book.cases()) == (["posted"], ["on_account_cash"])
    check_laws(book)


def test_the_sum_is_withdrawn_and_its_details_are_posted_with_entries_for_both(any_book: CashBook) -> None:
    any_book.bank(WHOLE)
    assert any_book.cases() == ["unidentified_cash"]
    report = any_book.bank(*DETAILS)
    assert (report.itemised, report.added, report.known_otherwise, report.held) == (1, 2, 0, 0)
    assert outcomes(any_book) == [(18000, "itemised", False), (8000, "on_account", True), (10000, "applied", True)]
    assert [payment.clearing for payment in any_book.payments()] == ["reversed", "cleared", "cleared"]
    with any_book.ledger.read() as connection:
        kinds = list(connection.scalars(select(entries.c.kind).where(entries.c.kind.like("payment.%"))))
        journalled = list(connection.scalars(select(journal.c.kind).where(journal.c.kind.like("payment.%"))))
    assert kinds == ["payment.received", "payment.withdrawn", "payment.received", "payment.applied"]
    assert sorted(journalled) == ["payment.applied", "payment.received", "payment.received", "payment.reversed"]
    check_laws(any_book)


@pytest.mark.parametrize("shapes", [(0, 1), (1, 0)])
def test_either_shape_again_changes_nothing(any_book: CashBook, shapes: tuple[int, int]) -> None:
    files = [(WHOLE,), DETAILS]
    for shape in shapes:
        any_book.bank(*files[shape])
    before = rows_of(any_book)
    for lines in (*files, *reversed(files)):
        report = any_book.bank(*lines)
        assert (report.added, report.itemised, report.held) == (0, 0, 0)
    assert rows_of(any_book) == before


def apply_part(book: CashBook) -> None:
    with book.ledger.write() as connection:
        apply_by_person(connection, 1, {"INV-1": 4000}, TERMS, on(actor="anna"), customer_id="C1")


def test_a_sum_of_which_a_person_applied_a_part_is_a_case_with_both_sides(any_book: CashBook) -> None:
    any_book.bank(WHOLE)
    apply_part(any_book)
    before = any_book.balances()
    assert any_book.bank(*DETAILS).held == 2
    assert (any_book.balances(), any_book.open("INV-1")) == (before, 6000)
    case = the_case(any_book)
    assert case.reason == "the details came of a sum that is applied or went back already: payment 1"
    assert [(side["payment"], side["amount_minor"]) for side in case.evidence["standing"]] == [(1, 18000)]
    assert [(s["amount_minor"], s["payer"]) for s in case.evidence["came"]] == [
        (8000, "Bussard AG"), (10000, "Condor SE")
    ]  # fmt: skip
    rows = rows_of(any_book)
    any_book.bank(*DETAILS)
    assert rows_of(any_book) == rows


def test_what_was_taken_back_makes_room_for_the_details(any_book: CashBook) -> None:
    any_book.bank(WHOLE)
    apply_part(any_book)
    any_book.bank(*DETAILS)
    any_book.reverse(1)
    assert any_book.bank(*DETAILS).itemised == 1
    assert (any_book.open("INV-1"), any_book.open("INV-3"), any_book.balances()["bank"]) == (10000, 0, 18000)
    assert "contradiction" not in any_book.cases()
    check_laws(any_book)


def test_a_sum_that_an_advice_explained_keeps_its_money(book: CashBook) -> None:
    book.advice({"INV-1": 10000}, "PAY-77")
    book.bank(replace(WHOLE, amount=10000, entry_amount=10000, reference="PAY-77"))
    parts = [replace(part, amount=5000, entry_amount=10000) for part in DETAILS]
    assert (book.bank(*parts).held, book.advice_states(), book.open("INV-1")) == (2, ["cleared"], 0)
    assert book.cases() == ["contradiction"]
    check_laws(book)


@pytest.mark.parametrize("sum_first", [True, False])
def test_details_that_do_not_make_the_sum_are_held_with_both_sides(any_book: CashBook, sum_first: bool) -> None:
    less = replace(WHOLE, amount=17950, entry_amount=17950)
    first, second = ((less,), DETAILS) if sum_first else (DETAILS, (less,))
    any_book.bank(*first)
    before = any_book.balances()
    assert any_book.bank(*second).held == len(second)
    assert any_book.balances() == before
    assert the_case(any_book).reason.startswith("the bank booked 17" if sum_first else "the bank booked 180.00 under")
    rows = rows_of(any_book)
    any_book.bank(*second)
    assert rows_of(any_book) == rows
    dismiss(any_book)
    assert any_book.bank(*second).added == len(second)
    assert any_book.balances()["bank"] == 18000 + 17950
    check_laws(any_book)


def test_details_of_another_account_are_not_provably_the_same_money(book: CashBook, tmp_path: Path) -> None:
    notification, statement = (FILES / name for name in ("notification.camt054.v02.xml", "statement.camt053.v08.xml"))
    other = tmp_path / "other.xml"
    other.write_text(statement.read_text().replace("DE89370400440532013000", "DE02120300000000202051"))
    import_statements(book.ledger, [notification], TERMS, on())
    report = import_statements(book.ledger, [other], TERMS, on())
    assert report.held == 2
    assert "the details are of account DE02120300000000202051" in the_case(book).reason


def test_transactions_that_do_not_make_their_entry_are_shown_beside_it(any_book: CashBook, tmp_path: Path) -> None:
    file = tmp_path / "misfit.xml"
    statement = (FILES / "statement.camt053.v08.xml").read_text()
    file.write_text(statement.replace('<Amt Ccy="EUR">80.00', '<Amt Ccy="EUR">79.00'))
    import_statements(any_book.ledger, [file], TERMS, on())
    case = the_case(any_book)
    assert case.reason == "the bank books 180.00 EUR and tells of transactions that make 179.00"
    assert [side["amount_minor"] for side in case.evidence["came"]] == [7900, 10000]
    rows = rows_of(any_book)[:5]
    import_statements(any_book.ledger, [file], TERMS, on())
    assert rows_of(any_book)[:5] == rows


def test_a_failure_among_the_details_leaves_the_sum_where_it_was(any_book: CashBook) -> None:
    any_book.bank(WHOLE)
    before = rows_of(any_book)
    missing: Any = {"type_code": None}
    with pytest.raises(IntegrityError):
        any_book.bank(DETAILS[0], replace(DETAILS[1], **missing))
    assert rows_of(any_book) == before


def test_debits_that_came_back_as_one_sum_are_returned_one_by_one(any_book: CashBook) -> None:
    any_book.bank(replace(received(10000, "INV-1"), end_to_end="DD-1"), received(8000, "INV-7", "Bussard AG"))
    back: dict[str, Any] = {"total": -18000, "nature": "return", "booked_on": after(2)}
    any_book.bank(batch(-18000, "returned debits", **back))
    assert any_book.cases() == ["returned_payment"]
    any_book.bank(batch(-10000, end_to_end="DD-1", **back), batch(-8000, "INV-7", **back))
    assert (any_book.open("INV-1"), any_book.open("INV-7"), any_book.cases()) == (10000, 8000, [])
    assert "bank" not in any_book.balances()
    check_laws(any_book)


def test_a_sum_that_its_details_replaced_is_not_money_that_came_and_went(book: CashBook) -> None:
    book.bank(replace(WHOLE, payer="Adler GmbH"))
    book.bank(*DETAILS)
    book.item("INV-8", 18000)
    book.advice({"INV-8": 18000}, "PAY-88", day=DAY)
    assert book.advice_states() == ["posted"]


def test_sum_and_details_imported_in_one_moment_see_each_other(postgres_ledger: Ledger) -> None:
    """Both had looked before either was posted: the same money stood twice."""
    book = filled(postgres_ledger)
    reports: list[StatementReport] = []
    threads = [Thread(target=lambda own=lines: reports.append(book.bank(*own))) for lines in ((WHOLE,), DETAILS)]
    with postgres_ledger.write() as connection:
        lock_amounts(connection, "main", [], [("B-1", DAY, "EUR")])
        for thread in threads:
            thread.start()
            thread.join(timeout=0.3)
            assert thread.is_alive()
    for thread in threads:
        thread.join(timeout=30)
    assert (len(reports), book.balances()["bank"], book.open("INV-3")) == (2, 18000, 0)
    book.check_laws()

"""Whatever the system of record reports and whatever we post between: the book keeps its laws."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.open_items_file import TODAY, item, occasion, take_in
from workers.ledger.importing import ImportResult
from workers.ledger.laws import Replays, verify
from workers.ledger.migrate import migrate
from workers.ledger.posting import ON_ACCOUNT, RECEIVABLES, Entry, Posting, post
from workers.ledger.schema import accounts, contacts, customers, open_items
from workers.ledger.unit_of_work import Ledger, open_ledger

_LAWS = {2, 8, 10}
_ORIGINALS = {"INV-1": 100, "INV-2": 70, "CM-3": -40, "INV-4": 1}
_QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

reports = st.fixed_dictionaries({}, optional={
    number: st.integers(min(0, original), max(0, original)) for number, original in _ORIGINALS.items()
})  # fmt: skip
own_postings = st.tuples(st.sampled_from(sorted(_ORIGINALS)), st.integers(-100, 100))
steps = st.lists(st.one_of(reports, own_postings, st.just("acknowledge")), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("laws") / "migrated.sqlite"
    ledger = open_ledger(f"sqlite:///{file}")
    migrate(ledger)
    ledger.engine.dispose()
    return file


@contextmanager
def fresh(migrated: Path) -> Iterator[tuple[Ledger, Path]]:
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "book.sqlite"
        shutil.copy(migrated, copy)
        ledger = open_ledger(f"sqlite:///{copy}")
        yield ledger, Path(name)
        ledger.engine.dispose()


def row(number: str, open_amount: int) -> dict[str, str]:
    kind = "credit_memo" if number.startswith("CM") else "invoice"
    return item(number, document_type=kind, amount=str(_ORIGINALS[number]), open_amount=str(open_amount))


def report(ledger: Ledger, folder: Path, opened: dict[str, int]) -> ImportResult:
    return take_in(ledger, folder, *(row(number, amount) for number, amount in opened.items()))


def book(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """(open, last reported) in whole units by document number."""
    with ledger.read() as connection:
        columns = (open_items.c.document_number, open_items.c.open_minor, open_items.c.reported_open_minor)
        return {number: (ours // 100, theirs // 100) for number, ours, theirs in connection.execute(select(*columns))}


def post_ourselves(ledger: Ledger, number: str, wanted: int) -> None:
    """Move an open amount as far as the document allows, as an application or its reversal does."""
    with ledger.write() as connection:
        found = connection.execute(select(open_items).where(open_items.c.document_number == number)).one_or_none()
        if found is None:
            return
        low, high = sorted((0, found.original_minor))
        move = max(low, min(high, found.open_minor + wanted * 100)) - found.open_minor
        lines = (Posting(RECEIVABLES, move, open_item_id=found.id), Posting(ON_ACCOUNT, -move))
        entry = Entry("north", "EUR", "test", "robot", "test", "test", lines, account_id=found.account_id)
        post(connection, entry, occasion().at, TODAY)


def broken_laws(ledger: Ledger) -> list[Any]:
    results = verify(ledger, Replays(), occasion())
    return [violation for law in results if law.n in _LAWS for violation in law.violations]


@_QUICK
@given(steps)
def test_reports_and_postings_in_any_order_keep_the_laws(migrated: Path, taken: Sequence[Any]) -> None:
    with fresh(migrated) as (ledger, folder):
        for step in taken:
            match step:
                case "acknowledge":
                    report(
                        ledger, folder, {number: ours for number, (ours, _) in book(ledger).items()} or {"INV-1": 100}
                    )
                case (number, wanted):
                    post_ourselves(ledger, number, wanted)
                case {} as opened if opened:
                    report(ledger, folder, opened)
        assert broken_laws(ledger) == []


@_QUICK
@given(steps)
def test_an_acknowledgement_of_everything_leaves_nothing_in_doubt(migrated: Path, taken: Sequence[Any]) -> None:
    """A system of record that has taken over our amounts agrees with us, whatever happened before."""
    with fresh(migrated) as (ledger, folder):
        for step in taken:
            if isinstance(step, tuple):
                post_ourselves(ledger, *step)
            elif isinstance(step, dict) and step:
                report(ledger, folder, step)
        ours = {number: amount for number, (amount, _) in book(ledger).items()}
        if ours:
            report(ledger, folder, ours)
        assert book(ledger) == {number: (amount, amount) for number, amount in ours.items()}


@_QUICK
@given(steps, reports)
def test_any_file_twice_changes_nothing(migrated: Path, taken: Sequence[Any], last: dict[str, int]) -> None:
    with fresh(migrated) as (ledger, folder):
        for step in taken:
            if isinstance(step, tuple):
                post_ourselves(ledger, *step)
            elif isinstance(step, dict) and step:
                report(ledger, folder, step)
        if last:
            report(ledger, folder, last)
            before = book(ledger)
            again = report(ledger, folder, last)
            assert (again.added, again.changed, again.closed) == (0, 0, 0)
            assert book(ledger) == before


LINES = [
    item(f"INV-{number}", customer_id=f"C{number % 3}", customer_name=f"Customer {number % 3}", **extra)
    for number, extra in enumerate(
        [
            {},
            {"language": "de"},
            {"country": "DE"},
            {"currency": "USD"},
            {"entity": "south"},
            {"open_amount": "10"},
            {"customer_email": ""},
        ]
    )
]


def everything(ledger: Ledger) -> list[list[Any]]:
    """The book without the ids that the order of arrival gives."""
    tables = (customers, accounts, contacts, open_items)
    hidden = {"id", "account_id", "journal_head", "journal_seq", "version"}
    with ledger.read() as connection:
        return [
            sorted(
                (repr({k: v for k, v in found._asdict().items() if k not in hidden}) for found in rows),
            )
            for rows in (connection.execute(select(table)).all() for table in tables)
        ]


@_QUICK
@given(st.permutations(LINES), st.integers(0, len(LINES)))
def test_the_order_of_rows_and_files_makes_no_difference(
    migrated: Path, turned: list[dict[str, str]], cut: int
) -> None:
    with fresh(migrated) as (ledger, folder):
        take_in(ledger, folder, *LINES)
        expected = everything(ledger)
    with fresh(migrated) as (ledger, folder):
        for part in (turned[:cut], turned[cut:]):
            if part:
                take_in(ledger, folder, *part)
        assert everything(ledger) == expected

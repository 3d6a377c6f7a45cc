"""A back-up taken while the ledger is in use, put back elsewhere: the same book, and all its laws."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.open_items_file import OPTIONS, item, occasion, take_in
from workers.errors import CollectionsError, UserError
from workers.ledger.laws import Replays, verify
from workers.ledger.migrate import migrate
from workers.ledger.operations.backup import back_up, restore
from workers.ledger.schema import metadata
from workers.ledger.unit_of_work import Ledger, open_ledger


@pytest.fixture
def target_url(ledger: Ledger, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the same kind."""
    if ledger.is_sqlite:
        return f"sqlite:///{tmp_path / 'restored.sqlite'}"
    for program in ("pg_dump", "pg_restore"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on the PATH")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def book(ledger: Ledger, target_url: str, tmp_path: Path) -> Ledger:
    take_in(ledger, tmp_path, *(item(f"INV-{number}") for number in range(200)))
    return ledger


def content(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    with ledger.read() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def test_a_restored_ledger_is_the_same_and_goes_on(book: Ledger, target_url: str, tmp_path: Path) -> None:
    file = tmp_path / "backups" / "today"
    with book.read() as connection:
        connection.execute(select(metadata.tables["open_items"]))  # in use: a reader is in mid-transaction
        back_up(book, file)
    kept = content(book)
    take_in(book, tmp_path, item("INV-LATER"))
    restored = open_ledger(target_url)
    restore(file, restored)
    assert content(restored) == kept
    migrate(restored)
    assert take_in(restored, tmp_path, item("INV-LATER"), options=OPTIONS).added == 1
    assert not [law for law in verify(restored, Replays(), occasion()) if law.violations]
    restored.engine.dispose()


def test_nothing_is_overwritten(book: Ledger, target_url: str, tmp_path: Path) -> None:
    file = tmp_path / "today"
    back_up(book, file)
    before = file.read_bytes()
    with pytest.raises(UserError, match="exists already"):
        back_up(book, file)
    assert file.read_bytes() == before
    with pytest.raises(UserError, match=r"exists already|has tables already"):
        restore(file, book)
    assert len(content(book)["open_items"]) == 200


@pytest.mark.parametrize("strange", [b"", b"no back-up " * 1000], ids=["empty", "text"])
def test_a_file_that_is_no_back_up_is_refused_and_leaves_nothing(
    ledger: Ledger, target_url: str, tmp_path: Path, strange: bytes
) -> None:
    file = tmp_path / "strange"
    file.write_bytes(strange)
    target = open_ledger(target_url)
    for _ in range(2):  # the first attempt must not be in the way of the second
        with pytest.raises(CollectionsError, match=r"strange|pg_restore"):
            restore(file, target)
    with pytest.raises(UserError, match="no such back-up"):
        restore(tmp_path / "missing", target)
    target.engine.dispose()


def test_a_back_up_is_its_owners_to_read_and_needs_nothing_beside_it(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "of # 100 % ?" / "today"
    back_up(sqlite_ledger, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["today"]
    in_rollback_mode = b"\x01\x01"
    assert file.read_bytes()[18:20] == in_rollback_mode
    again = open_ledger(f"sqlite:///{tmp_path / 'again.sqlite'}")
    restore(file, again)
    assert content(again) == content(sqlite_ledger)
    again.engine.dispose()

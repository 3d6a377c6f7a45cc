"""A migrated ledger on each of the two databases, and one on SQLite for what no database decides.

Migrating once, and then copying or emptying, is many times faster than migrating for every test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.servers.postgres import Postgres
from workers.ledger.migrate import migrate
from workers.ledger.schema import metadata
from workers.ledger.unit_of_work import Ledger, open_ledger


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the newest schema."""
    file = tmp_path_factory.mktemp("migrated") / "collectbot.sqlite"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: Postgres) -> Iterator[Ledger]:
    """A PostgreSQL database with the newest schema, shared by all tests of this process."""
    url = postgres_server.url(postgres_server.create_database())
    _migrate(url)
    ledger = open_ledger(url)
    yield ledger
    ledger.engine.dispose()


@pytest.fixture
def sqlite_ledger(migrated_file: Path, tmp_path: Path) -> Iterator[Ledger]:
    copy = tmp_path / "collectbot.sqlite"
    shutil.copy(migrated_file, copy)
    ledger = open_ledger(f"sqlite:///{copy}")
    yield ledger
    ledger.engine.dispose()


@pytest.fixture
def postgres_ledger(migrated_database: Ledger) -> Ledger:
    """The shared database, emptied."""
    names = ", ".join(metadata.tables)
    with migrated_database.write() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return migrated_database


@pytest.fixture(params=["sqlite_ledger", "postgres_ledger"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """What holds on one database must hold on the other."""
    opened: Ledger = request.getfixturevalue(request.param)
    return opened


def _migrate(url: str) -> None:
    ledger = open_ledger(url)
    migrate(ledger)
    # Closing the last connection writes SQLite's log back into the file.
    ledger.engine.dispose()

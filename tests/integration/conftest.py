"""A migrated ledger on each of the two databases, and one on SQLite for what no database decides.

Migrating once, and then copying or emptying, is many times faster than migrating for every test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
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


@pytest.fixture
def furnished_home(tmp_path: Path, migrated_file: Path) -> Path:
    """The home of a robot of the embedded default that has made its tables."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated_file, home / "collectbot.db")
    return home


@pytest.fixture(scope="session")
def file_ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """A SQLite ledger for all tests of this process: one engine, so that every statement is compiled once."""
    return open_ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'collectbot.sqlite'}")


@pytest.fixture(scope="session")
def migrated_database(postgres_server: Postgres) -> Iterator[Ledger]:
    """A PostgreSQL database with the newest schema, shared by all tests of this process."""
    url = postgres_server.url(postgres_server.create_database())
    _migrate(url)
    ledger = open_ledger(url)
    with ledger.write() as connection:
        connection.execute(_NO_VACUUM)
    yield ledger
    ledger.engine.dispose()


@pytest.fixture
def sqlite_ledger(migrated_file: Path, file_ledger: Ledger) -> Iterator[Ledger]:
    """A fresh copy of the migrated file."""
    file = Path(file_ledger.engine.url.database or "")
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    shutil.copy(migrated_file, file)
    yield file_ledger
    file_ledger.engine.dispose()


# A test leaves few rows behind: deleting them takes a fifth of the time of giving every table and index a new file.
_DELETE_ALL = text("""
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
""")
# The vacuum would move new rows to where deleted ones were, and a test may read them in the order of their places.
_NO_VACUUM = text("""
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = false)', name);
  END LOOP;
END $$
""")
_TRUNCATE_EVERY = 40


@pytest.fixture(scope="session")
def turns() -> Iterator[int]:
    """Counts the tests that had the shared database."""
    return count(1)


@pytest.fixture
def postgres_ledger(migrated_database: Ledger, turns: Iterator[int]) -> Ledger:
    """The shared database, emptied; now and then for good, before what is deleted makes it slow."""
    everything = f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"
    with migrated_database.write() as connection:
        connection.execute(text(everything) if next(turns) % _TRUNCATE_EVERY == 0 else _DELETE_ALL)
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

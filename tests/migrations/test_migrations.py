"""Migrations lead from an empty database to exactly the schema the code is written for, however often they run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from tests.past_schema import migrate_until
from workers.errors import InvariantViolation
from workers.ledger.migrate import migrate
from workers.ledger.schema import metadata
from workers.ledger.unit_of_work import Ledger, open_ledger

_MIGRATE = (
    "import sys; from workers.ledger import migrate, unit_of_work as u; migrate.migrate(u.open_ledger(sys.argv[1]))"
)

# An advice that came in mail 1.
_REFERRING = (
    "INSERT INTO advices (id, raw_message_id, entity, state, policy_hash, decided_at, locked)"
    " VALUES (1, 1, 'us', 'announced', 'h', '2026-11-22 00:00:00+00', false)"
)


@pytest.fixture
def empty(database_url: str) -> Iterator[Ledger]:
    ledger = open_ledger(database_url)
    yield ledger
    ledger.engine.dispose()


def partial_indexes(connection: Connection) -> dict[str, str]:
    """Conditions of partial indexes, which Alembic does not compare; both dialects keep them as SQL text."""
    is_sqlite = connection.dialect.name == "sqlite"
    catalogue = "SELECT name, sql FROM sqlite_master WHERE type = 'index'" if is_sqlite else (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )  # fmt: skip
    rows = connection.execute(text(catalogue))
    return {name: sql.split(" WHERE ")[1] for name, sql in rows if sql and " WHERE " in sql}


def constraints(connection: Connection) -> set[tuple[str, str | None]]:
    inspector = inspect(connection)
    return {(table, check["name"]) for table in metadata.tables for check in inspector.get_check_constraints(table)}


def test_migrating_an_empty_database_gives_the_schema_of_the_code(empty: Ledger) -> None:
    migrate(empty)
    with empty.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_gives_the_same_checks_and_partial_indexes_as_the_code(empty: Ledger) -> None:
    migrate(empty)
    with empty.read() as connection:
        migrated = partial_indexes(connection), constraints(connection)
    with empty.write() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        metadata.drop_all(connection)
        metadata.create_all(connection)
    with empty.read() as connection:
        assert (partial_indexes(connection), constraints(connection)) == migrated
    assert len(migrated[0]) >= 5
    assert ("open_items", "ck_open_items_open_within_original") in migrated[1]


def test_migrating_twice_is_harmless(empty: Ledger) -> None:
    migrate(empty)
    with empty.write() as connection:
        connection.execute(text("INSERT INTO controls VALUES ('a', 'b', '2026-01-01 00:00:00', 'c')"))
    migrate(empty)
    with empty.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM controls")) == 1


def test_two_processes_may_migrate_at_once(empty: Ledger, database_url: str) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", _MIGRATE, database_url]) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    with empty.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_failed_migration_leaves_nothing_behind(empty: Ledger) -> None:
    with empty.write() as connection:
        connection.execute(text("CREATE TABLE postings (strange INTEGER)"))
    with pytest.raises(Exception, match="postings"):
        migrate(empty)
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == ["postings"]


def test_a_table_that_others_refer_to_is_rebuilt_with_its_rows(empty: Ledger) -> None:
    """SQLite dropped no table with rows that others refer to: a database in use could not be migrated."""
    migrate_until(empty, "2026_11_22_deductions")
    stored = "INSERT INTO raw_messages (id, mailbox, uid_validity, uid, digest, fetched_at, content, filed)"
    with empty.write() as connection:
        for number in (1, 2):
            row = {"uid": number, "at": datetime(2026, 11, 22, tzinfo=UTC).isoformat(), "raw": b"Hello", "filed": False}
            connection.execute(text(f"{stored} VALUES (:uid, 'in', 1, :uid, 'd', :at, :raw, :filed)"), row)
        connection.execute(text(_REFERRING))
    migrate(empty)
    with empty.read() as connection:
        assert connection.execute(text("SELECT digest, content FROM mail_contents")).all() == [("d", b"Hello")]
        assert connection.scalars(text("SELECT digest FROM raw_messages ORDER BY id")).all() == ["d", "d"]


def test_a_rebuild_that_loses_rows_is_undone(empty: Ledger) -> None:
    migrate(empty)
    with pytest.raises((InvariantViolation, IntegrityError)), empty.rebuild() as connection:
        connection.execute(text(_REFERRING))
    with empty.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM advices")) == 0

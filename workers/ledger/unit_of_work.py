"""The doors of the ledger: `read()`, a snapshot, and `write()`, a transaction that rolls back on any error.

`rebuild()` is the write of migrations.

No network and no rendering inside `write()`. Must not know any table but the account rows it locks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from workers.errors import CollectionsError, ConfigurationError, InvariantViolation, LedgerBusy, ServerUnreachable
from workers.ledger.schema import accounts

BUSY_TIMEOUT_S = 30
# How long a writer sleeps that finds another process writing: less than a commit takes.
_TURN_S = 0.001
_URLS = "use sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"


class Ledger:
    """The database behind two doors. One object per process; threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # Threads of one process queue up without sleeping.
        self._turn: AbstractContextManager[object] = RLock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot: everything read inside belongs to one instant, and nothing can be written."""
        with _clear_errors(self.engine), self.engine.connect() as connection:
            options: dict[str, Any] = {"write": False}
            if not self.is_sqlite:
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = connection.execution_options(**options)
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    @contextmanager
    def write(self, *account_ids: int) -> Iterator[Connection]:
        """One transaction. On PostgreSQL the named accounts are locked, in order; SQLite has one writer at a time."""
        with self._turn, _clear_errors(self.engine), self.engine.connect() as connection:
            connection = connection.execution_options(write=True)
            with connection.begin():
                if account_ids and not self.is_sqlite:
                    # Not against rows that only refer to an account: a claim, waited for, rewrites its messages.
                    ordered = select(accounts.c.id).where(accounts.c.id.in_(account_ids)).order_by(accounts.c.id)
                    connection.execute(ordered.with_for_update(key_share=True))
                yield connection

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """A write in which tables may be replaced: SQLite checks references at its end, not at every statement.

        It drops no table that others refer to while it checks, and cannot be told so inside a transaction.
        """
        if not self.is_sqlite:
            with self.write() as connection:
                yield connection
            return
        with self._turn, _clear_errors(self.engine), self.engine.connect() as connection:
            connection = connection.execution_options(write=True)
            with _references_unchecked(connection), connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise InvariantViolation(f"{len(broken)} rows refer to nothing, the first in {broken[0][0]}")


def open_ledger(url: str, *, pool_size: int = 16) -> Ledger:
    """A ledger at a SQLAlchemy URL; raises `ConfigurationError` on a URL that names no supported database."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return Ledger(_sqlite_engine(url, parsed.database, pool_size))
        if parsed.get_backend_name() == "postgresql":
            return Ledger(create_engine(url, pool_size=pool_size, max_overflow=pool_size))
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigurationError(f"COLLECTBOT_DATABASE_URL: {error}", hint=_URLS) from error
    raise ConfigurationError(f"COLLECTBOT_DATABASE_URL: {parsed.get_backend_name()} is not supported", hint=_URLS)


def _sqlite_engine(url: str, database: str | None, pool_size: int) -> Engine:
    if database and database != ":memory:":
        _make_folder(Path(database).parent)
    connect_args = {"timeout": BUSY_TIMEOUT_S, "isolation_level": None, "check_same_thread": False}
    engine = create_engine(url, connect_args=connect_args, pool_size=pool_size, max_overflow=pool_size)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_explicitly)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "correct COLLECTBOT_HOME or COLLECTBOT_DATABASE_URL"
        raise ConfigurationError(f"cannot make the folder {folder}: {error.strerror}", hint=hint) from error


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """An attempt must survive a power cut, so `synchronous=FULL`."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
        "foreign_keys=ON",
        "cache_size=-65536",
        "wal_autocheckpoint=8000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_explicitly(connection: Connection) -> None:
    """A read that turns into a write would fail at once under WAL, so a write says so at BEGIN."""
    if connection.get_execution_options().get("write", True):
        _begin_in_turn(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_in_turn(connection: Connection) -> None:
    """Ask again every millisecond: SQLite would sleep for ever longer, and miss the turns of two busy processes."""
    driver = _driver_of(connection)
    driver.execute("PRAGMA busy_timeout=0")
    try:
        until = monotonic() + BUSY_TIMEOUT_S
        while _another_writes(driver) and monotonic() < until:
            sleep(_TURN_S)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")


def _another_writes(driver: sqlite3.Connection) -> bool:
    """Begins a write, or tells that another connection has one; any other error is for whoever begins it again."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    driver = _driver_of(connection)
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError(f"no SQLite connection: {driver!r}")
    return driver


@contextmanager
def _clear_errors(engine: Engine) -> Iterator[None]:
    """Driver errors become the two errors the edges know: busy, or unreachable."""
    try:
        yield
    except CollectionsError:
        raise
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        if "locked" in reason or "busy" in reason:
            raise LedgerBusy(f"the database was busy for {BUSY_TIMEOUT_S} s: {reason}") from error
        if "deadlock" in reason:
            raise LedgerBusy(f"another process changed the same rows at the same time: {reason}") from error
        if "no such table" in reason:
            raise ServerUnreachable(f"the database has no tables yet ({reason}): run `collectbot migrate`") from error
        where = engine.url.render_as_string(hide_password=True)
        remedy = "start it or correct COLLECTBOT_DATABASE_URL"
        raise ServerUnreachable(f"cannot use the database {where}: {reason} ({remedy})") from error
    except DatabaseError as error:
        # SQLite's word for a file of another kind; every other error of this class is a bug of ours.
        if not isinstance(error.orig, sqlite3.DatabaseError) or "not a database" not in str(error.orig):
            raise
        file = engine.url.database
        raise ConfigurationError(f"{file} is no SQLite database", hint="correct COLLECTBOT_DATABASE_URL") from error

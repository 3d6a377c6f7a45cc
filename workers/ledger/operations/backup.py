"""Back-up of the ledger while it is in use, and putting one back. Must not touch settings, templates or mail.

SQLite is copied page by page by its own online back-up; PostgreSQL by `pg_dump`, which must be as new as the server.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL

from workers.errors import ServerUnreachable, UserError
from workers.ledger.unit_of_work import Ledger

_DUMP = ("--format=custom", "--no-owner", "--no-privileges")
# All or nothing, into a database that is empty.
_RESTORE = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
# A table that every Collectbot database has.
_MARK = "SELECT version_num FROM alembic_version"


def back_up(ledger: Ledger, target: Path) -> None:
    """Write one instant of the whole ledger to a new file; raises `UserError` rather than overwrite one."""
    with _made_whole(target) as unfinished:
        if ledger.is_sqlite:
            _copy(Path(ledger.engine.url.database or ""), unfinished)
        else:
            _run("pg_dump", [*_DUMP, f"--file={unfinished}"], ledger.engine.url)


def restore(source: Path, ledger: Ledger) -> None:
    """Fill an empty database from a back-up; raises `UserError` rather than mix it with anything."""
    if not source.is_file():
        raise UserError(f"{source}: there is no such back-up")
    if ledger.is_sqlite:
        with _made_whole(Path(ledger.engine.url.database or "")) as unfinished:
            _copy(source, unfinished)
    else:
        _demand_empty(ledger)
        _run("pg_restore", [*_RESTORE, str(source)], ledger.engine.url)


@contextmanager
def _made_whole(target: Path) -> Iterator[Path]:
    """A new file for its owner alone, which appears under its name when it is complete."""
    if target.exists():
        raise UserError(f"{target} exists already: name a new file, or move that one away first")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error.strerror}") from error
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """SQLite's online back-up: what is committed when it ends, whoever writes meanwhile."""
    try:
        reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        with closing(reader), closing(sqlite3.connect(target)) as writer:
            reader.execute(_MARK)
            reader.backup(writer)
            # A file in WAL mode cannot be read where nothing can be written, and back-ups lie in such places.
            writer.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise UserError(f"{source} cannot be copied as a database of Collectbot: {error}") from error


def _demand_empty(ledger: Ledger) -> None:
    with ledger.read() as connection:
        occupied = inspect(connection).get_table_names()
    if occupied:
        where = ledger.engine.url.render_as_string(hide_password=True)
        raise UserError(f"the database {where} has tables already: name an empty one in COLLECTBOT_DATABASE_URL")


def _run(program: str, arguments: list[str], url: URL) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, which no process list shows."""
    if shutil.which(program) is None:
        raise UserError(f"{program} is not on the PATH: install PostgreSQL's client programs")
    password = {} if url.password is None else {"PGPASSWORD": url.password}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command = [program, *arguments, f"--dbname={address}"]
    done = subprocess.run(command, env=os.environ | password, capture_output=True, text=True)
    if done.returncode:
        raise ServerUnreachable(f"{program}: {(done.stderr.strip() or f'exit code {done.returncode}').splitlines()[0]}")

"""Back-up of the ledger while it is in use, and putting one back. Must not touch settings, templates or mail.

SQLite is copied page by page by its own online back-up; PostgreSQL by `pg_dump`, which must be as new as the server.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from workers.errors import ServerUnreachable, UserError
from workers.ledger.unit_of_work import Ledger

_DUMP = ("--format=custom", "--no-owner", "--no-privileges")
# All or nothing, into a database that is empty.
_RESTORE = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")


def back_up(ledger: Ledger, target: Path) -> None:
    """Write one instant of the whole ledger to a new file; raises `UserError` rather than overwrite one."""
    if target.exists():
        raise UserError(f"{target} exists already: name a new file")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    if ledger.is_sqlite:
        _copy(Path(ledger.engine.url.database or ""), unfinished)
    else:
        _run("pg_dump", [*_DUMP, f"--file={unfinished}"], ledger.engine.url)
    unfinished.replace(target)


def restore(source: Path, database_url: str) -> None:
    """Fill an empty database from a back-up; raises `UserError` rather than mix it with anything."""
    if not source.is_file():
        raise UserError(f"{source}: there is no such back-up")
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        target = Path(url.database or "")
        if target.exists():
            raise UserError(f"{target} exists already: move it away first")
        _copy(source, target)
    else:
        _run("pg_restore", [*_RESTORE, f"--dbname={url.database}", str(source)], url)


def _copy(source: Path, target: Path) -> None:
    """SQLite's online back-up: what is committed when it ends, whoever writes meanwhile."""
    try:
        reader = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        with closing(reader), closing(sqlite3.connect(target)) as writer:
            reader.backup(writer)
    except sqlite3.DatabaseError as error:
        raise UserError(f"{source} cannot be copied: {error}") from error


def _run(program: str, arguments: list[str], url: URL) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, which no process list shows."""
    if shutil.which(program) is None:
        raise UserError(f"{program} is not on the PATH: install PostgreSQL's client programs")
    address = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    named = {name: str(value) for name, value in address.items() if value is not None}
    environment = os.environ | named | {"PGDATABASE": url.database or ""}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise ServerUnreachable(f"{program}: {done.stderr.strip().splitlines()[0]}")

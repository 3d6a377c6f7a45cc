"""The test servers keep what fault tests rely on: nothing acknowledged is lost, and absent ones are not overlooked."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import redis
from sqlalchemy import create_engine, text

from tests.conftest import run_server
from tests.servers.launcher import Server, ServerMissing, accepts_connections, group_lives, own_account
from tests.servers.postgres import Postgres, copy_of_wheel
from tests.servers.processes import SmtpSinkProcess, TwilioPeerProcess
from tests.servers.redis import Redis
from workers.channels.base import Channel, OutgoingMessage
from workers.channels.connect import open_mail_out, open_sms

MESSAGE = OutgoingMessage(key="k", channel="email", recipient="a@b.example", sender="c@d.example", text="Please pay.")


def absent() -> Server:
    raise ServerMissing("a server that nobody has")


def test_an_absent_server_skips_on_a_laptop_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="a server that nobody has"):
        next(run_server(absent))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a server that nobody has"):
        next(run_server(absent))


def test_a_database_is_fresh_and_writable(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (n INTEGER)"))
    engine.dispose()


def test_postgres_keeps_its_commits_over_a_kill() -> None:
    with Postgres() as server:
        engine = create_engine(server.url(server.create_database()))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE kept AS SELECT 1 AS n"))
        engine.dispose()
        server.kill()
        assert not accepts_connections(server.port)
        server.start()
        with engine.connect() as connection:
            assert connection.execute(text("SELECT n FROM kept")).scalar_one() == 1
        engine.dispose()
    assert not server.folder.exists()


def test_postgres_runs_from_the_wheel_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.servers.postgres.find_binaries", copy_of_wheel)
    with Postgres() as server:
        assert server.create_database().startswith("test_")


def test_redis_keeps_its_writes_over_a_kill_and_forgets_on_flush() -> None:
    with Redis() as server:
        client = redis.Redis.from_url(server.url)
        client.set("k", "v")
        server.kill()
        server.start()
        assert client.get("k") == b"v"
        server.flush()
        assert client.get("k") is None
        client.close()


@pytest.fixture
def sink() -> Iterator[SmtpSinkProcess]:
    with SmtpSinkProcess() as process:
        yield process


@pytest.fixture
def peer() -> Iterator[TwilioPeerProcess]:
    with TwilioPeerProcess() as process:
        yield process


def send_around_a_kill(channel: Channel, server: Server) -> None:
    """One message before the kill, one after it."""
    channel.send(channel.prepare(MESSAGE))
    server.kill()
    server.start()
    channel.send(channel.prepare(MESSAGE))
    channel.close()


def test_the_sink_process_keeps_accepted_mail_over_a_kill(sink: SmtpSinkProcess) -> None:
    send_around_a_kill(open_mail_out(sink.url), sink)
    assert [(mail.sender, mail.recipient) for mail in sink.accepted] == [("c@d.example", "a@b.example")] * 2
    assert b"Please pay." in sink.accepted[0].content


def test_the_twilio_process_keeps_accepted_messages_over_a_kill(peer: TwilioPeerProcess) -> None:
    send_around_a_kill(open_sms(peer.url), peer)
    assert [message["body"] for message in peer.accepted] == ["Please pay."] * 2
    assert len({message["sid"] for message in peer.accepted}) == 2


class SlowToDie(Server):
    """Its child has much memory to give back, and so dies some time after its parent."""

    def command(self) -> Sequence[str | Path]:
        child = (
            "import os, signal\nif not os.fork():\n  held = bytearray(1 << 28)\n  open('ready', 'w')\nsignal.pause()"
        )
        return [sys.executable, "-c", child]

    def is_ready(self) -> bool:
        return (self.folder / "ready").exists()


def test_killing_a_server_waits_for_its_children_which_hold_its_sockets() -> None:
    with SlowToDie(own_account()) as server:
        group = server.group
        assert group is not None
        server.kill()
        assert not group_lives(group)


def test_a_server_that_cannot_start_shows_its_last_words() -> None:
    class Broken(Server):
        def command(self) -> list[str | Path]:
            return ["sh", "-c", "echo no such configuration; exit 7"]

    server = Broken()
    with pytest.raises(RuntimeError, match="ended with 7: no such configuration"):
        server.start()
    server.close()

"""What becomes of messages: tried again, given to another worker, or dead and brought to a person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dramatiq
import pytest

from tests.integration.processes.conftest import MakeRobot
from tests.integration.processes.quick import QUICK
from tests.robot_home import ROOT
from tests.servers.redis import Redis
from tests.waiting import wait_until
from workers.actors import ACTORS
from workers.broker import DEAD_MESSAGE_ACTOR, Actor, EmbeddedBroker, bind, check, open_broker, send, start_worker
from workers.errors import InvariantViolation, PermanentError, ServerUnreachable, TransientError
from workers.exception_queue.desk import list_cases


class _Doer:
    """Actors that fail in every way, and what happened to them."""

    def __init__(self) -> None:
        self.tries: Counter[str] = Counter()
        self.letters: list[dict[str, Any]] = []

    def fail(self, how: str) -> None:
        self.tries[how] += 1
        match how:
            case "once" if self.tries["once"] > 1:
                return
            case "once" | "always":
                raise TransientError("anna@customer.example is away")
            case "never":
                raise PermanentError("there is no such thing")
            case "broken law":
                raise InvariantViolation("out of balance", accounts=[7, None])
            case _:
                raise ZeroDivisionError

    def bury(self, letter: dict[str, Any]) -> None:
        self.letters.append(letter)


@pytest.fixture(params=["memory", "redis"])
def broker(request: pytest.FixtureRequest) -> Iterator[dramatiq.Broker]:
    url = "memory://" if request.param == "memory" else request.getfixturevalue("redis_url")
    opened = open_broker(url, QUICK)
    yield opened
    opened.close()


@pytest.fixture
def doer(broker: dramatiq.Broker) -> Iterator[_Doer]:
    done = _Doer()
    actors = [Actor("test.fail", _Doer.fail), Actor(DEAD_MESSAGE_ACTOR, _Doer.bury)]
    bind(broker, actors, done)
    worker = start_worker(broker, threads=2)
    yield done
    worker.stop(timeout=5000)


def test_a_transient_error_is_tried_again_until_it_passes(broker: dramatiq.Broker, doer: _Doer) -> None:
    send(broker, "test.fail", "once")
    wait_until(lambda: doer.tries["once"] == 2, "a second try")
    assert doer.letters == []


def test_tries_run_out_and_the_message_reaches_the_exception_queue(broker: dramatiq.Broker, doer: _Doer) -> None:
    send(broker, "test.fail", "always")
    wait_until(lambda: doer.letters, "a dead letter")
    letter = doer.letters[0]
    assert doer.tries["always"] == 1 + QUICK.tries
    assert (letter["actor"], letter["ids"]) == ("test.fail", ["always"])
    assert letter["error"] == "TransientError: [e-mail] is away"


@pytest.mark.parametrize(("how", "error"), [("never", "PermanentError"), ("bug", "ZeroDivisionError")])
def test_what_can_never_work_is_not_tried_again(broker: dramatiq.Broker, doer: _Doer, how: str, error: str) -> None:
    send(broker, "test.fail", how)
    wait_until(lambda: doer.letters, "a dead letter")
    assert doer.tries[how] == 1
    assert doer.letters[0]["error"].startswith(error)


def test_a_dead_message_that_broke_a_law_says_whose_accounts_to_hold(broker: dramatiq.Broker, doer: _Doer) -> None:
    send(broker, "test.fail", "broken law")
    wait_until(lambda: doer.letters, "a dead letter")
    assert (doer.tries["broken law"], doer.letters[0]["accounts"]) == (1, [7])


def test_a_dead_message_becomes_a_case(make_robot: MakeRobot) -> None:
    robot = make_robot()
    broker = open_broker("memory://", QUICK)
    bind(broker, [Actor("test.fail", lambda _robot, how: _Doer().fail(how)), *ACTORS], robot)
    worker = start_worker(broker, threads=1)
    send(broker, "test.fail", "never")
    with robot.ledger.read() as connection:
        assert list_cases(connection, robot.clock.now()) == []

    def cases() -> list[tuple[str, str]]:
        with robot.ledger.read() as connection:
            return [(case.kind, case.reason) for case in list_cases(connection, robot.clock.now())]

    wait_until(cases, "a case")
    worker.stop(timeout=5000)
    assert cases() == [("dead_message", "test.fail: PermanentError: there is no such thing")]


def test_the_embedded_broker_keeps_few_dead_letters_and_no_stacks() -> None:
    broker = open_broker("memory://", QUICK)
    assert isinstance(broker, EmbeddedBroker)
    bind(broker, [Actor("test.fail", _Doer.fail), Actor(DEAD_MESSAGE_ACTOR, _Doer.bury)], _Doer())
    worker = start_worker(broker, threads=2)
    for _ in range(150):
        send(broker, "test.fail", "never")
    broker.join("default", fail_fast=False, timeout=30_000)
    worker.stop(timeout=5000)
    assert len(broker.dead_letters) == 100
    assert all(letter._exception is None for letter in broker.dead_letters)


def _start_worker(url: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.integration.processes.slow_worker", url, folder], cwd=ROOT)


def test_what_a_killed_worker_had_taken_is_given_to_another(redis_url: str, tmp_path: Path) -> None:
    broker = open_broker(redis_url, QUICK)
    workers = [_start_worker(redis_url, tmp_path)]
    try:
        for name in ("a", "b"):
            send(broker, "test.work", name)
        wait_until(lambda: len(list(tmp_path.glob("*.began.1"))) == 2, "the first worker is at both")
        os.kill(workers[0].pid, signal.SIGKILL)
        workers.append(_start_worker(redis_url, tmp_path))
        wait_until(lambda: len(list(tmp_path.glob("*.began.2"))) == 2, "the second worker is at both")
        (tmp_path / "go").touch()
        wait_until(lambda: len(list(tmp_path.glob("*.done"))) == 2, "both are done")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
        broker.close()


def test_a_broker_that_goes_away_is_named_without_its_password() -> None:
    with Redis() as server:
        broker = open_broker(server.url, QUICK)
        check(broker)
        server.kill()
        with pytest.raises(ServerUnreachable):
            check(broker)
        with pytest.raises(ServerUnreachable):
            send(broker, "test.work", "a")
        with pytest.raises(ServerUnreachable, match=rf"cannot reach the broker redis://127\.0\.0\.1:{server.port}: "):
            open_broker(f"redis://:secret@127.0.0.1:{server.port}/0")

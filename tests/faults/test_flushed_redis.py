"""Redis loses everything in mid-run, again and again: what was queued is found in the database and leaves once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import redis

from tests.faults.aftermath import accepted_keys
from tests.open_items_file import csv_file, item
from tests.robot_home import LIVE, copy_config, environment
from tests.running_robot import RunningRobot
from tests.servers.processes import SmtpSinkProcess
from tests.servers.redis import Redis
from tests.waiting import wait_until

CUSTOMERS = 120
# Several flushes fall into one dispatch.
MAILS_BETWEEN_FLUSHES = 15
EVERY_SECOND = {
    "dispatch_seconds: 30": "dispatch_seconds: 1",
    "sweep_seconds: 60": "sweep_seconds: 1",
    "mailbox_poll_seconds: 60": "mailbox_poll_seconds: 1",
}
# A Tuesday at ten in London: the day's runs are due, and every window is open.
NOW, DUE = "2026-03-03T10:00:00+00:00", date(2026, 2, 20)


@pytest.fixture
def robot(tmp_path: Path, postgres_url: str, redis_url: str, sink: SmtpSinkProcess) -> Iterator[RunningRobot]:
    """Migrated, with a book in which everybody is overdue; nothing runs yet."""
    config = copy_config(tmp_path, LIVE | EVERY_SECOND)
    urls = {"database_url": postgres_url, "broker_url": redis_url, "mail_out_url": sink.url, "clock": "db:"}
    dates = {"issue_date": "2026-01-20", "due_date": f"{DUE}", "country": "GB"}
    rows = [
        item(f"INV-{n}", customer_id=f"C{n}", customer_name=f"Customer {n}", customer_email=f"ap@c{n}.example", **dates)
        for n in range(CUSTOMERS)
    ]
    with RunningRobot(environment(tmp_path / "home", config=str(config), **urls), tmp_path) as robot:
        robot.release()
        robot.command("clock", "set", NOW)
        robot.command("import", str(csv_file(tmp_path, *rows)))
        yield robot


def test_a_flushed_redis_loses_nothing(robot: RunningRobot, redis_server: Redis, sink: SmtpSinkProcess) -> None:
    robot.start("scheduler")
    for _ in range(2):  # the work is queued, is lost before anybody took it, and is queued again
        wait_until(lambda: _queued(redis_server, "dunning.run"), "the day's run is queued")
        redis_server.flush()
    robot.start("worker")
    while (accepted := sink.accepted_count) < CUSTOMERS:
        enough = min(accepted + MAILS_BETWEEN_FLUSHES, CUSTOMERS)
        _wait_for_mails(sink, enough)
        redis_server.flush()
    wait_until(lambda: len(robot.command("outbox", "list", "--state", "handed_over")) == CUSTOMERS, "all receipts")
    assert set(accepted_keys(sink).values()) == {1}
    assert robot.command("exceptions", "list") == []
    assert [law for law in robot.command("verify")[0]["laws"] if law["violations"]] == []


def _queued(server: Redis, actor: str) -> bool:
    with redis.Redis(port=server.port, host="127.0.0.1") as client:
        return any(actor.encode() in message for message in client.hvals("dramatiq:default.msgs"))


def _wait_for_mails(sink: SmtpSinkProcess, number: int) -> None:
    wait_until(lambda: sink.accepted_count >= number, f"{number} mails")

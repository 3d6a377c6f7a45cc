"""What a broker lost, the sweep finds in the database and sends again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from tests.integration.processes.conftest import MakeRobot
from workers.broker import EmbeddedBroker, open_broker
from workers.clock import real_now
from workers.ledger.schema import mail_contents, messages, raw_messages
from workers.schedule import Scheduler
from workers.wiring import Robot

NOW = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)  # before the daily runs of the day


@pytest.fixture
def robot(make_robot: MakeRobot) -> Robot:
    return make_robot(clock=NOW.isoformat())


def _sweep(robot: Robot) -> list[tuple[str, list[Any]]]:
    broker = open_broker("memory://")
    assert isinstance(broker, EmbeddedBroker)
    Scheduler(robot, broker).sweep()
    letters = [json.loads(letter) for letter in broker.queues["default"].queue]
    return [(letter["actor_name"], letter["args"]) for letter in letters]


def _plan_message(robot: Robot, not_before: datetime) -> None:
    row = {
        "key": "k", "entity": "default", "purpose": "report", "subject": "s", "occurrence": 1, "channel": "email",
        "recipient": "lead@us.example", "template": "t", "language": "en", "payload": "{}", "policy_hash": "",
        "planned_at": NOW, "planned_on": NOW.date(), "state": "planned", "not_before": not_before,
    }  # fmt: skip
    with robot.ledger.write() as connection:
        connection.execute(insert(messages).values(row))


def _store_mail(robot: Robot, fetched_at: datetime) -> None:
    row = {"mailbox": "m", "uid_validity": 1, "uid": 7, "digest": "d", "fetched_at": fetched_at}
    with robot.ledger.write() as connection:
        connection.execute(insert(mail_contents).values(digest="d", content=b"x"))
        connection.execute(insert(raw_messages).values(row))


def test_nothing_is_sent_when_nothing_is_overdue(robot: Robot) -> None:
    _plan_message(robot, NOW + timedelta(seconds=1))
    _store_mail(robot, NOW - timedelta(minutes=1))
    assert _sweep(robot) == []


def test_a_due_message_calls_for_a_dispatch(robot: Robot) -> None:
    _plan_message(robot, NOW)
    assert _sweep(robot) == [("outbox.dispatch", [])]


def test_a_claim_whose_lease_ran_out_calls_for_a_dispatch(robot: Robot) -> None:
    _plan_message(robot, NOW)
    claimed = update(messages).values(state="claimed", claim_token="t", lease_until=real_now() + timedelta(minutes=1))
    with robot.ledger.write() as connection:
        connection.execute(claimed)
    assert _sweep(robot) == []
    with robot.ledger.write() as connection:
        connection.execute(update(messages).values(lease_until=real_now() - timedelta(seconds=1)))
    assert _sweep(robot) == [("outbox.dispatch", [])]


def test_a_forgotten_mail_is_settled(robot: Robot) -> None:
    _store_mail(robot, NOW - timedelta(minutes=3))
    assert _sweep(robot) == [("inbox.settle", [1])]

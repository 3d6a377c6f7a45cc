"""A mail that comes to an IMAP mailbox asks for its poll at once; the clock alone would look for it in an hour."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Event, Thread

from tests.integration.processes.conftest import MakeRobot
from tests.servers.dovecot import Dovecot
from tests.waiting import wait_until
from workers.broker import EmbeddedBroker, open_broker
from workers.schedule import Scheduler

TTL = timedelta(seconds=3)
SELDOM = {
    "mailbox_poll_seconds: 60": "mailbox_poll_seconds: 3600",
    "dispatch_seconds: 30": "dispatch_seconds: 3600",
    "sweep_seconds: 60": "sweep_seconds: 3600",
}


def test_the_scheduler_rings_for_new_mail(make_robot: MakeRobot, dovecot: Dovecot, mail_user: str) -> None:
    broker, stop = open_broker("memory://"), Event()
    assert isinstance(broker, EmbeddedBroker)
    robot = make_robot(SELDOM, mail_in_url=dovecot.url(mail_user))
    scheduler = Thread(target=Scheduler(robot, broker).serve, args=(stop, TTL))

    def polls() -> int:
        return sum(json.loads(letter)["actor_name"] == "inbox.poll" for letter in broker.queues["default"].queue)

    scheduler.start()
    try:
        wait_until(lambda: polls() == 1, "the first strike of the clock")
        dovecot.deliver(mail_user, b"Subject: Remittance\r\n\r\nWe paid.\r\n")
        wait_until(lambda: polls() > 1, "the mail asked to be read", seconds=10)
    finally:
        stop.set()
        scheduler.join()

"""Several schedulers may run; the one with the lease strikes, and another takes over when it goes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from threading import Event, Thread

from tests.integration.processes.conftest import MakeRobot
from workers.actors import ACTORS
from workers.broker import EmbeddedBroker, open_broker
from workers.clock import real_now
from workers.ledger.operations import leases
from workers.schedule import DAILY, REPEATED, Scheduler
from workers.wiring import Robot

TTL = timedelta(seconds=1)
# Nothing but the first strike of each repeated job falls into the time of the test.
SELDOM = {
    "mailbox_poll_seconds: 60": "mailbox_poll_seconds: 3600",
    "dispatch_seconds: 30": "dispatch_seconds: 3600",
    "sweep_seconds: 60": "sweep_seconds: 3600",
}


class _Station:
    """A scheduler in a thread of its own, with a queue that nobody works off."""

    def __init__(self, robot: Robot) -> None:
        broker = open_broker("memory://")
        assert isinstance(broker, EmbeddedBroker)
        self.broker, self.stop = broker, Event()
        self.thread = Thread(target=Scheduler(robot, broker).serve, args=(self.stop, TTL))
        self.thread.start()

    def sent(self) -> Counter[str]:
        letters = list(self.broker.queues["default"].queue)
        return Counter(json.loads(letter)["actor_name"] for letter in letters)

    def end(self) -> None:
        self.stop.set()
        self.thread.join()


def _wait_for(stations: list[_Station], actor: str, times: int) -> None:
    deadline = real_now() + timedelta(seconds=20)
    while sum(station.sent()[actor] for station in stations) < times:
        assert real_now() < deadline, [station.sent() for station in stations]
        Event().wait(0.05)


def test_three_schedulers_strike_once_and_the_next_one_takes_over(make_robot: MakeRobot) -> None:
    stations = [_Station(make_robot(SELDOM)) for _ in range(3)]
    try:
        _wait_for(stations, "inbox.poll", 1)
        leader = next(station for station in stations if station.sent()["inbox.poll"])
        Event().wait(3 * TTL.total_seconds())  # three leases long, the other two must have stayed silent
        assert [station.sent()["inbox.poll"] for station in stations if station is not leader] == [0, 0]
        leader.end()
        _wait_for([station for station in stations if station is not leader], "inbox.poll", 1)
    finally:
        for station in stations:
            station.end()
    assert sum(station.sent()["inbox.poll"] for station in stations) == 2


def test_a_scheduler_that_overslept_sends_nothing(robot: Robot) -> None:
    broker = open_broker("memory://")
    assert isinstance(broker, EmbeddedBroker)
    scheduler = Scheduler(robot, broker)
    with robot.ledger.write() as connection:
        lease = leases.acquire(connection, leases.SCHEDULER, "a", real_now() - 2 * TTL, TTL)
        assert lease is not None
        leases.acquire(connection, leases.SCHEDULER, "b", real_now(), TTL)
    assert not scheduler.fire(REPEATED[0], lease)
    assert broker.queues["default"].qsize() == 0


def test_every_job_of_the_table_has_an_actor() -> None:
    assert {job.actor for job in (*DAILY, *REPEATED)} - {"schedule.sweep"} <= {actor.name for actor in ACTORS}

"""The scheduler: one table of what happens when, run by whoever holds the lease. It sends messages and acts never.

Several schedulers may run; one holds the lease, the others wait. Daily jobs are named with their business date and run
once per date (`workers.ledger.operations.job_runs`), however often the clock strikes; one that was missed is sent by
the sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from threading import Event, Thread
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from dramatiq import Broker

from workers.broker import send
from workers.clock import real_now
from workers.errors import TransientError
from workers.inbox.doorbell import listen
from workers.ledger.book.overdue import find_overdue
from workers.ledger.operations import job_runs, leases
from workers.ledger.operations.leases import Lease
from workers.policy.policy_set import PolicySet
from workers.policy.robot import RobotPolicy
from workers.wiring import Robot, home_zone

_LEASE = timedelta(seconds=15)
# Strikes that were missed become one; APScheduler's own default forgets a job that is late by a second.
_STRIKE_ONCE = {"coalesce": True, "misfire_grace_time": 3600, "max_instances": 1}
_log = structlog.get_logger("workers.schedule")


@dataclass(frozen=True, slots=True)
class Daily:
    """A job of every day, at a time of the first entity's day. As many ``workers`` as it says may share it."""

    actor: str
    at: Callable[[RobotPolicy], time]
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Repeated:
    """A job that looks for work every so often, in real time."""

    actor: str
    every: Callable[[RobotPolicy], timedelta]


SWEEP = "schedule.sweep"
_POLL = Repeated("inbox.poll", lambda robot: timedelta(seconds=robot.schedule.mailbox_poll_seconds))
DAILY = (
    Daily("remittance.expire_unconfirmed", lambda robot: robot.schedule.dunning_at),
    Daily("dunning.run", lambda robot: robot.schedule.dunning_at, workers=4),
    Daily("exception_queue.learn_rules", lambda robot: robot.schedule.dunning_at),
    Daily("credit.watch", lambda robot: robot.schedule.dunning_at),
    Daily("disputes.chase", lambda robot: robot.schedule.dunning_at),
    Daily("reports.send_digests", lambda robot: robot.schedule.dunning_at),
    Daily("reports.send_case_digests", lambda robot: robot.schedule.dunning_at),
    Daily("reports.send_statements", lambda robot: robot.schedule.dunning_at),
    Daily("reports.send_thanks", lambda robot: robot.schedule.dunning_at),
    Daily("reports.take_figures", lambda robot: robot.schedule.dunning_at),
    Daily("escalation.run", lambda robot: robot.schedule.escalation_at),
    Daily("escalation.write_offs", lambda robot: robot.schedule.escalation_at),
    Daily("reports.send_daily", lambda robot: robot.report.at),
)
REPEATED = (
    _POLL,
    Repeated("outbox.dispatch", lambda robot: timedelta(seconds=robot.schedule.dispatch_seconds)),
    Repeated("outbox.settle", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("inbox.settle_sms", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("escalation.read_agencies", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("arrangements.judge", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("reports.tell_of_arrangements", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("exception_queue.clear_calls", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("dunning.try_ladders", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("upkeep.watch", lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
    Repeated("upkeep.verify", lambda robot: timedelta(minutes=robot.schedule.verify_minutes)),
    Repeated(SWEEP, lambda robot: timedelta(seconds=robot.schedule.sweep_seconds)),
)


def trigger_of(job: Daily | Repeated, policy: PolicySet) -> BaseTrigger:
    """When a job strikes. A time that the clocks skip or show twice strikes early or twice: daily jobs are named."""
    match job:
        case Daily(at=at):
            strike = at(policy.robot)
            return CronTrigger(hour=strike.hour, minute=strike.minute, timezone=ZoneInfo(home_zone(policy)))
        case Repeated(every=every):
            return IntervalTrigger(seconds=int(every(policy.robot).total_seconds()), timezone="UTC")


class Scheduler:
    """Waits for the lease, then lets the table strike until the lease is lost or ``stop`` is set."""

    def __init__(self, robot: Robot, broker: Broker) -> None:
        self._robot, self._broker = robot, broker

    def serve(self, stop: Event, lease_ttl: timedelta = _LEASE) -> None:
        """Run until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            try:
                with leases.keep(self._robot.ledger, leases.SCHEDULER, job_runs.holder_name(), lease_ttl) as lease:
                    if lease is not None:
                        self._strike_while_held(lease, stop, lease_ttl)
            except TransientError as error:
                _log.warning("schedule.waiting", reason=str(error))
            stop.wait(lease_ttl.total_seconds() / 3)

    def fire(self, job: Daily | Repeated, lease: Lease) -> bool:
        """Send one job's message, unless this scheduler overslept and another one took over."""
        try:
            with self._robot.ledger.read() as connection:
                if not leases.is_held(connection, lease, real_now()):
                    return False
            match job:
                case Daily():
                    self._send_daily(job)
                case Repeated(actor=actor) if actor == SWEEP:
                    self.sweep()
                case Repeated(actor=actor):
                    send(self._broker, actor)
        except TransientError as error:
            _log.warning("schedule.not_sent", actor=job.actor, reason=str(error))
            return False
        return True

    def sweep(self) -> None:
        """Send again what is overdue, whatever became of its first message."""
        policy = self._robot.policy
        with self._robot.ledger.read() as connection:
            overdue = find_overdue(connection, self._robot.clock.now(), real_now())
        if overdue.dispatch:
            send(self._broker, "outbox.dispatch")
        for raw_mail_id in overdue.raw_mail_ids:
            send(self._broker, "inbox.settle", raw_mail_id)
        local = self._robot.clock.now().astimezone(ZoneInfo(home_zone(policy)))
        for job in DAILY:
            if local.time() >= job.at(policy.robot):
                self._send_daily(job)

    def _send_daily(self, job: Daily) -> None:
        policy = self._robot.policy
        day = self._robot.occasion("robot", policy).business_date
        with self._robot.ledger.read() as connection:
            done = job_runs.is_done(connection, job.actor, day)
        for _ in range(0 if done else job.workers):
            send(self._broker, job.actor, day.isoformat())

    def _strike_while_held(self, lease: Lease, stop: Event, ttl: timedelta) -> None:
        _log.info("schedule.started", fence=lease.fence)
        with self._doorbell(lease):
            self._strike_by_table(lease, stop, ttl)
        _log.info("schedule.stopped", fence=lease.fence)

    @contextmanager
    def _doorbell(self, lease: Lease) -> Iterator[None]:
        """Beside the clock, mail itself asks for the poll where the mailbox can tell when it comes."""
        watch, stop = self._robot.open_mail_watch(), Event()
        if watch is None:
            yield
            return
        listener = Thread(target=listen, args=(watch, partial(self.fire, _POLL, lease), stop), name="doorbell")
        listener.start()
        try:
            yield
        finally:
            stop.set()
            listener.join()

    def _strike_by_table(self, lease: Lease, stop: Event, ttl: timedelta) -> None:
        while not stop.is_set() and self._is_held(lease):
            policy = self._robot.policy
            clockwork = BackgroundScheduler(timezone="UTC")
            for job in (*DAILY, *REPEATED):
                first = {} if isinstance(job, Daily) else {"next_run_time": real_now()}
                clockwork.add_job(self.fire, trigger_of(job, policy), (job, lease), **_STRIKE_ONCE, **first)
            clockwork.start()
            try:
                while self._is_held(lease) and self._robot.policy.hash == policy.hash:
                    if stop.wait(ttl.total_seconds() / 3):
                        break
            finally:
                clockwork.shutdown(wait=True)

    def _is_held(self, lease: Lease) -> bool:
        with self._robot.ledger.read() as connection:
            return leases.is_held(connection, lease, real_now())

"""The demo's days: the world acts, then the robot does what its schedule would have done at that hour.

The robot is driven through the functions that its actors and commands call, under a clock that stands where it is put.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from workers.agency_post import run_agency_post
from workers.clock import Clock
from workers.demo.specialist import Specialist
from workers.demo.world import World
from workers.escalation.actors import run_escalation
from workers.exception_queue.desk import list_cases
from workers.inbox.run import poll
from workers.inbox.terms import inbox_terms
from workers.inbox.understanding import Inbox
from workers.ledger.importing.result import ImportOptions
from workers.ledger.importing.run import import_open_items
from workers.ledger.queue.cases import Case
from workers.morning import run_morning
from workers.outbox.actors import ports_of
from workers.outbox.dispatch import dispatch
from workers.receivables.calendar import is_business_day
from workers.remittance.actors import run_expire_unconfirmed
from workers.remittance.bank.run import import_statements
from workers.remittance.process import cash_desk, process
from workers.remittance.readers.pool import ReaderPool
from workers.remittance.terms import posting_terms
from workers.reports.actors import run_send_daily
from workers.reports.daily import daily_facts
from workers.wiring import Robot

FEEDS_AT = time(5, 30)
EARLY_POLL_AT = time(5, 45)
DUNNING_AT = time(6)
ESCALATION_AT = time(7)
MORNING_POST_AT = time(9, 45)
BUSINESS_AT = time(11)
NOON_POLL_AT = time(12)
DESK_AT = time(14)
AFTERNOON_POST_AT = time(16)
REPORT_AT = time(18)
_ZONE = ZoneInfo("Europe/London")
_COUNTRY = "GB"


@dataclass(slots=True)
class Book:
    """What the demo remembers of its days, for the log and the summary: all of it asked of the robot."""

    bank: Counter[str] = field(default_factory=Counter)
    mails: Counter[str] = field(default_factory=Counter)
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    applied: Counter[str] = field(default_factory=Counter)
    cases: dict[int, Case] = field(default_factory=dict)
    open_cases: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One day as the log tells it."""

    day: date
    issued: int
    mails: int
    sent: Counter[str]
    applied: dict[str, int]
    opened: tuple[Case, ...]


class Life:
    """Lets the company live, day by day."""

    def __init__(self, robot: Robot, world: World, readers: ReaderPool) -> None:
        self._robot = robot
        self._readers = readers
        self._world = world
        self._specialist = Specialist(world)
        self.book = Book()

    def days(self, start: date, count: int) -> Iterator[DayRecord]:
        """Live ``count`` days from ``start``; each record is there when its day is over."""
        for offset in range(count):
            yield self._live(start + timedelta(days=offset))

    def at(self, day: date, hour: time) -> Robot:
        """The robot at that hour of that day, in the company's own zone."""
        return replace(self._robot, clock=Clock(frozen_at=datetime.combine(day, hour, _ZONE)))

    def _live(self, day: date) -> DayRecord:
        """On a day off the robot runs and reads its mail; nobody else works, and no window is open."""
        if not is_business_day(day, _COUNTRY):
            mails = self._poll(day, EARLY_POLL_AT)
            self._run_nightly_jobs(day)
            return self._close(day, 0, mails)
        issued = self._receive_feeds(day)
        mails = self._poll(day, EARLY_POLL_AT)
        self._run_nightly_jobs(day)
        self._send(day, MORNING_POST_AT)
        self._world.do_business(datetime.combine(day, BUSINESS_AT, _ZONE))
        mails += self._poll(day, NOON_POLL_AT)
        self._specialist.work(self.at(day, DESK_AT))
        self._send(day, AFTERNOON_POST_AT)
        run_agency_post(self.at(day, REPORT_AT))
        return self._close(day, issued, mails)

    def _receive_feeds(self, day: date) -> int:
        """What `collectbot import` and `collectbot bank import` do each morning."""
        morning = self._world.begin_day(day)
        robot = self.at(day, FEEDS_AT)
        policy = robot.policy
        options = ImportOptions(
            default_entity=next(iter(policy.robot.entities)),
            entities=frozenset(policy.robot.entities),
            ack_days=policy.robot.importing.ack_days,
            close_at_most_percent=policy.robot.importing.close_at_most_percent,
            party_unless_told=policy.robot.importing.party_unless_told or "",
        )
        occasion = robot.occasion("erp", policy)
        import_open_items(robot.ledger, morning.open_items, options, occasion)
        terms = posting_terms(policy.robot, None)
        report = import_statements(robot.ledger, [morning.statement], terms, robot.occasion("robot", policy))
        self.book.bank.update(report.outcomes)
        return morning.issued

    def _run_nightly_jobs(self, day: date) -> None:
        run_morning(self.at(day, DUNNING_AT), day.isoformat())
        run_escalation(self.at(day, ESCALATION_AT), day.isoformat())
        run_expire_unconfirmed(self.at(day, ESCALATION_AT), day.isoformat())

    def _poll(self, day: date, hour: time) -> int:
        """What `collectbot mailbox poll` does; returns how many mails were new."""
        robot = self.at(day, hour)
        terms = inbox_terms(robot.policy, robot.settings.secret_key)
        desk = cash_desk(robot.ledger, self._readers, robot.policy)
        occasion = partial(robot.occasion, "robot", robot.policy)
        mailbox = robot.open_mailbox()
        try:
            report = poll(mailbox, Inbox(robot.ledger, terms, partial(process, desk), occasion))
        finally:
            mailbox.close()
        self.book.mails.update(report.outcomes)
        return report.fetched

    def _send(self, day: date, hour: time) -> None:
        """What may leave leaves, and everybody reads it. One connection, so that two runs send in one order."""
        dispatch(ports_of(self.at(day, hour)), connections=1)
        self._world.read_mail(datetime.combine(day, hour, _ZONE))

    def _close(self, day: date, issued: int, mails: int) -> DayRecord:
        """The daily report goes out, and its figures are what the demo remembers of the day."""
        robot = self.at(day, REPORT_AT)
        run_send_daily(robot, day.isoformat())
        dispatch(ports_of(robot), connections=1)
        with robot.ledger.read() as connection:
            facts = daily_facts(connection, robot.policy.robot, day, robot.clock.now(), ())
            unresolved = list_cases(connection, robot.clock.now())
        for line in facts["sent"]:
            self.book.sent[line["level"], line["channel"]] += line["count"]
        applied = {figure["currency"]: figure["amount"] for figure in facts["applied"]}
        self.book.applied.update(applied)
        opened = tuple(sorted((c for c in unresolved if c.id not in self.book.cases), key=lambda case: case.id))
        self.book.cases |= {case.id: case for case in opened}
        self.book.open_cases = {case.id for case in unresolved}
        sent = Counter({line["level"]: line["count"] for line in facts["sent"]})
        return DayRecord(day, issued, mails, sent, applied, opened)

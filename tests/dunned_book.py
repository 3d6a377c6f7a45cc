"""A small book with overdue items and a robot over it, for tests of dunning and the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import insert, select

from workers.channels.base import Channel
from workers.channels.call_desk import CallDesk
from workers.channels.recording import RecordingChannel
from workers.clock import Clock, real_now
from workers.dunning.recorder import RunResult
from workers.dunning.run import run
from workers.ledger.schema import accounts, contacts, customers, messages, open_items
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.ports import OutboxPorts
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.policy.robot import ContactRules, RobotPolicy
from workers.receivables.customer import name_key
from workers.receivables.occasion import Occasion
from workers.receivables.reference import canonical
from workers.rendering import Renderer

ROOT = Path(__file__).parent.parent
# A Tuesday, eleven o'clock in Berlin.
START = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@cache
def shipped_policy() -> PolicySet:
    """The policy of the repository, read once for all tests."""
    return check_policy(ROOT / "config").usable()


@cache
def shipped_templates() -> Renderer:
    """The templates of the repository, compiled once for all tests."""
    return Renderer(ROOT / "templates")


def live_policy(**changes: Any) -> PolicySet:
    """The shipped policy, live, without feeds to wait for, and with bounds no test reaches by chance."""
    shipped = shipped_policy()
    robot = shipped.robot
    live = replace(
        robot,
        feeds={},
        segments=tuple(replace(segment, mode="live") for segment in robot.segments),
        bounds=replace(robot.bounds, notices=replace(robot.bounds.notices, at_least=10_000)),
        contact_rules=replace(robot.contact_rules, cap=replace(robot.contact_rules.cap, messages=10)),
    )
    return replace(shipped, robot=replace(live, **changes))


def capped(messages_per_week: int) -> ContactRules:
    rules = shipped_policy().robot.contact_rules
    return replace(rules, cap=replace(rules.cap, messages=messages_per_week))


def phone_of(number: str) -> str:
    """A mobile number of the customer's own: one that two customers share would make one person of their clerks."""
    return f"+49151{crc32(number.encode()) % 10**8:08}"


@dataclass
class DunnedBook:
    """The robot over one ledger, with channels that record, and a clock that tests move."""

    ledger: Ledger
    policy: PolicySet = field(default_factory=live_policy)
    offset: timedelta = field(default_factory=lambda: START - real_now())
    email: RecordingChannel = field(default_factory=lambda: RecordingChannel("email"))
    sms: RecordingChannel = field(default_factory=lambda: RecordingChannel("sms"))
    agency: RecordingChannel = field(default_factory=lambda: RecordingChannel("agency"))
    letter: RecordingChannel = field(default_factory=lambda: RecordingChannel("letter"))

    def ports(self, **channels: Channel) -> OutboxPorts:
        known: dict[str, Channel] = {
            "email": self.email,
            "sms": self.sms,
            "agency": self.agency,
            "letter": self.letter,
            "call": CallDesk(),
        }
        clock = Clock(offset=lambda: self.offset)
        return OutboxPorts(self.ledger, self.policy, known | channels, shipped_templates(), clock)

    def customer(self, number: str = "C1", *, days_overdue: tuple[int, ...] = (10,), **columns: Any) -> int:
        """A customer with a clerk and overdue items of 100.00 EUR each; returns its account."""
        with self.ledger.write() as connection:
            name = f"Customer {number}"
            row = {"id": number, "name": name, "name_key": name_key(name), "language": "en", **columns}
            connection.execute(insert(customers).values(row))
            account = insert(accounts).values(entity="default", customer_id=number).returning(accounts.c.id)
            account_id = int(connection.execute(account).scalar_one())
            clerk = {"customer_id": number, "role": "ap_clerk", "email": f"ap@{number.lower()}.example"}
            connection.execute(insert(contacts).values(**clerk, phone=phone_of(number)))
        for n, days in enumerate(days_overdue, start=1):
            self.item(account_id, f"{number}-INV-{n}", days)
        return account_id

    def item(self, account_id: int, number: str, days_overdue: int, amount: int = 10_000, currency: str = "EUR") -> int:
        due = self.today - timedelta(days=days_overdue)
        row = {
            "account_id": account_id,
            "entity": "default",
            "system": "erp",
            "document_type": "invoice" if amount > 0 else "credit_memo",
            "document_number": number,
            "issue_date": due - timedelta(days=30),
            "due_date": due,
            "currency": currency,
            "original_minor": amount,
            "open_minor": amount,
            "reported_open_minor": amount,
            "canonical_key": canonical(number),
        }
        with self.ledger.write() as connection:
            return int(connection.execute(insert(open_items).values(row).returning(open_items.c.id)).scalar_one())

    @property
    def today(self) -> date:
        return self.occasion().business_date

    def occasion(self, actor: str = "robot") -> Occasion:
        return self.ports().occasion("default", actor)

    def pass_days(self, days: int) -> None:
        self.offset += timedelta(days=days)

    def plan(self) -> RunResult:
        return run(self.ledger, self.policy, self.occasion())

    def send(self, **channels: Channel) -> dict[str, int]:
        return dispatch(self.ports(**channels))

    def states(self) -> list[str]:
        """The state of every message, oldest first."""
        with self.ledger.read() as connection:
            return list(connection.scalars(select(messages.c.state).order_by(messages.c.id)))

    def column(self, name: str) -> list[Any]:
        """A column of every message, oldest first."""
        with self.ledger.read() as connection:
            return list(connection.scalars(select(messages.c[name]).order_by(messages.c.id)))

    def with_robot(self, **changes: Any) -> None:
        """Change what ops decided."""
        robot: RobotPolicy = replace(self.policy.robot, **changes)
        self.policy = replace(self.policy, robot=robot)

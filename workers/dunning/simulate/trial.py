"""What is tried, and what happened in it. Values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workers.dunning.notice import Due
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet

# The segments of the text that a notice would be as SMS.
SizeSms = Callable[[Due], int]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a trial, both included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(len(self)))

    def __len__(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Trial:
    """A ladder for each segment, over a span of days, under the policy of today; only ``counted`` segments count.

    The others climb along, because a person who is a contact of both is written to by both.
    """

    policy: PolicySet
    ladders: Mapping[str, Ladder]
    counted: frozenset[str]
    span: Span
    zone: str
    size_sms: SizeSms

    def run_at(self, day: date) -> datetime:
        """When the dunning run of a day begins."""
        return _instant(day, self.policy.robot.schedule.dunning_at, self.zone)

    def ends_at(self, day: date) -> datetime:
        """When a business day is over."""
        return _instant(day + timedelta(days=1), time(), self.zone)


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """A message that would have been handed over; ``paid`` and ``disputed`` are documents it ought not to ask for."""

    day: date
    customer: str
    entity: str
    currency: str
    level: int
    level_name: str
    channel: str
    occurrence: int
    asked: int
    items: int
    paid: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    segments: int = 0
    country: str = ""


@dataclass(slots=True)
class Happened:
    """Everything that a trial brought about."""

    accounts: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    deferred: dict[str, int] = field(default_factory=dict)
    cancelled: dict[str, int] = field(default_factory=dict)
    no_contact: set[tuple[str, str, str]] = field(default_factory=set)
    referrals: list[tuple[date, str, str, str]] = field(default_factory=list)

    def add(self, other: Happened) -> None:
        """What happened to another batch of accounts."""
        self.accounts |= other.accounts
        self.notices += other.notices
        self.no_contact |= other.no_contact
        self.referrals += other.referrals
        for mine, theirs in ((self.deferred, other.deferred), (self.cancelled, other.cancelled)):
            for reason, count in theirs.items():
                mine[reason] = mine.get(reason, 0) + count


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)

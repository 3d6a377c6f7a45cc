"""One account over time: its dossier as it was at any instant, and when it changed. Pure.

Must not read the ledger (`load` does), and knows nothing of a ladder.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from msgspec import structs

from workers.ledger.book.standing_rows import AccountRow
from workers.ledger.book.standings import Batch, Dossier, SegmentOf
from workers.ledger.history.span import Balance, Span, in_force
from workers.receivables.customer import Contact, Customer
from workers.receivables.open_item import AccountItem
from workers.receivables.standing import Reach


class EpisodeRow(NamedTuple):
    """A running episode, as a batch of standings takes it."""

    account_id: int
    currency: str
    number: int


class NoticeRow(NamedTuple):
    """A message of a running episode that has not died, as a batch of standings takes it (`notices_query`)."""

    account_id: int
    currency: str
    level: int
    channel: str
    state: str
    handed_over_on: date | None
    level_name: str = ""
    level_day: int | None = None
    occurrence: int = 1
    listed: str | None = None


class UndeliveredRow(NamedTuple):
    """A message of a running episode that did not reach its contact, as a batch of standings takes it."""

    account_id: int
    currency: str
    level: int
    channel: str
    contact_id: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent in the running episodes: as it really was, or as a simulation has it."""

    episodes: Sequence[EpisodeRow] = ()
    notices: Sequence[NoticeRow] = ()
    undelivered: Sequence[UndeliveredRow] = ()


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that reached an item in the end: the day the payer's money or word came, and the instant it was applied.

    ``in_transit_until`` is given for a payment that was announced first: the instant its bank line cleared it.
    """

    item_id: int
    received_on: date
    applied_at: datetime
    announced: bool
    cleared_at: datetime | None

    def had_come_by(self, day: date, instant: datetime) -> bool:
        """Whether the money was there or under way for an item that was still open at ``instant``."""
        in_transit = self.announced and (self.cleared_at is None or instant < self.cleared_at)
        return (self.received_on <= day and instant < self.applied_at) or (self.applied_at <= instant and in_transit)


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact of today, since when it is known, and what could not be used of it, and when."""

    contact: Contact
    since: datetime
    invalid: Sequence[Span[str]]
    barred: Sequence[Span[str]]

    def at(self, instant: datetime) -> tuple[Contact, Reach]:
        broken = set(in_force(self.invalid, instant))
        then = structs.replace(self.contact, email_valid="email" not in broken, phone_valid="sms" not in broken)
        return then, Reach(then.id, then.role, then.channels(set(in_force(self.barred, instant))))


@dataclass(frozen=True, slots=True)
class AccountHistory:
    """Everything that ever was of one account, dated."""

    row: AccountRow
    contacts: Sequence[KnownContact]
    items: Sequence[tuple[AccountItem, Balance]]
    on_account: Mapping[str, Balance]
    restraints: Sequence[Span[Any]]
    stops: Sequence[Span[str]]
    placed: Sequence[Span[int]]
    parked: Sequence[Span[str]]
    announced: Sequence[Span[str]]
    episodes: Sequence[Span[EpisodeRow]]
    notices: Sequence[Span[NoticeRow]]
    undelivered: Sequence[Span[UndeliveredRow]]
    charges: Sequence[tuple[Any, Balance]]
    broken_promises: Sequence[tuple[str, date]]
    rejected_disputes: Sequence[tuple[str | None, date]]
    paid: Mapping[int, Sequence[Paid]]
    changed_at: Sequence[datetime] = field(default_factory=list)

    def dossier(
        self, when: tuple[datetime, date], sent: Sent, segment_of: SegmentOf, home: Mapping[str, str]
    ) -> Dossier:
        """The account as it was known at an instant of a business date; ``sent`` is `sent_at`, or what a trial sent."""
        instant, as_of = when
        number, customer = self.row.id, self.row.customer_id
        stopped = min(in_force(self.stops, instant), default="")
        batch = Batch(
            accounts=[_as_parked(self.row, next(in_force(self.parked, instant), None))],
            contacts={customer: [known.at(instant) for known in self.contacts if known.since <= instant]},
            items={
                number: [structs.replace(item, open=left) for item, sum_ in self.items if (left := sum_.at(instant))]
            },
            restraints={number: [h for h in in_force(self.restraints, instant) if not _is_over(h, as_of)]},
            stops={number: stopped} if stopped else {},
            placed=set(in_force(self.placed, instant)),
            on_account={(number, currency): -cash.at(instant) for currency, cash in self.on_account.items()},
            episodes={number: sent.episodes},
            notices={number: sent.notices},
            announced=set(in_force(self.announced, instant)),
            undelivered={number: sent.undelivered},
            charges={number: [_charged(row, left) for row, sum_ in self.charges if (left := sum_.at(instant))]},
            broken_promises={(number, currency): day for currency, day in self.broken_promises if day <= as_of},
            rejected_disputes={(number, currency): day for currency, day in self.rejected_disputes if day <= as_of},
        )
        return batch.dossiers(segment_of, home)[0]

    @property
    def customer(self) -> Customer:
        """The customer as it is today."""
        return self.row.customer

    def sent_at(self, instant: datetime) -> Sent:
        """What had really been sent, or was planned, in the episodes that ran at an instant."""
        running = list(in_force(self.episodes, instant))
        undelivered = sorted(set(in_force(self.undelivered, instant)))
        return Sent(running, list(in_force(self.notices, instant)), undelivered)

    def disputed_at(self, instant: datetime) -> set[int]:
        """The items of which a part was disputed; of the rest a notice may ask, and some would rather it did not."""
        disputes = (hold for hold in in_force(self.restraints, instant) if hold.kind == "dispute")
        return {dispute.open_item_id for dispute in disputes if dispute.open_item_id is not None}

    def next_change(self, instant: datetime) -> datetime | None:
        """When something about the account changed for the first time after an instant."""
        index = bisect_right(self.changed_at, instant)
        return self.changed_at[index] if index < len(self.changed_at) else None


def _charged(row: Any, open_minor: int) -> SimpleNamespace:
    return SimpleNamespace(**row._asdict(), open_minor=open_minor)


def _is_over(hold: Any, as_of: date) -> bool:
    return hold.expires_on is not None and hold.expires_on < as_of


def _as_parked(row: AccountRow, reason: str | None) -> AccountRow:
    """The account's row with what was parked then; every other column is as it is today."""
    return row if row.parked_reason == reason else row._replace(parked_reason=reason)

"""One account on its way through a trial: its history, and the notices and episodes that the trial gave it. Pure.

Must not decide or judge anything; the day loop does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from workers.dunning.decisions import NoticeDue
from workers.dunning.notice import Due, closing_of
from workers.ledger.book.standings import Dossier, SegmentOf
from workers.ledger.history.timeline import AccountHistory, EpisodeRow, NoticeRow, Sent

_GIVEN = ("handed_over", "delivered")


@dataclass(slots=True)
class Pending:
    """A notice on its way to one contact, not before an instant."""

    climber: Climber
    due: Due
    channel: str
    contact_id: int
    recipient: str
    not_before: datetime
    number: int

    @property
    def order(self) -> tuple[datetime, int, int]:
        """Who comes before the gate first: what may leave earlier, then in the order of planning."""
        return self.not_before, self.climber.history.row.id, self.number


@dataclass(slots=True)
class Climber:
    """An account with what a trial sent it. What was really sent before the trial stays; what waited then does not."""

    history: AccountHistory
    episodes: dict[str, EpisodeRow]
    notices: dict[int, NoticeRow]
    numbers: dict[str, int]
    undelivered: Sent
    seen: datetime
    look_on: date
    pending: dict[int, Pending] = field(default_factory=dict)
    referred: set[tuple[str, int]] = field(default_factory=set)
    _dossier: Dossier | None = None
    _dossier_on: tuple[datetime, date] | None = None

    @classmethod
    def starting(cls, history: AccountHistory, at: datetime, on: date) -> Climber:
        """The account as it really stood when the trial begins."""
        sent = history.sent_at(at)
        given = [row for row in sent.notices if row.state in _GIVEN]
        numbers = {span.what.currency: span.what.number for span in history.episodes if span.since <= at}
        running = {row.currency: row for row in sent.episodes}
        return cls(history, running, dict(enumerate(given)), numbers, Sent(undelivered=sent.undelivered), at, on)

    def must_look(self, at: datetime, day: date) -> bool:
        """Whether the calendar or a change of facts may have changed what was decided last."""
        changed = self.history.next_change(self.seen)
        return day >= self.look_on or (changed is not None and changed <= at)

    def dossier(self, when: tuple[datetime, date], segment_of: SegmentOf, home: Mapping[str, str]) -> Dossier:
        """The account as it was known then, with what the trial sent; made afresh only when something changed."""
        kept, kept_on = self._dossier, self._dossier_on
        if kept is not None and kept_on is not None and kept_on[1] == when[1]:
            changed = self.history.next_change(kept_on[0])
            if changed is None or changed > when[0]:
                return kept
        sent = Sent(list(self.episodes.values()), list(self.notices.values()), self.undelivered.undelivered)
        self._dossier, self._dossier_on = self.history.dossier(when, sent, segment_of, home), when
        return self._dossier

    def plan(self, due: Due, at: datetime) -> None:
        """The messages of a notice that is due, one for each channel that reaches somebody."""
        currency, decision = due.standing.currency, due.decision
        if currency not in self.episodes:
            self.episodes[currency] = EpisodeRow(self.history.row.id, currency, due.episode)
            self.numbers[currency] = due.episode
        for channel, contact_id in decision.contacts:
            contact = next(contact for contact in due.dossier.contacts if contact.id == contact_id)
            number = max(self.notices, default=-1) + 1
            self.notices[number] = _planned(due, decision, channel, self.history.row.id)
            self.pending[number] = Pending(self, due, channel, contact_id, contact.address(channel), at, number)
        self._touch()

    def hand_over(self, pending: Pending, on: date) -> None:
        row = self.notices[pending.number]
        self.notices[pending.number] = row._replace(state="handed_over", handed_over_on=on)
        del self.pending[pending.number]
        self._touch()

    def cancel(self, pending: Pending) -> None:
        del self.notices[pending.number], self.pending[pending.number]
        self._touch()

    def end_episode(self, currency: str) -> None:
        if self.episodes.pop(currency, None) is not None:
            self.notices = {n: row for n, row in self.notices.items() if row.currency != currency}
            self.pending = {n: waiting for n, waiting in self.pending.items() if n in self.notices}
            self._touch()

    def _touch(self) -> None:
        """What was sent is part of the facts; a run looks again every day while a notice is on its way."""
        self._dossier = None


def _planned(due: Due, decision: NoticeDue, channel: str, account_id: int) -> NoticeRow:
    level = due.level
    listed = ",".join(str(item) for item, _ in decision.listed) if closing_of(due) else None
    day = due.ladder.nominal_days()[level.number - 1]
    named = (level.name, day, decision.occurrence, listed)
    return NoticeRow(account_id, due.standing.currency, level.number, channel, "planned", None, *named)

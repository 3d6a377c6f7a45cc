"""Law 3: how often a level was noticed, in which order, and how soon, by the ladder each notice was planned by.

Levels are known by their names, as dunning knows them. Must not stop anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Table, func, select

from workers.ledger.laws.ladders import Ladders
from workers.ledger.laws.law import Finding, Hearing, found
from workers.ledger.schema import arrangements, disputes, message_items, messages, promises
from workers.policy.ladder import Ladder

COUNTED = ("handed_over", "delivered")
LEFT = (*COUNTED, "bounced")
_Notices = Sequence[Row[Any]]
_Faults = Iterator[tuple[int, str]]


def levels_keep_their_order(hearing: Hearing) -> Finding:
    """Per episode a level is noticed as often as its ladder says, one level after the other, with the interval between.

    Over several channels one giving of a level is one notice.
    """
    ladders = Ladders(hearing.connection)
    rows = hearing.connection.execute(_notices()).all()
    episodes = {episode: list(group) for episode, group in groupby(rows, attrgetter("episode_id"))}
    broken = [
        (f"message {message}", f"episode {episode}: {what}", notices[0].account_id)
        for episode, notices in episodes.items()
        for message, what in (*_repeated(notices), *_Climb(hearing, ladders, notices).faults())
    ]
    return found(len(episodes), broken)


def _notices() -> Any:
    """Notices that left, in the order they left. A bounced one left, but its level does not count."""
    c = messages.c
    columns = (c.id, c.account_id, c.episode_id, c.level, c.level_name, c.level_day, c.occurrence, c.channel, c.state)
    query = select(*columns, c.handed_over_on, c.planned_on, c.policy_hash)
    left = query.where(c.purpose == "dunning", c.state.in_(LEFT), c.handed_over_on.is_not(None))
    return left.order_by(c.episode_id, c.handed_over_on, c.id)


def _name(notice: Row[Any]) -> str:
    return notice.level_name or f"level {notice.level}"


def _giving(notice: Row[Any]) -> tuple[str, int]:
    return _name(notice), notice.occurrence


def _repeated(notices: _Notices) -> _Faults:
    counted: set[tuple[str, int, str]] = set()
    for notice in notices:
        if notice.state in COUNTED:
            giving = (*_giving(notice), notice.channel)
            if giving in counted:
                yield notice.id, f"level {notice.level} was noticed twice by {notice.channel}"
            counted.add(giving)


class _Climb:
    """The notices of one episode, each held against those that left before it."""

    def __init__(self, hearing: Hearing, ladders: Ladders, notices: _Notices) -> None:
        self.connection, self.ladders, self.notices = hearing.connection, ladders, notices

    def faults(self) -> _Faults:
        if len({_giving(notice) for notice in self.notices}) < 2:
            return
        for position, notice in enumerate(self.notices):
            before = [n for n in self.notices[:position] if _giving(n) != _giving(notice)]
            if before:
                ladder = self.ladders.find(notice.policy_hash, notice.account_id, notice.planned_on)
                for what in self._against(notice, before, ladder):
                    yield notice.id, what

    def _against(self, notice: Row[Any], before: _Notices, ladder: Ladder | None) -> Iterator[str]:
        """What is wrong with a notice after these; without its ladder only the order of the numbers can be told."""
        place = _place(notice, ladder)
        highest = max(_place(n, ladder) for n in before)
        passed_over = place == highest + 2 and self._promise_was_broken(notice, before)
        if highest and place > highest + 1 and not (passed_over or _may_pass_over(ladder, place)):
            yield f"level {notice.level} without level {notice.level - 1} before it"
        counted = [n for n in before if n.state in COUNTED]
        if ladder is None or not counted or not 1 <= place <= len(ladder.levels):
            return
        if any(_place(n, ladder) > place for n in counted if n.handed_over_on < notice.planned_on):
            yield f"level {notice.level} after a higher one"
        times = len({_giving(n) for n in counted if _name(n) == _name(notice)}) + 1
        level = ladder.level(place)
        allowed = level.times + self._steps_back(notice, before)
        if times > allowed and not (place == len(ladder.levels) and self._lists_new_debt(notice, counted)):
            yield f"level {notice.level} was noticed {times} times, its ladder says {level.times}"
        days = (notice.handed_over_on - max(n.handed_over_on for n in counted)).days
        if days < level.min_interval_days:
            yield f"level {notice.level} left {days} days after the one before, not {level.min_interval_days}"

    def _promise_was_broken(self, notice: Row[Any], before: _Notices) -> bool:
        """Whether a promise or an arrangement, for which policy passes over a level, was broken between the notice
        before and this.
        """
        since = max(n.handed_over_on for n in before)
        return any(self._was_broken(table, notice, since) for table in (promises, arrangements))

    def _was_broken(self, table: Table, notice: Row[Any], since: date) -> bool:
        c, word = messages.c, table.c
        same = (word.account_id == c.account_id) & (word.currency == c.currency) & word.skips_level
        own = (c.id == notice.id) & (word.closed_on >= since) & (word.closed_on <= notice.planned_on)
        return self.connection.scalar(select(word.id).join(messages, same).where(own).limit(1)) is not None

    def _steps_back(self, notice: Row[Any], before: _Notices) -> int:
        """How many disputes were rejected between the first notice and this: each gives one more of its level."""
        c, d = messages.c, disputes.c
        same = (d.account_id == c.account_id) & ((d.currency == c.currency) | d.currency.is_(None)) & d.steps_back
        since = min(n.handed_over_on for n in before)
        own = (c.id == notice.id) & (d.closed_on >= since) & (d.closed_on <= notice.planned_on)
        joined = select(func.count(d.id.distinct())).select_from(disputes.join(messages, same))
        return int(self.connection.scalar(joined.where(own)) or 0)

    def _lists_new_debt(self, notice: Row[Any], counted: _Notices) -> bool:
        """Whether it lists an item that no earlier notice of its level did: a ladder's last notice is due to it."""
        earlier = [n.id for n in counted if _name(n) == _name(notice)]
        i = message_items.c
        listed = select(i.open_item_id).where(i.message_id.in_(earlier))
        fresh = select(i.open_item_id).where(i.message_id == notice.id, i.open_item_id.not_in(listed))
        return self.connection.scalar(fresh.limit(1)) is not None


def _place(notice: Row[Any], ladder: Ladder | None) -> int:
    """Where the level stood in that ladder; 0: nowhere."""
    if ladder is None:
        return int(notice.level)
    return ladder.place_of(notice.level_name, notice.level, notice.level_day)


def _may_pass_over(ladder: Ladder | None, place: int) -> bool:
    return ladder is not None and ladder.catch_up == "latest" and not ladder.level(place).final

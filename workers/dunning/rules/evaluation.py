"""The dunning decision: a pure function of a standing, a ladder and a day.

What is due is derived afresh from today's facts ("on or after", minimum interval, entry rule); nothing counts ahead of
evidence: a level counts only when its notice was handed over. Must not see a clock or a database.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from workers.dunning.decisions import (
    Decision,
    EpisodeOver,
    LadderExhausted,
    NoContact,
    NoticeDue,
    OnHold,
    ReadyForPlacement,
    Wait,
)
from workers.dunning.rules.addressing import choose_contacts
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.receivables.standing import Standing, StandingItem

_COUNTED = ("handed_over", "delivered")
# An item that counts, and what may be asked for it.
_Due = tuple[StandingItem, int]
_UNSETTLED = ("planned", "claimed", "attempted", "in_doubt")


def evaluate_account(standing: Standing, ladder: Ladder, as_of: date) -> Decision:
    """What to do about one account in one currency on ``as_of``; the first rule that applies decides.

    Restraints come first, then whether anything is dunnable, then the level of the episode.
    """
    if restraint := _restraint(standing):
        return restraint
    # Before the first level's day only what is overdue counts; a ladder may also remind before the due date.
    counts_from = min(ladder.levels[0].days, 1)
    latest = as_of - timedelta(days=counts_from)
    due = [(item, asked) for item in standing.items if item.due_date <= latest and (asked := item.dunnable)]
    if not due:
        return _nothing_due(standing, ladder, as_of)
    if any(notice.state in _UNSETTLED for notice in standing.notices):
        return Wait("notice_unsettled", as_of + timedelta(days=1))
    decision = _judge_level(standing, ladder, due, as_of)
    if isinstance(decision, Wait) and decision.until is None:
        # More debt can only be asked for on the day that more of it counts.
        return replace(decision, until=_next_item_on(standing, counts_from, as_of))
    return decision


def _restraint(standing: Standing) -> OnHold | None:
    if standing.stop:
        return OnHold(f"stop: {standing.stop}")
    if standing.parked:
        return OnHold(f"parked: {standing.parked}")
    if standing.hold:
        return OnHold(standing.hold, standing.hold_until)
    return None


def _next_item_on(standing: Standing, counts_from: int, as_of: date) -> date | None:
    """The next day on which a notice may list another item."""
    days = (item.due_date + timedelta(days=counts_from) for item in standing.items if item.dunnable)
    return min((day for day in days if day > as_of), default=None)


def _nothing_due(standing: Standing, ladder: Ladder, as_of: date) -> Decision:
    """Withheld items are still overdue, so the episode runs on while any is."""
    until = _next_item_on(standing, ladder.levels[0].days, as_of)
    if any(item.open > 0 and (item.withheld or item.placed) for item in standing.items):
        return Wait("all_withheld", until)
    return EpisodeOver(until=until) if standing.episode else Wait("nothing_overdue", until)


def _judge_level(standing: Standing, ladder: Ladder, due: list[_Due], as_of: date) -> Decision:
    oldest = min(item.due_date for item, _ in due)
    given, given_on = _last_level(standing, due)
    level = _next_level(ladder, given, (as_of - oldest).days)
    if level is None:
        return _beyond_ladder(ladder, oldest, as_of)
    earliest = oldest + timedelta(days=level.days)
    if given_on is not None:
        earliest = max(earliest, given_on + timedelta(days=level.min_interval_days))
    if as_of < earliest:
        return Wait(f"level_{level.number}_not_due", earliest)
    total = sum(asked for _, asked in due)
    asked = total - standing.credit
    if asked <= 0:
        return Wait("covered_by_credit")
    if asked < level.minimum_amount.get(standing.currency, 0):
        return Wait("below_minimum")
    return _address(standing, level, due, total)


def _last_level(standing: Standing, due: list[_Due]) -> tuple[int, date | None]:
    """The highest level that is proved handed over, and the last day one was; else what the former system noted."""
    given = [notice for notice in standing.notices if notice.state in _COUNTED]
    if given:
        days = [notice.handed_over_on for notice in given if notice.handed_over_on]
        return max(notice.level for notice in given), max(days, default=None)
    prior = [item for item, _ in due if item.prior_level]
    days = [item.prior_level_on for item in prior if item.prior_level_on]
    return max((item.prior_level for item in prior), default=0), max(days, default=None)


def _next_level(ladder: Ladder, given: int, days: int) -> Level | None:
    """One level up; at entry, the ladder's rule for old debt: the lowest, or by age but never at a final notice."""
    if given >= len(ladder.levels):
        return None
    if given == 0 and ladder.entry == "by_age":
        fitting = [level for level in ladder.levels if level.days <= days and not level.final]
        return fitting[-1] if fitting else ladder.levels[0]
    return ladder.levels[given]


def _beyond_ladder(ladder: Ladder, oldest: date, as_of: date) -> Decision:
    if ladder.referral is None:
        return LadderExhausted()
    referral_on = oldest + timedelta(days=ladder.referral.days_after_due)
    return ReadyForPlacement() if as_of >= referral_on else Wait("referral_not_due", referral_on)


def _address(standing: Standing, level: Level, due: list[_Due], total: int) -> NoticeDue | NoContact:
    addressed = choose_contacts(standing, level)
    if not addressed.contacts:
        return NoContact(level.number)
    oldest_first = sorted(due, key=lambda pair: (pair[0].due_date, pair[0].id))
    listed = tuple((item.id, asked) for item, asked in oldest_first)
    return NoticeDue(level.number, listed, total, total - standing.credit, addressed.contacts, addressed.unreachable)

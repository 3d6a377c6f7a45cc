"""The dunning decision: a pure function of a standing, a ladder and a day.

What is due is derived afresh from today's facts ("on or after", minimum interval, entry rule); nothing counts ahead of
evidence: a level counts only when its notice was handed over. Must not see a clock or a database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import structs

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
from workers.dunning.rules.addressing import candidates, choose_contacts, tried_channels
from workers.dunning.rules.clock import counting_day, counts_from, latest_due, referral_day
from workers.dunning.rules.level_choice import NOT_BEGUN, Option, climbed, next_options
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.receivables.calendar import day_after
from workers.receivables.standing import Standing
from workers.receivables.trace import Trace

# An item that counts: since when it is due, its number, and what may be asked for it. Sorted, the oldest comes first.
_Due = tuple[date, int, int]
_LATER = (Wait, LadderExhausted, ReadyForPlacement)
_UNSETTLED = ("planned", "claimed", "attempted", "in_doubt")


def evaluate_account(standing: Standing, ladder: Ladder, as_of: date, trace: Trace | None = None) -> Decision:
    """What to do about one account in one currency on ``as_of``; the first rule that applies decides.

    Restraints come first, then whether anything is dunnable, then the level of the episode. ``trace`` is told of every
    rule that is asked, in order.
    """
    if restraint := _restraint(standing, trace):
        return restraint
    latest = latest_due(ladder.levels[0], ladder, as_of, standing.country)
    counting = [item for item in standing.items if item.due_date <= latest]
    due = sorted([(item.due_date, item.id, asked) for item in counting if (asked := item.dunnable)])
    if trace:
        asked_each = [asked for _, _, asked in due]
        trace("nothing_to_ask_for", not due, due_by=latest, items=standing.items, asked=asked_each)
    if not due:
        return _nothing_due(standing, ladder, latest)
    unsettled = [notice for notice in standing.notices if notice.state in _UNSETTLED]
    if trace:
        trace("notice_unsettled", unsettled, notices=unsettled)
    if unsettled:
        return Wait("notice_unsettled", day_after(as_of))
    decision = _judge_levels(standing, ladder, due, as_of, trace)
    if isinstance(decision, _LATER):
        return structs.replace(decision, until=_first((decision.until, _more_counts_on(standing, ladder, as_of))))
    return decision


def _restraint(standing: Standing, trace: Trace | None) -> OnHold | None:
    for rule, reason in (("stop", standing.stop), ("parked", standing.parked)):
        if trace:
            trace(rule, reason, reason=reason)
        if reason:
            return OnHold(f"{rule}: {reason}")
    if trace:
        trace("hold", standing.hold, reason=standing.hold, until=standing.hold_until)
    return OnHold(standing.hold, standing.hold_until) if standing.hold else None


def _next_item(standing: Standing, latest: date) -> date | None:
    """The due date of the next item that a notice may come to list."""
    return _first(item.due_date for item in standing.items if item.due_date > latest and item.dunnable)


def _more_counts_on(standing: Standing, ladder: Ladder, as_of: date) -> date | None:
    """The next day on which more debt can be asked for: an item may count later for a level above the first one."""
    kinds = {counts_from(level, ladder): level for level in ladder.levels}
    found = (
        (level, _next_item(standing, latest_due(level, ladder, as_of, standing.country))) for level in kinds.values()
    )
    return _first(counting_day(level, ladder, more, standing.country) for level, more in found if more)


def _nothing_due(standing: Standing, ladder: Ladder, latest: date) -> Decision:
    """Withheld items are still overdue, so the episode runs on while any is."""
    until, country = _next_item(standing, latest), standing.country
    counts_on = counting_day(ladder.levels[0], ladder, until, country) if until else None
    if any(item.open > 0 and item.due_date <= latest for item in standing.items):
        return Wait("all_withheld", counts_on)
    if until and any(item.prior_level for item in standing.items):
        until = _first((until, counts_on))
    elif until:
        # A new episode begins on the day of a level, which may be later than the one on which the item counts.
        until = _first(option.due_on for option in next_options(standing, ladder, NOT_BEGUN, until, until))
    return EpisodeOver(until=until) if standing.episode else Wait("nothing_overdue", until)


def _judge_levels(standing: Standing, ladder: Ladder, due: list[_Due], as_of: date, trace: Trace | None) -> Decision:
    """The first level, of those that may come next, which is due and large enough."""
    anchor = due[0][0]
    so_far = climbed(standing, ladder)
    options = next_options(standing, ladder, so_far, anchor, as_of)
    if trace:
        trace("level_reached", not options, oldest_due=anchor, climbed=so_far)
    until = _first(option.due_on for option in options if option.due_on > as_of)
    refused = ""
    for option in options:
        if trace:
            trace("level_not_due", option.due_on > as_of, option=option)
        if option.due_on <= as_of:
            demand = _demand(_listed(due, option.level, ladder, as_of, standing.country), standing.credit)
            refusal = _too_little(standing, option.level, demand, trace)
            if not refusal:
                return _address(standing, option, demand, until, trace)
            refused = refused or refusal
    # Only new debt can still bring a notice that is given more often than its ladder repeats it.
    beyond = (so_far.place >= len(ladder.levels) or not options) and not standing.step_back
    if beyond and all(option.occurrence > option.level.times for option in options):
        return _beyond_ladder(ladder, anchor, as_of, until, trace)
    if refused:
        return Wait(refused, until)
    nearest = min(options, key=lambda option: option.due_on)
    return Wait(f"level_{nearest.level.number}_not_due", until)


def _listed(due: list[_Due], level: Level, ladder: Ladder, as_of: date, country: str) -> list[_Due]:
    """What a notice of that level lists: all that is overdue, and what a level before the due date reminds of."""
    if level is ladder.levels[0] or counts_from(level, ladder) == counts_from(ladder.levels[0], ladder):
        return due
    latest = latest_due(level, ladder, as_of, country)
    return [one for one in due if one[0] <= latest]


class _Demand(msgspec.Struct, frozen=True):
    """What a notice would list, its sum, and what is asked for: that sum less the credit."""

    listed: list[_Due]
    overdue: int
    asked: int


def _demand(listed: list[_Due], credit: int) -> _Demand:
    overdue = sum([asked for _, _, asked in listed])
    return _Demand(listed, overdue, overdue - credit)


def _too_little(standing: Standing, level: Level, demand: _Demand, trace: Trace | None) -> str:
    """Why the level waits although its day has come: what is asked for must reach both minimums."""
    asked, weighed = demand.asked, level.minimum_percent or trace
    everything = sum(item.open for item in standing.items) - standing.on_account if weighed else 0
    minimum = level.minimum_amount.get(standing.currency, 0)
    refusal = ""
    if asked <= 0:
        refusal = "covered_by_credit"
    elif asked < minimum:
        refusal = "below_minimum"
    elif level.minimum_percent and asked * 100 < level.minimum_percent * everything:
        refusal = "below_minimum_percent"
    if trace:
        sums = {"overdue": demand.overdue, "credit": standing.credit, "everything_open": everything}
        limits = {"minimum": minimum, "percent": level.minimum_percent}
        trace("too_little", refusal, refusal=refusal, level=level.number, **limits, **sums)
    return refusal


def _beyond_ladder(ladder: Ladder, anchor: date, as_of: date, until: date | None, trace: Trace | None) -> Decision:
    referral_on = referral_day(ladder.referral, anchor) if ladder.referral else None
    if trace:
        trace("referral_not_due", referral_on is None or as_of < referral_on, referral_on=referral_on)
    if referral_on is None:
        return LadderExhausted(until=until)
    if as_of < referral_on:
        return Wait("referral_not_due", _first((referral_on, until)))
    return ReadyForPlacement(until=until)


def _address(
    standing: Standing, option: Option, demand: _Demand, until: date | None, trace: Trace | None
) -> NoticeDue | NoContact:
    level = option.level
    addressed = choose_contacts(standing, level)
    if trace:
        tried = {channel: tuple(candidates(standing, level, channel)) for channel in tried_channels(level)}
        trace("no_contact", not addressed.contacts, tried=tried, chosen=addressed.contacts)
    if not addressed.contacts:
        return NoContact(level.number, until=until)
    return NoticeDue(
        level=level.number,
        listed=tuple([(number, asked) for _, number, asked in demand.listed]),
        overdue=demand.overdue,
        asked=demand.asked,
        contacts=addressed.contacts,
        unreachable=addressed.unreachable,
        occurrence=option.occurrence,
    )


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)

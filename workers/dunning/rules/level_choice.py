"""Which levels of a ladder may come next for an episode, and on which day each falls due. Pure.

Must not weigh amounts or reach anybody: that is for `workers.dunning.rules.evaluation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

import msgspec
from msgspec import structs

from workers.dunning.rules.clock import later, not_before, own_day, referral_day
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.receivables.calendar import rolled
from workers.receivables.standing import PastNotice, Standing, StandingItem

_COUNTED = ("handed_over", "delivered")


class Climbed(msgspec.Struct, frozen=True):
    """How far an episode came: the place of its highest level in today's ladder, and how often that one was given.

    ``on`` is the last day on which any notice was handed over; ``listed`` holds the items that notices of the highest
    level asked for, or None where that is not known.
    """

    place: int = 0
    times: int = 0
    on: date | None = None
    listed: frozenset[int] | None = None


NOT_BEGUN = Climbed()


class Option(msgspec.Struct, frozen=True):
    """A level that may be given on ``due_on`` or later, as its ``occurrence``-th notice in the episode.

    That is its ``own_day``, but not before the interval since the last notice is over (``interval_over``).
    """

    level: Level
    occurrence: int
    due_on: date
    own_day: date
    interval_over: date | None


def climbed(standing: Standing, ladder: Ladder) -> Climbed:
    """What is proved handed over; before the first notice, what a former system noted."""
    given = [notice for notice in standing.notices if notice.state in _COUNTED]
    if not given:
        return _taken_over(standing.items, ladder)
    places = [(ladder.place_of(n.level_name, n.level, n.level_day), n) for n in given]
    highest = max(place for place, _ in places)
    top = [notice for place, notice in places if place == highest]
    days = [notice.handed_over_on for notice in given if notice.handed_over_on]
    return Climbed(highest, max(notice.occurrence for notice in top), max(days, default=None), _listed(top))


def _listed(notices: Sequence[PastNotice]) -> frozenset[int] | None:
    if any(notice.listed is None for notice in notices):
        return None
    return frozenset(item for notice in notices for item in notice.listed or ())


def _taken_over(items: Iterable[StandingItem], ladder: Ladder) -> Climbed:
    """A final notice is always ours to give: a former system's level counts at most as the one below it."""
    prior = [item for item in items if item.prior_level and item.dunnable]
    if not prior:
        return NOT_BEGUN
    highest = len(ladder.levels) - (ladder.final_level is not None)
    days = [item.prior_level_on for item in prior if item.prior_level_on]
    return Climbed(min(max(item.prior_level for item in prior), highest), 1, max(days, default=None))


def next_options(standing: Standing, ladder: Ladder, so_far: Climbed, anchor: date, as_of: date) -> list[Option]:
    """What may be given next, the most wanted first; the first that is due and large enough is the one.

    ``anchor`` is the due date of the oldest item; what only reminds of that is no option any more once it is past.
    Empty: the ladder holds nothing more for this episode.
    """
    if standing.step_back and so_far.place:
        return [_once_more(standing, ladder, so_far, anchor)]
    if standing.skip_ahead and so_far.place and (ahead := _passed_over(standing, ladder, so_far, anchor)):
        return [ahead]
    above = _still_to_give(_levels_above(ladder, so_far, anchor, standing.country), anchor, as_of)
    lowest = next(above, None)
    repeat = _repeat(ladder, so_far, anchor, as_of, standing.country)
    if repeat is not None and lowest is not None and lowest.level.clock == "previous_notice":
        # Such a level has no day of its own: it follows the last giving of the one below it.
        return [repeat]
    wanted = _preferred(lowest, above, _may_pass_over(ladder, so_far)) if lowest else []
    again = _again(standing, ladder, so_far)
    return [*wanted, *(option for option in (repeat, again) if option is not None)]


def _preferred(lowest: Option, above: Iterator[Option], may_pass_over: bool) -> list[Option]:
    """The lowest level: after those it may be passed over for, or before the one that asks once it cannot remind."""
    if may_pass_over:
        return [*[option for option in above if not option.level.final][::-1], lowest]
    if lowest.level.is_early:
        return [lowest, *islice((option for option in above if not option.level.is_early), 1)]
    return [lowest]


def _once_more(standing: Standing, ladder: Ladder, so_far: Climbed, anchor: date) -> Option:
    """After a rejected dispute the ladder goes on one level back: the level given last is given again, intervals kept.

    However often that ladder repeats it: the customer has had an answer since, and is asked again in the same words.
    """
    level = ladder.level(so_far.place)
    over = _interval_over(level, so_far)
    own = own_day(level, ladder, anchor, so_far.on, standing.country)
    return Option(level, so_far.times + 1, later(anchor, over, ladder, standing.country), own, over)


def _passed_over(standing: Standing, ladder: Ladder, so_far: Climbed, anchor: date) -> Option | None:
    """After a broken promise one level is passed over, but never to a final notice; due once the interval is over.

    None where only a final notice is left: it comes on its own day, as for everybody.
    """
    above = islice(_levels_above(ladder, so_far, anchor, standing.country), 2)
    upcoming = [option for option in above if not option.level.final]
    if not upcoming:
        return None
    return structs.replace(upcoming[-1], due_on=later(anchor, upcoming[-1].interval_over, ladder, standing.country))


def _may_pass_over(ladder: Ladder, so_far: Climbed) -> bool:
    return ladder.catch_up == "latest" if so_far.place else ladder.entry == "by_age"


def _levels_above(ladder: Ladder, so_far: Climbed, anchor: date, country: str) -> Iterator[Option]:
    before = so_far.on
    for level in ladder.levels[so_far.place :]:
        before = own_day(level, ladder, anchor, before, country)
        over = _interval_over(level, so_far)
        yield Option(level, 1, later(before, over, ladder, country), before, over)


def _still_to_give(above: Iterable[Option], anchor: date, as_of: date) -> Iterator[Option]:
    """All but those that remind of a due date which is past, as their own day is; that may be rolled to after it."""
    for option in above:
        if not option.level.is_early or as_of <= max(anchor, option.own_day):
            yield option


def _interval_over(level: Level, so_far: Climbed) -> date | None:
    return so_far.on + timedelta(days=level.min_interval_days) if so_far.on else None


def _repeat(ladder: Ladder, so_far: Climbed, anchor: date, as_of: date, country: str) -> Option | None:
    """The level that was given last, once more; its repeats end with their limit, or on the day of the referral."""
    level = ladder.level(so_far.place) if so_far.place else None
    if level is None or level.repeat is None or so_far.times >= level.times or so_far.on is None:
        return None
    if level.is_early and as_of > anchor:
        return None
    day = rolled(so_far.on + timedelta(days=level.repeat.every_days), ladder.business_days.trigger, country)
    own, over = not_before(day, anchor, level, ladder, country), _interval_over(level, so_far)
    due_on = later(own, over, ladder, country)
    if level.number == len(ladder.levels) and ladder.referral and due_on >= referral_day(ladder.referral, anchor):
        return None
    return Option(level, so_far.times + 1, due_on, own, over)


def _again(standing: Standing, ladder: Ladder, so_far: Climbed) -> Option | None:
    """The ladder's last notice once more, for debt that none of them listed, on that debt's own day."""
    if so_far.place < len(ladder.levels) or so_far.listed is None:
        return None
    fresh = [item.due_date for item in standing.items if item.dunnable and item.id not in so_far.listed]
    if not fresh:
        return None
    level = ladder.levels[-1]
    day = own_day(level, ladder, min(fresh), so_far.on, standing.country)
    over = _interval_over(level, so_far)
    return Option(level, so_far.times + 1, later(day, over, ladder, standing.country), day, over)

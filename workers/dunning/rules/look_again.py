"""When the scan must look at an account again. A hint, never a decision: events and policy changes reset it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from workers.dunning.decisions import (
    Decision,
    EpisodeOver,
    LadderExhausted,
    NoContact,
    NoticeDue,
    OnHold,
    ReadyForPlacement,
    Undecided,
    Wait,
)
from workers.receivables.calendar import day_after
from workers.receivables.standing import Standing

# Not before something happens: the event itself resets the hint.
ON_EVENT = date.max


def look_again_on(decided: Iterable[tuple[Standing, Decision]], as_of: date) -> date:
    """The earliest day on which the decision of any currency may change by the calendar alone."""
    return max(min([_next_look(s, d, as_of) for s, d in decided], default=ON_EVENT), day_after(as_of))


def _next_look(standing: Standing, decision: Decision, as_of: date) -> date:
    """A hold is in force through its last day, so the day after is the first that differs."""
    expiry = day_after(standing.next_expiry) if standing.next_expiry else ON_EVENT
    match decision:
        case NoticeDue() | Undecided():
            return day_after(as_of)
        case OnHold(until=until):
            return min(expiry, day_after(until) if until else ON_EVENT)
        case Wait(until=until) | EpisodeOver(until=until) | NoContact(until=until):
            return min(expiry, until or ON_EVENT)
        case ReadyForPlacement(until=until) | LadderExhausted(until=until):
            return min(expiry, until or ON_EVENT)
        case _:
            assert_never(decision)

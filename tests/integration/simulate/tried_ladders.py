"""Ladders to try on a past book, and the trial itself as the command makes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from tests.dunned_book import ROOT, DunnedBook
from workers.dunning.simulate.outcome import report
from workers.dunning.simulate.run import candidate_trial, live_trial, simulate
from workers.dunning.simulate.trial import Span
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.policy_set import PolicySet
from workers.rendering import Renderer

ZONE = "Europe/Berlin"


def level(number: int, days: int, **values: Any) -> Level:
    """A level that goes to the clerk by e-mail."""
    named = {"name": f"level_{number}", "notice": "friendly_reminder", "channels": ("email",)}
    return Level(number=number, recipients=("ap_clerk",), days_after_due=days, **named | values)


def ladder(*levels: Level, name: str = "tried") -> Ladder:
    return Ladder(name=name, levels=levels)


def under(policy: PolicySet, live: Ladder) -> PolicySet:
    """The policy with one ladder for everybody."""
    segments = tuple(replace(segment, ladder=live.name) for segment in policy.robot.segments)
    return replace(policy, robot=replace(policy.robot, segments=segments), ladders={live.name: live})


def tried(
    book: DunnedBook, candidate: Ladder, days: tuple[date, date], segments: Collection[str] = ()
) -> dict[str, Any]:
    """The report of a trial over these days, both included."""
    counted = frozenset(segments or (segment.name for segment in book.policy.robot.segments))
    live = live_trial(book.policy, counted, Span(*days), ZONE, Renderer(ROOT / "templates"))
    trials = (candidate_trial(live, candidate), live)
    happened = simulate(book.ledger, trials, lambda done, total: None)
    return report(candidate, trials, (happened[0], happened[1]))

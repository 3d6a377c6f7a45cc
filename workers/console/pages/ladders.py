"""The ladders as they are in force: levels on a time line, who climbs them, and what lint says.

Read only: ladders are files, and who writes them checks them with `ladder check`. Must not change a policy.
"""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request, Response

from workers.console.access.visitor import Viewer, Visitor
from workers.console.parts import parts_of
from workers.console.view.page import show
from workers.console.view.rail import Rail, rail_of
from workers.dunning.ladder_history import steps_of
from workers.dunning.simulate.wanted import DAYS_MOST
from workers.ledger.operations.ladder_trials import trials_of
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.policy.robot import Segment

router = APIRouter()
_TRIALS_SHOWN = 5
_STEPS_SHOWN = 5
# What the form offers: four weeks hold every weekday alike.
_TRIAL_DAYS = 28


@router.get("/ladders")
def ladders(request: Request, visitor: Viewer) -> Response:
    """Every ladder with its time line."""
    parts = parts_of(request)
    policy = parts.robot.policy
    remarks = parts.findings.about_ladders()
    shown = [
        (ladder, rail(ladder), climbers(policy, ladder.name), len(remarks.get(ladder.name, ())))
        for _, ladder in sorted(policy.ladders.items())
    ]
    return show(request, "ladders.html", visitor, ladders=shown, problem=parts.robot.configuration.problem)


@router.get("/ladders/{name}")
def ladder(request: Request, name: str, visitor: Viewer) -> Response:
    """One ladder, level by level, what lint says of its file, and how it did where it was tried."""
    return show_ladder(request, name, visitor, problem="")


@router.get("/ladders/{name}/changes")
def changes(request: Request, name: str, visitor: Viewer) -> Response:
    """What changed with the newest versions, on one page for those who work with the ladder."""
    parts = parts_of(request)
    found = known_ladder(parts.robot.policy, name)
    with parts.robot.ledger.read() as connection:
        steps = steps_of(connection, found, _STEPS_SHOWN)
    return show(request, "ladder_changes.html", visitor, ladder=found, steps=steps)


def show_ladder(request: Request, name: str, visitor: Visitor, *, problem: str) -> Response:
    """The page of a ladder; ``problem`` is the key of what was wrong with a trial that was asked for."""
    parts = parts_of(request)
    policy, today = parts.robot.policy, visitor.occasion(parts).business_date
    found = known_ladder(policy, name)
    with parts.robot.ledger.read() as connection:
        trials = trials_of(connection, name, _TRIALS_SHOWN)
    return show(
        request,
        "ladder.html",
        visitor,
        status=422 if problem else 200,
        problem=problem,
        ladder=found,
        rail=rail(found),
        levels=found.levels,
        climbers=climbers(policy, name),
        remarks=parts.findings.about_ladders().get(name, ()),
        trials=trials,
        segments=[segment.name for segment in policy.robot.segments],
        days_most=DAYS_MOST,
        span=(today - timedelta(days=_TRIAL_DAYS - 1), today),
    )


def known_ladder(policy: PolicySet, name: str) -> Ladder:
    """The ladder of that name; 404 where there is none."""
    if name not in policy.ladders:
        raise HTTPException(404)
    return policy.ladders[name]


def climbers(policy: PolicySet, name: str) -> list[Segment]:
    """The segments of customers that climb a ladder."""
    return [segment for segment in policy.robot.segments if segment.ladder == name]


def rail(ladder: Ladder) -> Rail:
    """A ladder as a line of time: its levels, what they repeat, and the referral."""
    days = ladder.nominal_days()
    repeats: list[int] = []
    for place, level in enumerate(ladder.levels):
        until = days[place + 1] if place + 1 < len(days) else None
        again = [days[place] + level.repeat.every_days * n for n in range(1, level.times)] if level.repeat else []
        repeats += [day for day in again if until is None or day < until]
    referral = ladder.referral.days_after_due if ladder.referral else None
    return rail_of(days, repeats, referral)

"""Trials of ladders on days of the past: asked for here, made in the background, and read here. Must not make one."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, HTTPException, Request, Response

from workers.console.access.visitor import Operator, PostedForm, Viewer
from workers.console.bodies import Form
from workers.console.pages.ladders import known_ladder, show_ladder
from workers.console.parameters import Number
from workers.console.parts import parts_of
from workers.console.view import trial as drawn
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.dunning.simulate.wanted import DAYS_MOST
from workers.ledger.operations import ladder_trials
from workers.ledger.operations.ladder_trials import WantedTrial
from workers.policy.policy_set import PolicySet

router = APIRouter()


@router.post("/ladders/{name}/trials")
def want(request: Request, name: str, visitor: Operator, form: PostedForm) -> Response:
    """Ask for a trial; it is made soon, beside other work."""
    parts = parts_of(request)
    policy, occasion = parts.robot.policy, visitor.occasion(parts)
    known_ladder(policy, name)
    wanted = _wanted(policy, name, form, occasion.business_date)
    if isinstance(wanted, str):
        return show_ladder(request, name, visitor, problem=wanted)
    with parts.robot.ledger.write() as connection:
        ladder_trials.want_trial(connection, wanted, occasion)
    return go_to(request, f"/ladders/{name}?said=trial_wanted#trials")


@router.get("/ladders/{name}/trials/{trial_id}")
def trial(request: Request, name: str, trial_id: Number, visitor: Viewer) -> Response:
    """The report of a trial."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        found = ladder_trials.find_trial(connection, trial_id)
    made, report = found or (None, None)
    if made is None or report is None or made.wanted.ladder != name:
        raise HTTPException(404)
    record_view(parts, visitor, "ladder_trial", {"trial": trial_id})
    days, live, tried = drawn.by_day(report)
    return show(
        request,
        "ladder_trial.html",
        visitor,
        trial=made,
        report=report,
        pairs=drawn.pairs(report),
        days=days,
        live=live,
        tried=tried,
        most=drawn.ROWS_MOST,
    )


def _wanted(policy: PolicySet, name: str, form: Form, today: date) -> WantedTrial | str:
    """What the form asks for, or the key of what is wrong with it."""
    segment = form.get("segment", "")
    if segment and segment not in {each.name for each in policy.robot.segments}:
        return "trial.no_segment"
    try:
        first, last = date.fromisoformat(form.get("first", "")), date.fromisoformat(form.get("last", ""))
    except ValueError:
        return "trial.no_days"
    if first > last or last > today:
        return "trial.no_days"
    if (last - first).days >= DAYS_MOST:
        return "trial.too_many_days"
    return WantedTrial(name, segment, first, last)

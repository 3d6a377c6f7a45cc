"""Operations: feeds, what waits, dead messages, and the kill switch, which only the role ops may throw.

The switch is that of `collectbot stop-all` and `resume`. Must not repair anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from workers.console.access.visitor import Operator, PostedForm, Viewer
from workers.console.parts import agency_names, parts_of
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.exception_queue.kinds import OPERATIONS
from workers.ledger.operations import controls
from workers.ledger.operations.state import take_state
from workers.ledger.queue import agency_batches, cases
from workers.ledger.queue.agency_batches import SentBatch
from workers.policy.policy_set import PolicySet

router = APIRouter()
_NOTE_LENGTH = 500
_CASES_MAX = 50


@router.get("/operations")
def operations(request: Request, visitor: Viewer) -> Response:
    """How the robot is."""
    parts = parts_of(request)
    policy = parts.robot.policy
    with parts.robot.ledger.read() as connection:
        state = take_state(connection)
        waiting = cases.find_unresolved(connection, owner=OPERATIONS)[:_CASES_MAX]
        batches = agency_batches.find_unacknowledged(connection)[:_CASES_MAX]
    if waiting:
        # What failed may name whom it failed for.
        record_view(parts, visitor, "operations", {"cases": [case.id for case in waiting]})
    now = parts.robot.clock.now()
    feeds = []
    for name, feed in policy.robot.feeds.items():
        came = state.feeds.get(name)
        hours = None if came is None else int((now - came).total_seconds() // 3600)
        feeds.append((name, came, feed.max_age_hours, hours is None or hours >= feed.max_age_hours))
    told: dict[str, Any] = {
        "state": state,
        "feeds": feeds,
        "cases": waiting,
        "problem": parts.robot.configuration.problem,
        "agencies": agency_names(policy),
    }
    return show(request, "operations.html", visitor, batches=_awaited(batches, policy), **told)


def _awaited(batches: Sequence[SentBatch], policy: PolicySet) -> list[SentBatch]:
    """The batches that an agency has to answer: one without a way to does not."""
    answering = {name for name, agency in policy.agencies.items() if agency.incoming is not None}
    return [batch for batch in batches if batch.agency in answering]


@router.post("/operations/stop")
def stop(request: Request, visitor: Operator, form: PostedForm) -> Response:
    """From the next attempt on nothing leaves."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        controls.stop_all(connection, visitor.occasion(parts), form.get("note", "")[:_NOTE_LENGTH])
    return go_to(request, "/operations?said=stopped")


@router.post("/operations/resume")
def resume(request: Request, visitor: Operator, form: PostedForm) -> Response:
    """What was planned leaves again."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        controls.resume(connection, visitor.occasion(parts), form.get("note", "")[:_NOTE_LENGTH])
    return go_to(request, "/operations?said=resumed")

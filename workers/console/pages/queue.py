"""The queue: what waits for a person, the most urgent first, a page at a time. Must not rank; the desk does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from workers.clock import real_now
from workers.console.access.roles import kinds_beyond
from workers.console.access.visitor import Viewer, Visitor
from workers.console.asked import queue_page
from workers.console.parameters import Word
from workers.console.parts import Parts, parts_of
from workers.console.view.page import go_to, show
from workers.exception_queue import desk
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.staffing import staff_on
from workers.ledger.queue.ranked import Wanted, tally

router = APIRouter()
# What the filter of ages offers: due within so many days of now.
_OWN, _CLAIMED = "own", "yes"
_AGES = {"late": timedelta(), "day": timedelta(days=1), "week": timedelta(days=7)}


@router.get("/queue")
def queue(
    request: Request,
    visitor: Viewer,
    *,
    kind: str = "",
    owner: Word = "",
    age: str = "",
    mine: str = "",
    after: str = "",
) -> Response:
    """A page of the queue, filtered."""
    parts = parts_of(request)
    now = parts.robot.clock.now()
    chosen = {
        "kind": kind if kind in set(CaseKind) else "",
        "owner": owner,
        "age": age if age in _AGES else "",
        "mine": mine if mine in (_OWN, _CLAIMED) else "",
    }
    with parts.robot.ledger.read() as connection:
        wanted = _wanted(connection, parts, visitor, chosen)
        tallies = tally(connection)
    lines, more = queue_page(parts, visitor, "queue", wanted, after)
    return show(
        request,
        "queue.html",
        visitor,
        lines=lines,
        now=now,
        real_now=real_now(),
        waiting=sum(each.cases for each in tallies),
        kinds=sorted({each.kind for each in tallies}),
        owners=sorted({each.owner for each in tallies}),
        ages=list(_AGES),
        chosen=chosen,
        more=more,
    )


def _wanted(connection: Connection, parts: Parts, visitor: Visitor, chosen: Mapping[str, str]) -> Wanted:
    """What the filters ask for."""
    wanted = Wanted(
        kind=chosen["kind"],
        owner=chosen["owner"],
        due_before=parts.robot.clock.now() + _AGES[chosen["age"]] if chosen["age"] else None,
        claimed_by=visitor.user.name if chosen["mine"] == _CLAIMED else "",
    )
    if chosen["mine"] != _OWN:
        return wanted
    staff = staff_on(connection, parts.robot.policy.robot, visitor.occasion(parts).business_date)
    return replace(wanted, portfolio=staff.portfolio(visitor.user.name))


@router.get("/queue/next")
def next_case(request: Request, visitor: Viewer) -> Response:
    """The most urgent case that is free, and about which the visitor may decide."""
    robot, user = parts_of(request).robot, visitor.user
    with robot.ledger.read() as connection:
        beyond = kinds_beyond(user.roles)
        case_id = desk.next_free(connection, user.name, robot.clock.now(), real_now(), but_not=beyond)
    return go_to(request, f"/cases/{case_id}" if case_id else "/queue")

"""The calls of the API: queue, case and decision, account and open items, overview. Must not decide or rank.

Every call that shows personal data is journalled as a page would be.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from workers.clock import real_now
from workers.console.access.roles import act_of_decision
from workers.console.api.access import ApiViewer, ApiWorker, demand
from workers.console.api.answers import (
    AccountDetail,
    CaseDetail,
    ItemPage,
    Overview,
    QueuePage,
    case_detail,
    queue_line,
)
from workers.console.parameters import Number, Word
from workers.console.parts import Parts, parts_of
from workers.console.view.place import read_item, read_place, write_place
from workers.console.viewed import record_view
from workers.exception_queue import desk
from workers.exception_queue.kinds import CaseKind, rule_of
from workers.ledger.book import account_page as book
from workers.ledger.book.account_page import AccountHead
from workers.ledger.operations.morning_figures import find_mornings
from workers.ledger.queue.cases import Case, find_case, find_of_account
from workers.ledger.queue.ranked import Wanted, tally

router = APIRouter()
PAGE = 50
_DAYS = 30


class Decision(BaseModel):
    """A decision about a case, and why."""

    decision: Annotated[str, Field(max_length=60)]
    note: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""


@router.get("/queue")
def queue(
    request: Request, caller: ApiViewer, kind: CaseKind | None = None, owner: Word = "", after: Word = ""
) -> QueuePage:
    """What waits for a person, the most urgent first."""
    parts = parts_of(request)
    wanted = Wanted(kind=str(kind or ""), owner=owner)
    with parts.robot.ledger.read() as connection:
        now = parts.robot.clock.now()
        found = desk.page_of_cases(connection, wanted, now, after=read_place(after), limit=PAGE + 1)
    lines = found[:PAGE]
    record_view(parts, caller, "api.queue", {"cases": [line.place.id for line in lines]})
    more = write_place(lines[-1].place) if len(found) > PAGE else ""
    return QueuePage([queue_line(line) for line in lines], more)


@router.post("/queue/claim-next")
def claim_next(request: Request, caller: ApiWorker) -> CaseDetail:
    """Take the most urgent free case; 404 when there is none."""
    parts = parts_of(request)
    minutes = parts.robot.policy.robot.exception_queue.claim_minutes
    now = parts.robot.clock.now()
    with parts.robot.ledger.write() as connection:
        case = desk.claim_next(connection, caller.occasion(parts), now, real_now(), minutes)
    return _told(parts, caller, _found(case))


@router.get("/cases/{case_id}")
def show_case(request: Request, caller: ApiViewer, case_id: Number) -> CaseDetail:
    """A case with its evidence, and what may be decided about it."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        case = _found(find_case(connection, case_id))
    return _told(parts, caller, case)


@router.post("/cases/{case_id}/decide")
def decide(request: Request, caller: ApiWorker, case_id: Number, body: Decision) -> CaseDetail:
    """Decide a case; above the limits of its kind the answer is unresolved, with the proposal."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        kind = _found(find_case(connection, case_id)).kind
    demand(caller, act_of_decision(kind, body.decision))
    resolution = desk.Resolution(body.decision, body.note.strip())
    return _told(parts, caller, parts.decide(parts.robot, case_id, resolution, caller.user.name))


@router.get("/accounts/{account_id}")
def account(request: Request, caller: ApiViewer, account_id: Number) -> AccountDetail:
    """An account with its sums by currency and age."""
    parts = parts_of(request)
    on = caller.occasion(parts).business_date
    with parts.robot.ledger.read() as connection:
        detail = AccountDetail(
            _head(connection, account_id),
            book.aged_sums(connection, account_id, on),
            book.cash_on_account(connection, account_id),
            [case.id for case in find_of_account(connection, account_id)],
        )
    record_view(parts, caller, "api.account", {"account": account_id})
    return detail


@router.get("/accounts/{account_id}/open-items")
def open_items(request: Request, caller: ApiViewer, account_id: Number, after: Word = "") -> ItemPage:
    """The open items of an account, a page at a time."""
    parts = parts_of(request)
    on = caller.occasion(parts).business_date
    with parts.robot.ledger.read() as connection:
        _head(connection, account_id)
        items = book.aged_items(connection, account_id, on, after=read_item(after))
    record_view(parts, caller, "api.open_items", {"account": account_id})
    shown = items[: book.ITEMS_PAGE]
    return ItemPage(shown, f"{shown[-1].due_date}.{shown[-1].id}" if len(items) > book.ITEMS_PAGE else "")


@router.get("/overview")
def overview(request: Request, caller: ApiViewer) -> Overview:
    """The aging, notices and cash as the last morning found them, and what waits now."""
    parts = parts_of(request)
    since = caller.occasion(parts).business_date - timedelta(days=_DAYS)
    waiting: dict[str, int] = {}
    with parts.robot.ledger.read() as connection:
        mornings = find_mornings(connection, since)
        for each in tally(connection):
            waiting[each.kind] = waiting.get(each.kind, 0) + each.cases
    last = mornings[-1] if mornings else None
    return Overview(last.on if last else None, last, waiting)


def _told(parts: Parts, caller: ApiViewer, case: Case) -> CaseDetail:
    """The case as it stands, its view journalled."""
    with parts.robot.ledger.read() as connection:
        proposal = desk.proposal_of(connection, case)
    seen = {"case": case.id} | ({"account": case.account_id} if case.account_id is not None else {})
    record_view(parts, caller, "api.case", seen)
    return case_detail(case, rule_of(case.kind).decisions, proposal)


def _head(connection: Connection, account_id: int) -> AccountHead:
    head = book.find_head(connection, account_id)
    if head is None:
        raise HTTPException(404, "there is no such account")
    return head


def _found(case: Case | None) -> Case:
    if case is None:
        raise HTTPException(404, "there is no such case")
    return case

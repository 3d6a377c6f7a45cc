"""The calls of the API: queue, case and decision, account and open items, overview. Must not decide or rank.

Every call that shows personal data is journalled as a page would be.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from workers.clock import real_now
from workers.console.access.roles import kinds_beyond
from workers.console.api.access import ApiViewer, ApiWorker
from workers.console.api.answers import (
    AccountDetail,
    CaseDetail,
    ItemPage,
    Overview,
    QueuePage,
    case_detail,
    queue_line,
)
from workers.console.asked import decide_case, items_page, known_account, known_case, queue_page, record_case_view
from workers.console.parameters import Number, Word
from workers.console.parts import Parts, parts_of
from workers.console.viewed import record_view
from workers.exception_queue import desk
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind, rule_of
from workers.ledger.book import account_page as book
from workers.ledger.operations.morning_figures import find_mornings
from workers.ledger.queue.cases import Case, find_of_account
from workers.ledger.queue.ranked import Wanted, tally

router = APIRouter()
_DAYS = 30


class Decision(BaseModel):
    """A decision about a case, and why; with ``seen`` of the case's answer it is refused when the case has changed."""

    model_config = ConfigDict(extra="forbid")

    decision: Annotated[str, Field(max_length=60)]
    note: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    seen: Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]*$")] = ""


@router.get("/queue")
def queue(
    request: Request, caller: ApiViewer, kind: CaseKind | None = None, owner: Word = "", after: Word = ""
) -> QueuePage:
    """What waits for a person, the most urgent first."""
    lines, more = queue_page(parts_of(request), caller, "api.queue", Wanted(kind=str(kind or ""), owner=owner), after)
    return QueuePage([queue_line(line) for line in lines], more)


@router.post("/queue/claim-next")
def claim_next(request: Request, caller: ApiWorker) -> CaseDetail:
    """Take the most urgent free case about which the caller may decide; 404 when there is none."""
    parts = parts_of(request)
    minutes = parts.robot.policy.robot.exception_queue.claim_minutes
    now, beyond = parts.robot.clock.now(), kinds_beyond(caller.user.roles)
    with parts.robot.ledger.write() as connection:
        case = desk.claim_next(connection, caller.occasion(parts), now, real_now(), minutes, but_not=beyond)
    if case is None:
        raise HTTPException(404, "no case is free")
    return _told(parts, caller, case)


@router.get("/cases/{case_id}")
def show_case(request: Request, caller: ApiViewer, case_id: Number) -> CaseDetail:
    """A case with its evidence, and what may be decided about it."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        case = known_case(connection, case_id)
    return _told(parts, caller, case)


@router.post("/cases/{case_id}/decide")
def decide(request: Request, caller: ApiWorker, case_id: Number, body: Decision) -> CaseDetail:
    """Decide a case; above the limits of its kind the answer is unresolved, with the proposal."""
    parts = parts_of(request)
    said = Resolution(body.decision, body.note.strip(), body.seen)
    return _told(parts, caller, decide_case(parts, caller, case_id, said))


@router.get("/accounts/{account_id}")
def account(request: Request, caller: ApiViewer, account_id: Number) -> AccountDetail:
    """An account with its sums by currency and age."""
    parts = parts_of(request)
    on = caller.occasion(parts).business_date
    with parts.robot.ledger.read() as connection:
        detail = AccountDetail(
            known_account(connection, account_id),
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
        known_account(connection, account_id)
        items, more = items_page(connection, account_id, on, after)
    record_view(parts, caller, "api.open_items", {"account": account_id})
    return ItemPage(items, more)


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
    record_case_view(parts, caller, "api.case", case)
    return case_detail(case, rule_of(case.kind).decisions, proposal)

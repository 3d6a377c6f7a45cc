"""A case: what happened, what it rests on, what may be decided, and the forms that decide it.

Claims, releases and decisions are those of `workers.exception_queue.desk`, as on the command line. Must not decide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from workers.clock import real_now
from workers.console.access.roles import act_of_decision
from workers.console.access.visitor import PostedForm, Viewer, Visitor, Worker
from workers.console.asked import decide_case, known_case, record_case_view
from workers.console.evidence import mail_of, other_facts, plain, read_letter, source_of, words_that_matter
from workers.console.parameters import Number
from workers.console.parts import agency_names, parts_of
from workers.console.view.marking import marked_text, sheet_of
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.credit.order_desk import reasons_of
from workers.credit.rules.order_review import Reason
from workers.errors import UserError
from workers.exception_queue import desk
from workers.exception_queue.kinds import GRAVE, CaseKind, rule_of
from workers.exception_queue.staffing import staff_on
from workers.ledger.book.arrangements import known_arrangement
from workers.ledger.book.timeline import recent_entries
from workers.ledger.credit.order_reviews import find_review
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case
from workers.ledger.queue.proposals import digest_of
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person
from workers.remittance.document import Document

router = APIRouter()
_Move = Callable[[Connection, int, Occasion], object]
_NOTE_LENGTH = 2000
_PAGES_MAX = 10


@router.get("/cases/{case_id}")
def case_page(request: Request, case_id: Number, visitor: Viewer) -> Response:
    """Everything about a case, on one page."""
    return _page(request, case_id, visitor, problem="")


@router.get("/cases/{case_id}/documents/{number}")
def document(request: Request, case_id: Number, number: int, visitor: Viewer) -> Response:
    """A document of the case's mail as its reader found it, with the words that matter."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        case = known_case(connection, case_id)
        mail = mail_of(connection, case)
    source = source_of(mail, number) if mail else None
    if source is None:
        raise HTTPException(404)
    record_view(parts, visitor, "document", {"case": case_id, "document": number})
    (read,) = parts.readers.read([source])
    words = words_that_matter(case.evidence)
    pages = read.pages[:_PAGES_MAX] if isinstance(read, Document) else ()
    facts: dict[str, Any] = {
        "case": case,
        "name": source.name,
        "sheets": [sheet_of(page, words) for page in pages],
        "refusal": "" if isinstance(read, Document) else read.reason,
        "left_out": max(0, len(read.pages) - _PAGES_MAX) if isinstance(read, Document) else 0,
    }
    return show(request, "document.html", visitor, **facts)


@router.post("/cases/{case_id}/claim")
def claim(request: Request, case_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """Take the case for a while."""
    minutes = parts_of(request).robot.policy.robot.exception_queue.claim_minutes
    taken = partial(desk.claim_case, now=real_now(), minutes=minutes)
    return _move(request, case_id, visitor, taken, said="claimed")


@router.post("/cases/{case_id}/release")
def release(request: Request, case_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """Give the case back."""
    return _move(request, case_id, visitor, desk.release_case, said="released")


@router.post("/cases/{case_id}/withdraw")
def withdraw(request: Request, case_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """Take what was proposed off the case."""
    return _move(request, case_id, visitor, desk.withdraw_proposal, said="withdrawn")


@router.post("/cases/{case_id}/decide")
def decide(request: Request, case_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """Decide, and go on to the most urgent case that is free."""
    said = (form.get("decision", ""), form.get("note", "")[:_NOTE_LENGTH].strip(), form.get("seen", ""))
    resolution = desk.Resolution(*said)

    def decided() -> str:
        case = decide_case(parts_of(request), visitor, case_id, resolution)
        return f"/queue?said={'decided' if case.state == 'resolved' else 'proposed'}"

    return _answer(request, case_id, visitor, decided)


def _move(request: Request, case_id: int, visitor: Visitor, move: _Move, *, said: str) -> Response:
    """A move of the desk in a transaction of its own, and back to the case."""
    parts = parts_of(request)

    def moved() -> str:
        with parts.robot.ledger.write() as connection:
            move(connection, case_id, visitor.occasion(parts))
        return f"/cases/{case_id}?said={said}"

    return _answer(request, case_id, visitor, moved)


def _answer(request: Request, case_id: int, visitor: Visitor, act: Callable[[], str]) -> Response:
    """Where the deed leads; the case again, with the reason, when it is refused."""
    try:
        return go_to(request, act())
    except UserError as error:
        return _page(request, case_id, visitor, problem=str(error))


def _page(request: Request, case_id: int, visitor: Visitor, *, problem: str) -> HTMLResponse:
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        case = known_case(connection, case_id)
        history = cases.find_history(connection, case)
        proposal = desk.proposal_of(connection, case)
        reasons = _order_reasons(connection, case)
        arrangements = [known_arrangement(connection, number) for number in _arrangements(case)]
        letter = read_letter(connection, case)
        staff = staff_on(connection, parts.robot.policy.robot, visitor.occasion(parts).business_date)
        timeline = recent_entries(connection, case.account_id, 12) if case.account_id is not None else []
    record_case_view(parts, visitor, "case", case)
    words = words_that_matter(case.evidence)
    return show(
        request,
        "case.html",
        visitor,
        status=409 if problem else 200,
        problem=problem,
        case=case,
        seen=digest_of(case),
        history=history,
        timeline=timeline,
        letter=letter,
        letter_text=marked_text(letter.text, words) if letter else [],
        facts=other_facts(case, "reasons", "review") if reasons else other_facts(case),
        order_reasons=reasons,
        arrangements=arrangements,
        agencies=agency_names(parts.robot.policy),
        plain=plain,
        own_suggestion=rule_of(case.kind).suggestion,
        decisions=_decisions(case, visitor),
        proposal=proposal,
        is_own_proposal=proposal is not None and is_same_person(proposal.proposed_by, visitor.user.name),
        holder=_holder(case),
        person=staff.person_for(case),
        is_late=case.state != "resolved" and case.due_at < parts.robot.clock.now(),
    )


def _arrangements(case: Case) -> list[int]:
    """The arrangement that the case is about, where it is about one."""
    number = case.evidence.get("arrangement")
    return [number] if isinstance(number, int) else []


def _order_reasons(connection: Connection, case: Case) -> list[Reason]:
    """Why an order was not released, where the case is about one."""
    number = case.evidence.get("review")
    if case.kind != CaseKind.ORDER_REVIEW or not isinstance(number, int):
        return []
    return [reason for reason in reasons_of(find_review(connection, number)) if reason.verdict != "release"]


def _decisions(case: Case, visitor: Visitor) -> list[tuple[str, bool, bool]]:
    """Each decision with whether it is grave, and whether this visitor may take it."""
    return [
        (name, name in GRAVE, visitor.may(act_of_decision(case.kind, name))) for name in rule_of(case.kind).decisions
    ]


def _holder(case: Case) -> str:
    """Who is working on it now; empty when nobody is."""
    running = case.state == "claimed" and case.lease_until is not None and case.lease_until > real_now()
    return case.claimed_by or "" if running else ""

"""Rules from decisions: "always do this" about a case that was decided, and the list of all rules. Must not apply one.

A second person approves a proposal on the page of its case, like everything that takes two.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from workers.console.access.visitor import PostedForm, Viewer, Visitor, Worker
from workers.console.asked import known_case
from workers.console.parameters import Number
from workers.console.parts import Parts, parts_of
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.errors import UserError
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.promotion.drafts import fields_of
from workers.exception_queue.promotion.promoting import Workshop, draft_again, propose
from workers.exception_queue.promotion.suggesting import draft_from, taught_by, told_by
from workers.ledger.queue.cases import find_unresolved
from workers.ledger.queue.learned_rules import find_rules
from workers.wiring import policy_reader

router = APIRouter()
_LONGEST = 200


@router.get("/rules")
def rules(request: Request, visitor: Viewer) -> Response:
    """Every rule with its diff and its test on the past, the newest first."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        found = find_rules(connection)
        waiting = {case.evidence["rule"]: case.id for case in find_unresolved(connection, kind=CaseKind.RULE_APPROVAL)}
    record_view(parts, visitor, "rules", {"rules": [rule.id for rule in found]})
    told = [(rule, draft_again(rule).sentence, waiting.get(rule.id)) for rule in found]
    return show(request, "rules.html", visitor, rules=told)


@router.get("/cases/{case_id}/rule")
def always(request: Request, case_id: Number, visitor: Worker) -> Response:
    """What the rule would say that the decided case teaches."""
    return _form(request, case_id, visitor, {}, problem="")


@router.post("/cases/{case_id}/rule")
def propose_rule(request: Request, case_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """Propose it; another person approves its case."""
    parts = parts_of(request)
    told = {name: value[:_LONGEST] for name, value in form.items() if value.strip()}
    try:
        with parts.robot.ledger.write() as connection:
            case = known_case(connection, case_id)
            draft = draft_from(case, told)
            propose(connection, draft, f"case {case_id}", _workshop(parts), visitor.occasion(parts))
    except UserError as error:
        return _form(request, case_id, visitor, told, problem=str(error))
    return go_to(request, "/rules")


def _form(request: Request, case_id: int, visitor: Visitor, told: dict[str, str], *, problem: str) -> Response:
    with parts_of(request).robot.ledger.read() as connection:
        case = known_case(connection, case_id)
    kind = taught_by(case)
    if kind is None or case.state != "resolved":
        raise HTTPException(404)
    record_view(parts_of(request), visitor, "case", {"case": case_id})
    values = told_by(case) | told
    fields = [(name, values.get(name, "")) for name in fields_of(kind)]
    status = 409 if problem else 200
    return show(request, "rule.html", visitor, status=status, case=case, kind=kind, fields=fields, problem=problem)


def _workshop(parts: Parts) -> Workshop:
    settings = parts.robot.settings
    return Workshop(settings.config, policy_reader(settings), parts.robot.policy)

"""One plan or settlement: what it says, and the forms that accept it for a customer's written yes, or end it.

Goes by the same checks as the command line. Each form stands beside what it changes, and counts only for the state it
was shown in. Must not propose, and must not decide for a second person: that is a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import Connection

from workers.arrangements import accepting, ending
from workers.console.access.visitor import PostedForm, Visitor, Worker
from workers.console.asked import known_account
from workers.console.bodies import Form
from workers.console.parameters import Number
from workers.console.parts import parts_of
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.errors import UserError
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.queue.cases import lock_account_of
from workers.receivables.arrangement import Arrangement
from workers.receivables.occasion import Occasion

router = APIRouter()
_TEXT_LENGTH = 2000
_NOTHING: Mapping[str, str] = {}
# The form that asks for it, and what it does.
_Deed = tuple[str, Callable[[Connection, int, str, Occasion], Arrangement]]


@router.get("/accounts/{account_id}/arrangements/{number}")
def arrangement(request: Request, account_id: Number, number: Number, visitor: Worker) -> Response:
    """What was agreed or proposed, and what can be done about it."""
    return _page(request, (account_id, number), visitor)


@router.post("/accounts/{account_id}/arrangements/{number}/accept")
def accept(request: Request, account_id: Number, number: Number, visitor: Worker, form: PostedForm) -> Response:
    """The customer said yes in writing: what it covers falls silent."""
    return _carry_out(request, (account_id, number), visitor, form, ("accept", accepting.accept))


@router.post("/accounts/{account_id}/arrangements/{number}/cancel")
def cancel(request: Request, account_id: Number, number: Number, visitor: Worker, form: PostedForm) -> Response:
    """It ends before its time: what it covers is asked for again."""
    return _carry_out(request, (account_id, number), visitor, form, ("cancel", ending.cancel))


def _carry_out(request: Request, which: tuple[int, int], visitor: Visitor, form: Form, deed: _Deed) -> Response:
    """A deed in a transaction of its own, and back to the account; the page again, with the reason, when refused."""
    parts, (account_id, number) = parts_of(request), which
    (name, carry_out), said = deed, form.get("said", "")[:_TEXT_LENGTH].strip()
    try:
        with parts.robot.ledger.write() as connection:
            lock_account_of(connection, account_id)
            _demand_unchanged(_known(connection, which), form.get("seen", ""))
            done = carry_out(connection, number, said, visitor.occasion(parts))
    except UserError as error:
        return _page(request, which, visitor, problem=str(error), kept={name: said})
    return go_to(request, f"/accounts/{account_id}?said=arrangement_{done.state}")


def _demand_unchanged(found: Arrangement, seen: str) -> None:
    """Who ends a proposal does not mean the plan that the customer made of it meanwhile."""
    if found.state != seen:
        raise UserError(f"{found.kind} {found.id} is no longer {seen or 'the same'}: look at it again")


def _page(
    request: Request, which: tuple[int, int], visitor: Visitor, *, problem: str = "", kept: Mapping[str, str] = _NOTHING
) -> Response:
    """``kept`` is what was written in a form that was refused."""
    parts, (account_id, number) = parts_of(request), which
    with parts.robot.ledger.read() as connection:
        head, found = known_account(connection, account_id), _known(connection, which)
    record_view(parts, visitor, "arrangement", {"account": account_id, "arrangement": number})
    facts = {"head": head, "arrangement": found, "problem": problem, "kept": kept}
    return show(request, "arrangement.html", visitor, status=409 if problem else 200, **facts)


def _known(connection: Connection, which: tuple[int, int]) -> Arrangement:
    """The arrangement, if it is this account's."""
    account_id, number = which
    found = [one for one in find_arrangements(connection, account_id=account_id) if one.id == number]
    if not found:
        raise HTTPException(404)
    return found[0]

"""What a user may set: the language of the console, the own password, and days away. Must not touch other users."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from workers.console.access.login import Refusal, confirm_password
from workers.console.access.passwords import hash_password
from workers.console.access.roles import Act, is_allowed
from workers.console.access.visitor import NotAllowed, PostedForm, Viewer, Visitor
from workers.console.parts import parts_of
from workers.console.view.page import go_to, show
from workers.errors import UserError
from workers.ledger.people import users
from workers.ledger.people.absences import find_absences
from workers.ledger.schema.people import LANGUAGES

router = APIRouter()


@router.get("/profile")
def profile(request: Request, visitor: Viewer) -> Response:
    """Who one is here."""
    return show_profile(request, visitor)


@router.post("/profile/language")
def choose_language(request: Request, visitor: Viewer, form: PostedForm) -> Response:
    """Speak another language from now on."""
    if form.get("language") not in LANGUAGES:
        raise NotAllowed("error.form")
    with parts_of(request).robot.ledger.write() as connection:
        users.set_language(connection, visitor.user.id, form["language"])
    return go_to(request, "/profile?said=language")


@router.post("/profile/password")
def change_password(request: Request, visitor: Viewer, form: PostedForm) -> Response:
    """A new password, which ends every session of this user, this one too."""
    parts, address = parts_of(request), request.client.host if request.client else ""
    refusal = confirm_password(parts.robot, visitor.user, form.get("old", ""), address)
    if refusal == Refusal.TOO_MANY:
        return show_profile(request, visitor, status=429, problem="login.too_many")
    problem = "password.wrong" if refusal else ""
    new, again = form.get("new", ""), form.get("again", "")
    problem = problem or ("" if new == again else "password.differ")
    try:
        hashed = hash_password(new)
    except UserError:
        problem = problem or "password.length"
    if problem:
        return show_profile(request, visitor, status=422, problem=problem)
    with parts.robot.ledger.write() as connection:
        users.set_password(connection, visitor.user, hashed, visitor.occasion(parts))
    return go_to(request, "/login")


def show_profile(
    request: Request,
    visitor: Visitor,
    *,
    status: int = 200,
    problem: str = "",
    absence_problem: str = "",
    told: str = "",
) -> Response:
    """The profile; the problems are keys of what was wrong with a form, ``told`` what the ledger says to it."""
    parts, today = parts_of(request), visitor.occasion(parts_of(request)).business_date
    with parts.robot.ledger.read() as connection:
        away = find_absences(connection, today, visitor.user.id)
        everybody = users.list_users(connection)
    deputies = [
        user.name
        for user in everybody
        if user.id != visitor.user.id and user.disabled_at is None and is_allowed(user.roles, Act.WORK)
    ]
    return show(
        request,
        "profile.html",
        visitor,
        status=status,
        problem=problem,
        absence_problem=absence_problem,
        told=told,
        languages=LANGUAGES,
        absences=away,
        deputies=deputies,
        today=today,
    )

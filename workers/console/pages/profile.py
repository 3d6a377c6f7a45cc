"""What a user may set: the language of the console, and the own password. Must not touch other users."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from workers.console.access.passwords import hash_password, is_password
from workers.console.access.visitor import NotAllowed, PostedForm, Viewer
from workers.console.parts import parts_of
from workers.console.view.page import go_to, show
from workers.errors import UserError
from workers.ledger.people import users
from workers.ledger.schema.people import LANGUAGES

router = APIRouter()


@router.get("/profile")
def profile(request: Request, visitor: Viewer) -> Response:
    """Who one is here."""
    return show(request, "profile.html", visitor, problem="", languages=LANGUAGES)


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
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        known = users.password_hash_of(connection, visitor.user.id)
    problem = "" if is_password(form.get("old", ""), known) else "password.wrong"
    new, again = form.get("new", ""), form.get("again", "")
    problem = problem or ("" if new == again else "password.differ")
    try:
        hashed = hash_password(new)
    except UserError:
        problem = problem or "password.length"
    if problem:
        return show(request, "profile.html", visitor, status=422, problem=problem, languages=LANGUAGES)
    with parts.robot.ledger.write() as connection:
        users.set_password(connection, visitor.user, hashed, visitor.occasion(parts))
    return go_to(request, "/login")

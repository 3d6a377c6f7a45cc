"""Being away: a user says from when to when and who stands in, or that it is over. Must not touch other users."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from workers.console.access.visitor import PostedForm, Viewer
from workers.console.pages.profile import show_profile
from workers.console.parts import parts_of
from workers.console.view.page import go_to
from workers.errors import UserError
from workers.ledger.people.absences import add_absence, end_absences
from workers.ledger.people.users import user_named

router = APIRouter()


@router.post("/profile/away")
def away(request: Request, visitor: Viewer, form: PostedForm) -> Response:
    """From the first day on the cases are the deputy's."""
    parts = parts_of(request)
    try:
        days = date.fromisoformat(form.get("first", "")), date.fromisoformat(form.get("last", ""))
    except ValueError:
        return show_profile(request, visitor, status=422, absence_problem="absence.no_days")
    try:
        with parts.robot.ledger.write() as connection:
            deputy = user_named(connection, form["deputy"]) if form.get("deputy") else None
            add_absence(connection, visitor.user, deputy, days, visitor.occasion(parts))
    except UserError as error:
        return show_profile(request, visitor, status=409, told=str(error))
    return go_to(request, "/profile?said=away")


@router.post("/profile/back")
def back(request: Request, visitor: Viewer, form: PostedForm) -> Response:
    """Whoever is back has everything again."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        end_absences(connection, visitor.user, visitor.occasion(parts))
    return go_to(request, "/profile?said=back")

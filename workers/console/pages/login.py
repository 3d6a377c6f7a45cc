"""The login page and the way out. Must not say whether a name exists."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from workers.console.access.login import Refusal, log_in, log_out
from workers.console.access.secrets import form_token, new_token
from workers.console.access.visitor import PostedForm, Viewer, cookie_name, read_form
from workers.console.parts import Parts, parts_of
from workers.console.view.page import go_to, show_stranger

router = APIRouter()
# Before there is a session, the login form is tied to this cookie.
_FORM_COOKIE = "collectbot-form"
_NAME_LENGTH = 200


@router.get("/login")
def login_page(request: Request, next: str = "") -> Response:
    """Ask for name and password."""
    return _page(request, next, problem="")


@router.post("/login")
async def login(request: Request) -> Response:
    """Come in, or be told that it did not work."""
    fields = await read_form(request, request.cookies.get(_FORM_COOKIE, ""))
    parts, target = parts_of(request), fields.get("next", "")
    name, password = fields.get("name", "")[:_NAME_LENGTH], fields.get("password", "")
    address = request.client.host if request.client else ""
    outcome = await run_in_threadpool(log_in, parts.robot, name, password, address)
    if isinstance(outcome, Refusal):
        return _page(request, target, problem=outcome, status=429 if outcome == Refusal.TOO_MANY else 403)
    response = go_to(request, _own_path(target))
    _set_cookie(response, parts, cookie_name(parts), outcome)
    response.delete_cookie(_FORM_COOKIE)
    return response


@router.post("/logout")
def logout(request: Request, visitor: Viewer, form: PostedForm) -> Response:
    """Go out."""
    parts = parts_of(request)
    log_out(parts.robot, visitor.user, visitor.token)
    response = go_to(request, "/login")
    response.delete_cookie(cookie_name(parts), secure=parts.is_secure, httponly=True, samesite="lax")
    return response


def _page(request: Request, target: str, *, problem: str, status: int = 200) -> Response:
    parts = parts_of(request)
    cookie = request.cookies.get(_FORM_COOKIE) or new_token()
    token = form_token(parts.robot.settings.secret_key, cookie)
    facts = {"form_token": token, "next": target, "problem": problem}
    response = show_stranger(request, "login.html", status=status, **facts)
    _set_cookie(response, parts, _FORM_COOKIE, cookie)
    return response


def _set_cookie(response: Response, parts: Parts, name: str, value: str) -> None:
    response.set_cookie(name, value, secure=parts.is_secure, httponly=True, samesite="lax", path="/")


def _own_path(target: str) -> str:
    """A path of ours: whoever follows a prepared link to the login must not end on somebody else's page.

    Browsers take a backslash for a slash and leave signs such as a tab out, so no address with one is ours.

    >>> _own_path("/cases/7"), _own_path("//evil.example"), _own_path("https://evil.example")
    ('/cases/7', '/', '/')
    """
    is_own = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if is_own else "/"

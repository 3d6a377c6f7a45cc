"""Who asks: the session behind a cookie, the right to do something, and forms that really come from our pages.

FastAPI dependencies; a page that takes one of them cannot forget the check. Must not render.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from workers.console.access.login import find_user_of
from workers.console.access.roles import Act, is_allowed, roles_for
from workers.console.access.secrets import form_token, is_form_token
from workers.console.bodies import Form, form_fields, limited_body
from workers.console.parts import Parts, parts_of
from workers.ledger.people.users import User
from workers.receivables.occasion import Occasion

FORM_FIELD = "form_token"


class NotSignedIn(Exception):
    """Nobody is signed in: the edge shows the login."""


class NotAllowed(Exception):
    """Somebody wants what their roles do not give, or a form did not come from our page."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, and the token that this session's forms carry."""

    user: User
    token: str
    form_token: str

    def may(self, act: str) -> bool:
        """Whether this person's roles allow it."""
        return is_allowed(self.user.roles, Act(act))

    def demand(self, act: Act) -> None:
        """Raise `NotAllowed` unless they do."""
        if not self.may(act):
            raise NotAllowed("error.role", roles=", ".join(roles_for(act)))

    def occasion(self, parts: Parts) -> Occasion:
        """This moment, acted on by this person."""
        return parts.robot.occasion(self.user.name, parts.robot.policy)


def cookie_name(parts: Parts) -> str:
    """Behind TLS the browser itself refuses a cookie of this name that another host or path set."""
    return "__Host-collectbot" if parts.is_secure else "collectbot"


def visitor_of(request: Request) -> Visitor:
    """Whoever the cookie belongs to; raises `NotSignedIn`."""
    parts = parts_of(request)
    token = request.cookies.get(cookie_name(parts), "")
    user = find_user_of(parts.robot, token) if token else None
    if user is None:
        raise NotSignedIn
    # What is refused is told in it too: the edge knows no visitor.
    request.state.language = user.language
    return Visitor(user, token, form_token(parts.robot.settings.secret_key, token))


def visitor_who_may(act: Act) -> Callable[[Request], Visitor]:
    """A dependency: the visitor, who may do that."""

    def allowed(request: Request) -> Visitor:
        visitor = visitor_of(request)
        visitor.demand(act)
        return visitor

    return allowed


async def posted_form(request: Request) -> Form:
    """The fields of a form that this session's own page sent; raises `NotAllowed` for any other."""
    visitor = await run_in_threadpool(visitor_of, request)
    return await read_form(request, visitor.token)


async def read_form(request: Request, cookie: str) -> Form:
    """The fields of a form that was given to ``cookie``."""
    demand_own_origin(request)
    fields = form_fields((await limited_body(request)).decode("utf-8", "replace"))
    sent = fields.pop(FORM_FIELD, "")
    if not cookie or not is_form_token(parts_of(request).robot.settings.secret_key, cookie, sent):
        raise NotAllowed("error.form")
    return fields


def demand_own_origin(request: Request) -> None:
    """A browser says which page a form was on: one of another site is refused before its body is read."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise NotAllowed("error.form")


Viewer = Annotated[Visitor, Depends(visitor_who_may(Act.VIEW))]
Worker = Annotated[Visitor, Depends(visitor_who_may(Act.WORK))]
Operator = Annotated[Visitor, Depends(visitor_who_may(Act.OPERATE))]
Auditor = Annotated[Visitor, Depends(visitor_who_may(Act.AUDIT))]
PostedForm = Annotated[Form, Depends(posted_form)]

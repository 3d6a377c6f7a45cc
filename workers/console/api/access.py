"""Who calls the API: the user behind a bearer token, and what its roles allow; and that it calls by known names.

Cookies count for nothing here, so that no page can make a browser call it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from workers.clock import real_now
from workers.console.access.roles import Act
from workers.console.access.secrets import token_hash
from workers.console.access.visitor import Visitor
from workers.console.parts import parts_of
from workers.ledger.people import tokens, users

_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def caller_who_may(act: Act) -> Callable[[Request, _Bearer], Visitor]:
    """A dependency: the token's user, who may do that."""

    def allowed(request: Request, bearer: _Bearer) -> Visitor:
        caller = _caller(request, bearer.credentials if bearer else "")
        caller.demand(act)
        return caller

    return allowed


def _caller(request: Request, token: str) -> Visitor:
    with parts_of(request).robot.ledger.read() as connection:
        user_id = tokens.find_token_user(connection, token_hash(token), real_now()) if token else None
        user = users.user_of_id(connection, user_id) if user_id is not None else None
    if user is None:
        raise HTTPException(401, "send a token: Authorization: Bearer TOKEN", {"www-authenticate": "Bearer"})
    return Visitor(user, "", "")


def demand_known_names(request: Request) -> None:
    """422 for a query with a name that the call does not know: a filter that is misspelt must not list everything."""
    route, document = request.scope["route"], request.app.openapi()
    known = document["paths"][route.path][request.method.lower()].get("parameters", ())
    names = {each["name"] for each in known if each["in"] == "query"}
    wrong = [name for name in request.query_params if name not in names]
    if wrong:
        told = f"not a parameter of this call; it knows {', '.join(sorted(names)) or 'none'}"
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", each), "msg": told} for each in wrong]
        )


ApiViewer = Annotated[Visitor, Depends(caller_who_may(Act.VIEW))]
ApiWorker = Annotated[Visitor, Depends(caller_who_may(Act.WORK))]

"""The API as an application of its own, mounted at /api: its errors are JSON, and `openapi.json` describes it."""

from __future__ import annotations

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from workers.console.access.visitor import NotAllowed
from workers.console.api import arrangements, credit, orders, routes
from workers.console.api.access import demand_known_names
from workers.console.bodies import BYTES_MAX
from workers.console.parts import Parts
from workers.errors import CollectionsError, UserError

API = "/api"
# Adding calls is a module with a router, and a line here.
ROUTERS = (routes.router, orders.router, credit.router, arrangements.router)
_log = structlog.get_logger("workers.console")
_REFUSALS = {
    400: "no JSON",
    401: "no good token",
    403: "not this user's role",
    404: "not there",
    409: "refused; detail says why",
    413: "too long",
}


def create_api(parts: Parts) -> FastAPI:
    """The API over the same parts as the pages; its document needs no token and holds no data."""
    api = FastAPI(
        title="Collectbot",
        version="1",
        docs_url=None,
        redoc_url=None,
        # Before a token is looked at, a body is read: nobody may send one without end.
        max_body_size=BYTES_MAX,
        dependencies=[Depends(demand_known_names)],
        responses={status: {"description": text} for status, text in _REFUSALS.items()},
    )
    api.state.parts = parts
    api.add_exception_handler(CollectionsError, _refuse)
    api.add_exception_handler(NotAllowed, _not_allowed)
    for router in ROUTERS:
        api.include_router(router)
    return api


def _not_allowed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NotAllowed)
    return JSONResponse({"detail": f"this takes one of the roles: {error.values['roles']}"}, status_code=403)


def _refuse(request: Request, error: Exception) -> JSONResponse:
    """A wrong input is told as it is; what is wrong with the servers is told to the log."""
    if isinstance(error, UserError):
        return JSONResponse({"detail": str(error)}, status_code=409)
    _log.error("console.failed", path=request.url.path, error=str(error))
    return JSONResponse({"detail": "a server does not answer or is busy: try again"}, status_code=503)

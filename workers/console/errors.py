"""What a browser sees when something is not there, not allowed or not possible. Must not tell how we are built."""

from __future__ import annotations

from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from workers.console.access.visitor import NotAllowed, NotSignedIn
from workers.console.view.page import go_to, show_stranger
from workers.errors import CollectionsError, UserError

_log = structlog.get_logger("workers.console")


def add_error_pages(app: FastAPI) -> None:
    """Each kind of error ends as a page of its own."""
    app.add_exception_handler(NotSignedIn, _to_login)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(CollectionsError, _went_wrong)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _our_bug)


def _to_login(request: Request, _error: Exception) -> Response:
    """Where a form was posted there is nothing to come back to."""
    came_for = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    target = quote(came_for, safe="") if request.method == "GET" else ""
    response = go_to(request, f"/login?next={target}" if target else "/login")
    if request.headers.get("hx-request"):
        # htmx would put the login into the middle of the page.
        return Response(status_code=401, headers={"hx-redirect": response.headers["location"]})
    return response


def _not_allowed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAllowed)
    return show_stranger(request, "error.html", status=403, key=error.key, values=error.values, told="")


def _went_wrong(request: Request, error: Exception) -> Response:
    """A wrong input is told as it is; what is wrong with the servers is told to the log."""
    if isinstance(error, UserError):
        return show_stranger(request, "error.html", status=409, key="error.refused", values={}, told=str(error))
    _log.error("console.failed", path=request.url.path, error=str(error))
    return show_stranger(request, "error.html", status=503, key="error.later", values={}, told="")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = "error.missing" if error.status_code == 404 else "error.refused"
    told = "" if error.status_code == 404 else str(error.detail)
    return show_stranger(request, "error.html", status=error.status_code, key=key, values={}, told=told)


def _our_bug(request: Request, error: Exception) -> Response:
    """Starlette raises it again after this page is sent, so that it is logged whole."""
    return show_stranger(request, "error.html", status=500, key="error.bug", values={}, told=type(error).__name__)

"""A page for a visitor: a template with what every page shows around its own facts. Must not read the ledger."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from workers.console.access.visitor import Visitor
from workers.console.parts import parts_of
from workers.console.view.words import preferred_language

# What a page may be asked to say after a redirect: the keys below `said.` of the catalogues.
_SAID = "said"


def show(request: Request, template: str, visitor: Visitor, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """The page for somebody who is signed in, in their language."""
    words = parts_of(request).templates.words[visitor.user.language]
    key = f"{_SAID}.{request.query_params.get(_SAID, '')}"
    said = words(key) if key in words else ""
    around = {"visitor": visitor, "said": said, "here": request.url.path}
    return _render(request, template, visitor.user.language, status, {**around, **facts})


def show_stranger(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page for whoever asks, in the language of the browser unless somebody is signed in."""
    accepted = request.headers.get("accept-language", "")
    language = getattr(request.state, "language", "") or preferred_language(accepted)
    return _render(request, template, language, status, facts)


def go_to(request: Request, path: str) -> RedirectResponse:
    """After a form: another page, fetched anew, so that nothing is posted twice by going back."""
    return RedirectResponse(parts_of(request).base + path, status_code=303)


def _render(request: Request, template: str, language: str, status: int, facts: dict[str, Any]) -> HTMLResponse:
    parts = parts_of(request)
    text = parts.templates.render(template, language, parts.zone, {"base": parts.base, **facts})
    return HTMLResponse(text, status_code=status)

"""The headers that every answer carries, so that a browser lets no foreign page into ours and keeps nothing.

Must not know pages. Scripts and styles come from our own files only: nothing inline runs, even where it got in.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Of the one answer that shows a mail of ours: its styles stand in it, and nothing else of it works.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_ALWAYS = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_YEAR_S = 365 * 24 * 3600


class SecurityHeaders:
    """Adds the headers; behind TLS also the demand never to come without it."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._always = _ALWAYS | ({"strict-transport-security": f"max-age={_YEAR_S}"} if is_secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caching = "public, max-age=3600" if scope["path"].startswith(f"{STATIC}/") else "no-store"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                in_sandbox = headers.get("content-security-policy") == SANDBOX
                for name, value in self._always.items():
                    headers[name] = value
                if in_sandbox:
                    headers["content-security-policy"] = SANDBOX
                headers.setdefault("cache-control", caching)
            await send(message)

        await self._app(scope, receive, with_headers)

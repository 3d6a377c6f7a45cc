"""An identity provider on this machine: it gives tokens as Microsoft's and Google's do, and refuses on request.

Speaks HTTPS with a certificate of its own, because msal takes nothing else.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs

from tests.servers.certificate import make_certificate

_DISCOVERY = "/v2.0/.well-known/openid-configuration"


class TokenEndpoint:
    """``token-1``, ``token-2``... for whoever asks, or what ``token`` makes; ``requests`` holds the forms sent."""

    def __init__(self, folder: Path) -> None:
        made = make_certificate(folder)
        self.authority = made.certificate
        self.requests: list[dict[str, str]] = []
        self.error = ""
        self.seconds = 3600
        self.token: Callable[[int], str] = "token-{}".format
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tenant = self.path.removesuffix(_DISCOVERY)
                base = f"{endpoint.url}{tenant}/oauth2/v2.0"
                found = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token"}
                self._answer(200 if self.path.endswith(_DISCOVERY) else 404, {**found, "issuer": base})

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                endpoint.requests.append({name: values[0] for name, values in form.items()})
                status, answer = endpoint.give()
                self._answer(status, answer)

            def _answer(self, status: int, answer: dict[str, Any]) -> None:
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.certificate, made.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_address[1]}"

    def give(self) -> tuple[int, dict[str, Any]]:
        """The answer to the request that was just noted."""
        if self.error:
            return 401, {"error": self.error, "error_description": "AADSTS7000222: the client secret is expired."}
        return 200, {"access_token": self.token(len(self.requests)), "expires_in": self.seconds, "token_type": "Bearer"}

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

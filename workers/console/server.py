"""Serves the console over HTTP, in the main thread or in one of `collectbot up`. Must not know what it serves."""

from __future__ import annotations

import socket
from threading import Thread

import uvicorn
from fastapi import FastAPI

from workers.errors import UserError


class Console:
    """An application behind a port. Binds at once, so that a taken port is known before anything else starts."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        try:
            self._socket = socket.create_server((host, port), family=_family(host), backlog=128)
        except OSError as error:
            raise UserError(f"cannot listen on {host}:{port}: {error.strerror}: choose another --port") from error
        self.port: int = self._socket.getsockname()[1]
        # Uvicorn's own logging would bring its own format.
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        self._thread = Thread(target=self.serve, name="console", daemon=True)

    def serve(self) -> None:
        """Serve until interrupted, or until `stop`."""
        self._server.run(sockets=[self._socket])

    def start(self) -> None:
        """Serve beside other work."""
        self._thread.start()

    def stop(self) -> None:
        """Let open requests end."""
        self._server.should_exit = True
        self._thread.join(timeout=10)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET

"""Serves the console over HTTP, in a thread beside whatever else the process does. Must not know what it serves."""

from __future__ import annotations

import socket
from threading import Thread

import structlog
import uvicorn
from fastapi import FastAPI

from workers.errors import UserError

_log = structlog.get_logger("workers.console")


class Console:
    """An application behind a port. Binds at once, so that a taken port is known before anything else starts."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        try:
            self._socket = socket.create_server((host, port), family=_family(host), backlog=128)
        except OSError as error:
            raise UserError(f"cannot listen on {host}:{port}: {error.strerror}: choose another --port") from error
        self._host = host
        self.port: int = self._socket.getsockname()[1]
        # Uvicorn's own logging would bring its own format.
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        # In a thread of its own Uvicorn leaves the process's signals alone.
        self._thread = Thread(target=self._server.run, args=([self._socket],), name="console", daemon=True)

    def start(self) -> None:
        """Serve beside other work."""
        self._thread.start()
        _log.info("console.ready", address=f"http://{self._host}:{self.port}")

    def stop(self) -> None:
        """Let open requests end."""
        self._server.should_exit = True
        self._thread.join(timeout=10)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET

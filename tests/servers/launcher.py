"""Starts a server as a process that dies with the test run, waits until it answers, kills and restarts it.

As root, the process runs as an unprivileged account, because PostgreSQL and Dovecot refuse root. A server must be
started from a thread that lives as long as the server is needed: its death signal is bound to that thread.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Self

from tests import waiting

START_SECONDS_MAX = 30.0
_PAUSE_SECONDS = 0.02


class ServerMissing(Exception):
    """The server's program is not on this machine."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system account that a server runs as."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_options(self) -> dict[str, object]:
        """What `subprocess` needs to run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def own(self, path: Path) -> Path:
        """Give ``path`` to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)
        return path


def own_account() -> Account:
    """Ourselves: for programs of this project, which another account may not be able to read."""
    entry = pwd.getpwuid(os.geteuid())
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=False)


def unprivileged_account() -> Account:
    """Ourselves, or for root an account without rights."""
    if os.geteuid() != 0:
        return own_account()
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise ServerMissing("an unprivileged account")


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def accepts_connections(port: int) -> bool:
    """True when something listens on ``port``."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class Server:
    """A server process with a folder and a port of its own; both outlive a restart."""

    stop_signal = signal.SIGTERM

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or unprivileged_account()
        # A short path, because a Unix socket's is limited; open to the account that the server runs as.
        self.folder = self.account.own(Path(tempfile.mkdtemp(prefix="cb-")))
        self.folder.chmod(0o755)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> Sequence[str | Path]:
        """The program and its arguments."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """True when the server does its work, not only when its port is open."""
        return accepts_connections(self.port)

    def working_folder(self) -> Path:
        """The folder the process runs in."""
        return self.folder

    def start(self) -> Self:
        log = self.folder / "server.log"
        die_with_us = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*die_with_us, *map(str, self.command())],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.working_folder(),
                start_new_session=True,
                **self.account.popen_options(),  # type: ignore[call-overload]
            )
        wait_until(self.is_ready, self._process, log)
        return self

    @property
    def group(self) -> int | None:
        """The number of its process group, while it runs."""
        return self._process.pid if self._process else None

    def kill(self) -> None:
        """SIGKILL to the whole process group: what a power cut looks like from outside. Returns when all are dead."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            # Its children die after it, and until then hold the sockets that a restart wants.
            waiting.wait_until(lambda: not group_lives(process.pid), f"the death of {process.args!r}")

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
        self.kill()

    def close(self) -> None:
        """Stop for good and remove the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def subfolder(self, name: str, mode: int = 0o700) -> Path:
        path = self.folder / name
        path.mkdir(exist_ok=True)
        path.chmod(mode)
        return self.account.own(path)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def group_lives(group: int) -> bool:
    """Whether any process of that group runs; one that is dead and that nobody waited for holds nothing."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in ("Z", "X"):
                return True
    return False


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for readiness; a process that ends first is an error that shows its last words."""
    deadline = monotonic() + START_SECONDS_MAX
    while not is_ready():
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout=_PAUSE_SECONDS)
            raise RuntimeError(f"{process.args!r} ended with {code}: {_last_lines(log)}")
        if monotonic() > deadline:
            raise TimeoutError(f"{process.args!r} is not ready: {_last_lines(log)}")


def _last_lines(log: Path) -> str:
    return log.read_text(errors="replace")[-800:] if log.exists() else ""

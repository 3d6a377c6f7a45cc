"""Where tests get workers to kill: the near side of `tests.faults.doomed_worker`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.dunned_book import DunnedBook
from tests.faults.boundaries import Boundary

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process."""

    pid: int
    nursery: Nursery

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """How it ended; a negative number is the signal that killed it."""
        return self.nursery.ask({"wait": self.pid})


class Nursery:
    """Starts workers over one book, which send to one SMTP server."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.doomed_worker"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start_dispatch(
        self, book: DunnedBook, smtp_url: str, boundary: Boundary = Boundary.NOWHERE, passages: int = 1, **more: Any
    ) -> Worker:
        """A worker that sends what is due: once, or with ``endless`` until it is killed."""
        work = {"smtp": smtp_url, "connections": 1, "endless": False} | more
        return self._start(book, work | {"boundary": boundary, "passages": passages})

    def start_poll(self, book: DunnedBook, mailbox_url: str, boundary: Boundary) -> Worker:
        """A worker that polls the mailbox once."""
        return self._start(book, {"mailbox": mailbox_url, "boundary": boundary, "passages": 1})

    def start_console(self, book: DunnedBook, port: int, home: Path) -> Worker:
        """A console that hears webhooks until it is killed."""
        return self._start(book, {"console": port, "home": str(home), "boundary": Boundary.NOWHERE, "passages": 1})

    def _start(self, book: DunnedBook, work: dict[str, Any]) -> Worker:
        database = book.ledger.engine.url.render_as_string(hide_password=False)
        place = {"database": database, "clock_offset": book.offset.total_seconds()}
        return Worker(self.ask({"start": work | place}), self)

    def ask(self, question: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            self._process.kill()

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

    def start(
        self, book: DunnedBook, smtp_url: str, boundary: Boundary = Boundary.NOWHERE, passages: int = 1, **more: Any
    ) -> Worker:
        order = {
            "database": book.ledger.engine.url.render_as_string(hide_password=False),
            "clock_offset": book.offset.total_seconds(),
            "smtp": smtp_url,
            "boundary": boundary,
            "passages": passages,
            "connections": 1,
            "endless": False,
        }
        return Worker(self.ask({"start": order | more}), self)

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

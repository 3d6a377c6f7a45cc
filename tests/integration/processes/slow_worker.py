"""A worker process for `test_broker`: its one actor says that it began, and ends only when a file allows it."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

from tests.integration.processes.quick import QUICK
from workers.broker import Actor, bind, open_broker, start_worker


def work(folder: Path, name: str) -> None:
    """Leave one mark per beginning, then wait for leave to end."""
    marks = len(list(folder.glob(f"{name}.began.*")))
    (folder / f"{name}.began.{marks + 1}").touch()
    while not (folder / "go").exists():
        Event().wait(0.02)
    (folder / f"{name}.done").touch()


if __name__ == "__main__":
    broker = open_broker(sys.argv[1], QUICK)
    bind(broker, [Actor("test.work", work, time_limit=timedelta(minutes=5))], Path(sys.argv[2]))
    start_worker(broker, threads=2)
    Event().wait()

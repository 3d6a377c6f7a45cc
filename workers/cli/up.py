"""Everything in one process: worker threads, the scheduler and the console, until a signal says stop.

On the embedded default the queue lives here; nothing is lost with it, because the sweep finds in the database what is
due. Must not do what any of the three does.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from types import FrameType

import structlog

from workers.actors import ACTORS, decide_case
from workers.broker import bind, check, open_broker, start_worker
from workers.console.app import create_app
from workers.console.server import Console
from workers.schedule import Scheduler
from workers.wiring import Robot

_WORKER_STOP_MS = 30_000
_log = structlog.get_logger("workers.up")


def run_everything(robot: Robot, host: str, port: int, threads: int) -> None:
    """Start the parts in the order in which they need each other; stop them in the opposite one."""
    broker = open_broker(robot.settings.broker_url)
    console = Console(create_app(robot, partial(check, broker), decide_case), host, port)
    bind(broker, ACTORS, robot)
    with stop_at_signal() as stop:
        worker = start_worker(broker, threads)
        scheduler = Thread(target=Scheduler(robot, broker).serve, args=(stop,), name="scheduler")
        scheduler.start()
        console.start()
        _log.info("up.ready", console=f"http://{host}:{console.port}", database=robot.ledger.engine.dialect.name)
        stop.wait()
        _log.info("up.stopping")
        scheduler.join()
        console.stop()
        worker.stop(timeout=_WORKER_STOP_MS)
        broker.close()


@contextmanager
def stop_at_signal() -> Iterator[Event]:
    """An event that SIGTERM or SIGINT sets; a second one ends the process at once."""
    stop = Event()

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

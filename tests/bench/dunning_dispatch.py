"""Dispatch of due notices to a local SMTP sink, as a ratio to a bare loop in the same run.

    .venv/bin/python -m tests.bench.dunning_dispatch [--messages 2000] [--rounds 3]

The peer renders the same template from the same facts, builds the MIME message and sends it over one connection with no
database. Ours is one process with up to 8 connections, with gate, attempt and receipt in the database. The sink is
Postfix's `smtp-sink` where it is on the PATH, else a process of aiosmtpd. Reading the policy is nobody's work here: it
is done before a clock runs, as in a worker. Then the same messages by one and by two worker processes that have sent
before, as workers have. Best of the rounds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from tests.bench.overdue_book import ITEMS_PER_ACCOUNT, ROOT, TODAY, empty, fill, fresh_ledger, occasion, policy
from tests.bench.worker_processes import run_together, wait_for_go
from tests.servers.launcher import ServerMissing
from tests.servers.postgres import Postgres
from tests.servers.processes import PostfixSink, SmtpSinkProcess
from workers.channels.base import Channel
from workers.channels.connect import open_mail_out
from workers.clock import Clock, real_now
from workers.dunning.run import run
from workers.ledger.outgoing.messages import Claimed
from workers.ledger.schema import messages
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.outbox.compose import compose
from workers.outbox.dispatch import BATCH, dispatch
from workers.outbox.ports import OutboxPorts
from workers.policy.policy_set import PolicySet
from workers.rendering import Renderer

# Messages that a worker sends before it is measured.
WARMING = 2 * BATCH


def planned(ledger: Ledger, current: PolicySet, count: int) -> list[Claimed]:
    """A book with ``count`` messages due, as rows."""
    empty(ledger)
    with ledger.write() as connection:
        fill(connection, count * ITEMS_PER_ACCOUNT)
    run(ledger, current, occasion(current))
    columns = [messages.c[name] for name in Claimed.__dataclass_fields__]
    with ledger.read() as connection:
        return [Claimed(*row) for row in connection.execute(select(*columns))]


def bare_loop(rows: list[Claimed], current: PolicySet, renderer: Renderer, channel: Channel) -> None:
    """Render, build, send; one after the other."""
    for row in rows:
        channel.send(channel.prepare(compose(row, current, renderer, TODAY)))


def measure(ledger: Ledger, url: str, sink_url: str, count: int) -> tuple[float, float, float, float]:
    """Seconds of the bare loop, of the dispatch by this process, and by one and two workers, over the same messages."""
    current, renderer, channel = policy(), Renderer(ROOT / "templates"), open_mail_out(sink_url)
    rows, ports = planned(ledger, current, count), ports_of(ledger, channel)
    try:
        bare = _timed(lambda: bare_loop(rows, current, renderer, channel))
        ours = _timed(lambda: _all_left([dispatched(ports)], count))
    finally:
        channel.close()
    one, two = (by_workers(ledger, (url, sink_url), count, workers) for workers in (1, 2))
    return bare, ours, one, two


def by_workers(ledger: Ledger, addresses: tuple[str, str], count: int, workers: int) -> float:
    """Seconds in which so many worker processes send ``count`` messages; what they do first is not measured."""
    current = policy()
    planned(ledger, current, workers * WARMING)
    seconds, printed = run_together(
        "tests.bench.dunning_dispatch", addresses, workers, lambda: planned(ledger, current, count)
    )
    _all_left([int(line) for line in printed], count)
    return seconds


def ports_of(ledger: Ledger, channel: Channel) -> OutboxPorts:
    current = policy()
    offset: timedelta = occasion(current).at - real_now()
    return OutboxPorts(ledger, current, {"email": channel}, Renderer(ROOT / "templates"), Clock(offset=lambda: offset))


def work(url: str, sink_url: str) -> None:
    """What a worker process does: it sends what is there, waits, sends again, and prints how many that were."""
    ledger, channel = open_ledger(url), open_mail_out(sink_url)
    ports = ports_of(ledger, channel)
    dispatched(ports)
    wait_for_go()
    print(dispatched(ports), flush=True)
    channel.close()


def dispatched(ports: OutboxPorts) -> int:
    return dispatch(ports)["handed_over"]


def _all_left(handed_over: list[int], count: int) -> None:
    if sum(handed_over) != count:
        raise SystemExit(f"only {handed_over} of {count} messages left")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _start_sink() -> PostfixSink | SmtpSinkProcess:
    try:
        return PostfixSink()
    except ServerMissing:
        return SmtpSinkProcess()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", nargs=2, metavar=("URL", "SINK"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        work(*chosen.work)
        return
    goals = {"sqlite": "0.5", "postgresql": "0.4"}
    with TemporaryDirectory() as folder, Postgres(durable=True) as server, _start_sink() as sink:
        table = Table(title=f"Dispatch of {chosen.messages:,} notices to {type(sink).__name__}")
        for heading in ("database", "bare loop /s", "dispatch /s", "dispatch : bare", "goal", "two : one (>= 1.4)"):
            table.add_column(heading, justify="right")
        for url in (f"sqlite:///{Path(folder) / 'bench.sqlite'}", server.url(server.create_database())):
            ledger = fresh_ledger(url)
            bare, ours, one, two = (min(s) for s in zip(*_rounds(ledger, url, sink.url, chosen), strict=True))
            name = ledger.engine.dialect.name
            speeds = (f"{chosen.messages / bare:.0f}", f"{chosen.messages / ours:.0f}", f"{bare / ours:.2f}")
            table.add_row(name, *speeds, f">= {goals[name]}", f"{one / two:.2f}")
            ledger.engine.dispose()
    Console().print(table)


def _rounds(
    ledger: Ledger, url: str, sink_url: str, chosen: argparse.Namespace
) -> list[tuple[float, float, float, float]]:
    return [measure(ledger, url, sink_url, chosen.messages) for _ in range(chosen.rounds)]


if __name__ == "__main__":
    main()

"""The same dunning work by Tryton 8.2 and by us, on SQLite, in one run; Tryton lives in an environment of its own.

    .venv/bin/python -m tests.bench.dunning_against_tryton --peer [--items 10000] [--mails 200]

Work: N overdue open items of 2,000 customers; find them, choose levels, record, commit; the same again with nothing
due; render e-mails. Tryton runs as shipped and with PYTHONOPTIMIZE=1, because one assert of its makes it quadratic. It
dunns every item by itself; we write one notice per customer with its items, its entry of the journal and its message.
Both sides are one process; its processor time is counted, which tells the same on a machine that others use too. The
book was filled by another one, and both have looked at it once on an earlier day, before anything was to be asked for:
they are measured as processes that live. A fifth of a second tells little on a machine that others use too, so ours are
the medians of three processes: before, between and after Tryton's minutes. Without ``--peer`` only ours are printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from tests.bench.overdue_book import ROOT, TODAY, fill, fresh_ledger, occasion, policy
from workers.dunning.run import run
from workers.ledger.outgoing.messages import Claimed
from workers.ledger.schema import messages
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.outbox.compose import compose
from workers.policy.policy_set import PolicySet
from workers.receivables.calendar import is_business_day
from workers.rendering import Renderer

SIDE = Path(__file__).parent / "peer" / "tryton_side.py"
PACKAGE = "trytond-account-dunning-email>=8.2,<8.3"
GOALS = {"as shipped": (100, 100, 20), "PYTHONOPTIMIZE=1": (20, 20, 20)}


class Seconds(NamedTuple):
    """Of processor time: to plan and record all, to look again with nothing due, and to render one mail."""

    create: float
    again: float
    render: float


def fill_ours(url: str, items: int) -> None:
    with fresh_ledger(url).write() as connection:
        fill(connection, items)


class Collectbot:
    """One book, and how long each process took that dunned it."""

    def __init__(self, folder: Path, items: int) -> None:
        self._filled, self._used = folder / "filled.sqlite", folder / "used.sqlite"
        self._measured: list[Seconds] = []
        self._run("--fill", self._filled, "--items", items)

    def measure(self, mails: int) -> None:
        shutil.copy(self._filled, self._used)
        self._measured.append(Seconds(*map(float, self._run("--ours", self._used, "--mails", mails).split())))

    def seconds(self) -> Seconds:
        return Seconds(*map(median, zip(*self._measured, strict=True)))

    def _run(self, side: str, file: Path, option: str, count: int) -> str:
        command = [sys.executable, "-m", "tests.bench.dunning_against_tryton", side, f"sqlite:///{file}"]
        return subprocess.run([*command, option, str(count)], check=True, capture_output=True, text=True).stdout


def ours(url: str, mails: int) -> Seconds:
    ledger, current = open_ledger(url), policy()
    # Start-up is not measured on either side; the calendars of the world's holidays are the longest part of ours.
    is_business_day(TODAY, "GB")
    _look_earlier(ledger, current)
    create = _timed(lambda: run(ledger, current, occasion(current)))
    again = _timed(lambda: run(ledger, current, occasion(current)))
    columns = [messages.c[name] for name in Claimed.__dataclass_fields__]
    with ledger.read() as connection:
        rows = [Claimed(*row) for row in connection.execute(select(*columns).limit(mails))]
    renderer = Renderer(ROOT / "templates")
    render = _timed(lambda: [compose(row, current, renderer, TODAY) for row in rows])
    ledger.engine.dispose()
    return Seconds(create, again, render / len(rows))


def _look_earlier(ledger: Ledger, current: PolicySet) -> None:
    """The oldest items are a day overdue, and the first notice comes later."""
    today, before = occasion(current), timedelta(days=13)
    run(ledger, current, replace(today, at=today.at - before, business_date=today.business_date - before))


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


class Tryton:
    """An environment with Tryton in it, and one database with the book."""

    def __init__(self, folder: Path, items: int) -> None:
        self._folder, self._items = folder, items
        self._python = folder / "venv" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        install = [str(self._python), "-m", "pip", "install", "-q", "--disable-pip-version-check", PACKAGE]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        self._fill()

    def measure(self, optimize: str, mails: int) -> Seconds:
        shutil.copy(self._folder / "filled", self._folder / "bench.sqlite")
        create = self._phase("create", self._items, optimize)
        again = self._phase("again", self._items, optimize)
        return Seconds(create, again, self._phase("render", mails, optimize) / mails)

    def _fill(self) -> None:
        """Once, and with asserts off, because it is not measured."""
        (self._folder / "bench.sqlite").touch()
        (self._folder / "trytond.conf").write_text(f"[database]\nuri = sqlite://\npath = {self._folder}\n")
        (self._folder / "password").write_text("only-for-this-bench\n")
        admin = [str(self._python.parent / "trytond-admin"), "-c", str(self._folder / "trytond.conf"), "-d", "bench"]
        admin += ["-u", "account_dunning_email", "--activate-dependencies", "--email", "admin@us.example"]
        self._run(admin, "1", TRYTONPASSFILE=str(self._folder / "password"))
        self._run([str(self._python), str(SIDE), str(self._folder), "fill", str(self._items)], "1")
        shutil.copy(self._folder / "bench.sqlite", self._folder / "filled")

    def _phase(self, phase: str, count: int, optimize: str) -> float:
        return float(self._run([str(self._python), str(SIDE), str(self._folder), phase, str(count)], optimize))

    def _run(self, command: list[str], optimize: str, **more: str) -> str:
        environment = os.environ | {"PYTHONOPTIMIZE": optimize} | more
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def table_of(items: int, us: Seconds, peers: dict[str, Seconds]) -> Table:
    table = Table(title=f"Dunning {items:,} open items of 2,000 customers, SQLite")
    for heading in ("", "create s", "nothing due s", "mails rendered /s", "times ours: create", "again", "render"):
        table.add_column(heading, justify="right")
    table.add_row("Collectbot", *_figures(us), "1", "1", "1")
    for name, peer in peers.items():
        times = [f"{theirs / mine:.0f} (>= {goal})" for theirs, mine, goal in zip(peer, us, GOALS[name], strict=True)]
        table.add_row(f"Tryton, {name}", *_figures(peer), *times)
    return table


def _figures(seconds: Seconds) -> tuple[str, str, str]:
    return f"{seconds.create:.2f}", f"{seconds.again:.3f}", f"{1 / seconds.render:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--fill", metavar="URL", help=argparse.SUPPRESS)
    parser.add_argument("--ours", metavar="URL", help=argparse.SUPPRESS)
    parser.add_argument("--peer", action="store_true", help="install Tryton in a folder of its own, and run it too")
    chosen = parser.parse_args()
    if chosen.fill:
        fill_ours(chosen.fill, chosen.items)
    elif chosen.ours:
        print(*ours(chosen.ours, chosen.mails))
    else:
        compare(chosen.items, chosen.mails, with_peer=chosen.peer)


def compare(items: int, mails: int, *, with_peer: bool) -> None:
    peers: dict[str, Seconds] = {}
    with TemporaryDirectory() as folder:
        us = Collectbot(Path(folder), items)
        us.measure(mails)
        if with_peer:
            tryton = Tryton(Path(folder), items)
            for name, optimize in (("as shipped", ""), ("PYTHONOPTIMIZE=1", "1")):
                peers[name] = tryton.measure(optimize, mails)
                us.measure(mails)
    Console().print(table_of(items, us.seconds(), peers))


if __name__ == "__main__":
    main()

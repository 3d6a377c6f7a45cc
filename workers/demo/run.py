"""`collectbot demo`: found the company, let it live, sum it up. The only way into this package."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workers.demo.company import found_company
from workers.demo.day_log import describe
from workers.demo.home import make_home
from workers.demo.life import DayRecord, Life
from workers.demo.summary import Summary, sum_up
from workers.demo.tables import WIDTH, print_summary
from workers.demo.world import World
from workers.ledger.laws import verdict
from workers.logs import configure_logging
from workers.policy.source import LastGood
from workers.remittance.readers.pool import ReaderPool
from workers.wiring import assemble

START = date(2026, 1, 5)
DAYS = 120
DEFAULT_HOME = Path(__file__).resolve().parents[2] / "var" / "demo"
_BROKEN = 3
_END_OF_DAY = time(20)


def run_demo(*, days: int = DAYS, seed: int = 1, home: Path = DEFAULT_HOME, as_json: bool = False) -> int:
    """Let the sample company live ``days`` days in ``home``; returns the exit code, 3 when a law is broken."""
    configure_logging()
    settings = make_home(home)
    company = found_company(seed, START, days)
    robot = assemble(settings)
    # Nobody edits the policy while the demo runs, so its files need not be compared at every step.
    robot = replace(robot, configuration=LastGood((), robot.configuration.current))
    readers = ReaderPool(robot.policy.robot.cash_application.reading_limits, jobs=1)
    try:
        life = Life(robot, World(company, settings.home, seed, START), readers)
        width = None if sys.stdout.isatty() else WIDTH
        console = Console(width=width, highlight=False, markup=False, emoji=False)
        if not as_json:
            console.print(_introduce(len(company.firms), len(company.invoices), days), soft_wrap=True)
        _follow(console, life.days(START, days), days, silent=as_json)
        last = START + timedelta(days=days - 1)
        summary = sum_up(life.at(last, _END_OF_DAY), life.book, START, last, len(company.firms))
    finally:
        readers.close()
        robot.close()
    if as_json:
        print(orjson.dumps({"days": days, "seed": seed, **summary.as_json()}).decode())
    else:
        print_summary(console, summary, _as_seen_from_here(home.resolve()))
        print(verdict(summary.laws))
    return _BROKEN if _is_broken(summary) else 0


def _as_seen_from_here(home: Path) -> Path:
    """The short form where there is one."""
    return home.relative_to(Path.cwd()) if home.is_relative_to(Path.cwd()) else home


def _introduce(firms: int, invoices: int, days: int) -> str:
    return (
        f"Brightwater Components, a sample company: {firms} customers, {invoices} invoices, in EUR and USD."
        f"\nIt lives {days} days from {START:%d %B %Y}; nothing leaves this machine.\n"
    )


def _follow(console: Console, days: Iterator[DayRecord], count: int, *, silent: bool) -> None:
    """A line per day with news; on a terminal with a bar below them."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = silent or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("living", total=count)
        for record in days:
            line = describe(record)
            if line and not silent:
                progress.console.print(line, soft_wrap=True)
            progress.update(task, advance=1, description=f"{record.day:%d %b}")
    sys.stdout.flush()


def _is_broken(summary: Summary) -> bool:
    return any(law.violations for law in summary.laws)

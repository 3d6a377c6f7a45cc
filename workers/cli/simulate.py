"""Command `ladder simulate`: a ladder tried on the book's past days before it runs. Nothing is sent or written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli.output import Json, print_record, print_records, progress_bar
from workers.cli.parts import day_of, opened_robot
from workers.cli.policy import coming_ladder, ladder

if TYPE_CHECKING:
    from workers.dunning.simulate.trial import Span
    from workers.policy.ladder import Ladder
    from workers.wiring import Robot

_ROWS_SHOWN = 10


def register(app: typer.Typer) -> None:
    ladder.command()(simulate)


def simulate(
    ladder: Annotated[Path, typer.Option(metavar="FILE", help="The ladder to try, as a YAML file from anywhere.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, as YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day; today at the latest.")],
    segment: Annotated[str, typer.Option(help="Only customers of this segment of robot.yaml.")] = "",
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page with charts.")] = None,
    json: Json = False,
) -> None:
    """Try a ladder on what really happened: the notices it would have sent, beside those of the ladder in force."""
    with opened_robot() as robot:
        report = _tried(robot, coming_ladder(ladder), segment, _span(robot, first, last))
    if html is not None:
        _write_page(html, report)
    if json:
        print_record(report, as_json=True)
    else:
        _print(report)


def _write_page(file: Path, report: dict[str, Any]) -> None:
    from workers.dunning.simulate.page import page
    from workers.errors import UserError

    try:
        file.write_text(page(report), encoding="utf-8")
    except OSError as error:
        raise UserError(f"cannot write {file}: {error.strerror}") from error


def _span(robot: Robot, first: str, last: str) -> Span:
    from workers.dunning.simulate.trial import Span
    from workers.errors import UserError

    span, today = Span(day_of(first, robot), day_of(last, robot)), day_of("", robot)
    if span.first > span.last:
        raise UserError(f"--from {span.first} comes after --to {span.last}")
    if span.last > today:
        raise UserError(f"--to {span.last} has not been yet: today is {today}, and nobody knows who will pay")
    return span


def _tried(robot: Robot, candidate: Ladder, segment: str, span: Span) -> dict[str, Any]:
    from workers.dunning.simulate.wanted import Trying, segments_for
    from workers.wiring import home_zone

    policy = robot.policy
    trying = Trying(robot.ledger, policy, robot.renderer, home_zone(policy))
    with progress_bar("accounts simulated") as progress:
        return trying.try_ladder(candidate, segments_for(policy, candidate, segment), span, progress.reach)


def _print(report: dict[str, Any]) -> None:
    from workers.dunning.simulate.tables import tables

    days = (date.fromisoformat(report["to"]) - date.fromisoformat(report["from"])).days + 1
    segments = ", ".join(f"{name} (climbs {ladder['name']})" for name, ladder in report["live_ladders"].items())
    print(f"{report['ladder']['name']}, tried on {days} days from {report['from']} to {report['to']}: {segments}")
    for table in tables(report, _ROWS_SHOWN):
        print(f"\n{table.title}")
        print_records(table.rows, False, table.columns, nothing="")
        if table.left_out:
            print(f"... and {table.left_out} more (see --json)")

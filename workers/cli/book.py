"""Commands about the book: import, export postings, aging, verify."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import Json, print_record, progress_bar
from workers.cli.parts import By, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.ledger.importing.result import Contradiction, ImportResult
    from workers.receivables.occasion import Occasion
    from workers.wiring import Robot


def register(app: typer.Typer) -> None:
    app.command("import")(import_files)


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Open items as CSV or XLSX.")],
    by: By,
    system: Annotated[str, typer.Option(help="The system of record that the files come from.")] = "erp",
    snapshot: Annotated[bool, typer.Option(help="Each file lists everything open: close what it leaves out.")] = False,
    allow_closing: Annotated[int, typer.Option(help="Let a snapshot close so many items.", min=0)] = 0,
    skip_bad_rows: Annotated[bool, typer.Option(help="Import the good rows and list the bad ones.")] = False,
    json: Json = False,
) -> int:
    """Take in open-items files: each one whole, or nothing of it and a list of what is wrong with it."""
    from workers.ledger.importing.result import ImportOptions
    from workers.ledger.importing.run import import_open_items

    refused = False
    with opened_robot() as robot:
        policy = robot.policy
        options = ImportOptions(
            default_entity=next(iter(policy.robot.entities)),
            entities=frozenset(policy.robot.entities),
            system=system,
            snapshot=snapshot,
            allow_closing=allow_closing,
            skip_bad_rows=skip_bad_rows,
            ack_days=policy.robot.importing.ack_days,
            close_at_most_percent=policy.robot.importing.close_at_most_percent,
        )
        occasion = occasion_of(robot, by)
        for file in files:
            with progress_bar(f"importing {file.name}") as progress:
                result = import_open_items(robot.ledger, file, options, occasion, progress.reach)
            _open_contradictions(robot, result.contradictions, occasion)
            _report(file, result, json)
            refused |= result.refused
    return 1 if refused else 0


def _report(file: Path, result: ImportResult, as_json: bool) -> None:
    record = result.as_json()
    for rejected in result.rejected:
        print(f"collectbot: {file}:{rejected.line}: {rejected.column}: {rejected.message}", file=sys.stderr)
    if result.refused:
        print(f"collectbot: {file} was not imported: mend these rows, or pass --skip-bad-rows", file=sys.stderr)
    print_record(record if as_json else {**record, "rejected": len(result.rejected)}, as_json)


def _open_contradictions(robot: Robot, found: Iterable[Contradiction], occasion: Occasion) -> None:
    """The system of record has said otherwise for too long: a person finds out why, item by item."""
    from workers.exception_queue.cases import NewCase, open_case
    from workers.exception_queue.kinds import CaseKind
    from workers.policy.queue import queue_policy

    for each in found:
        case = NewCase(
            CaseKind.CONTRADICTION,
            f"item:{each.item_id}",
            f"the system of record reports another open amount since {each.since}",
            account_id=each.account_id,
            currency=each.currency,
            amount_minor=abs(each.open_minor - each.reported_open_minor),
            evidence={
                "document_number": each.document_number,
                "open_minor": each.open_minor,
                "reported_open_minor": each.reported_open_minor,
            },
        )
        with robot.ledger.write(each.account_id) as connection:
            open_case(connection, case, occasion, queue_policy(robot.policy.robot))

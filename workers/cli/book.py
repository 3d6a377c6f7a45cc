"""Commands about the book: import, export postings, aging, verify."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records, progress_bar
from workers.cli.parts import AsOf, By, day_of, occasion_of, opened_book, opened_robot

if TYPE_CHECKING:
    from workers.ledger.importing.result import Contradiction, ImportResult
    from workers.ledger.laws import LawResult
    from workers.receivables.occasion import Occasion
    from workers.wiring import Robot


export = typer.Typer(help="What the system of record must hear of.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command("import")(import_files)
    app.add_typer(export, name="export")
    app.command()(aging)
    app.command()(verify)


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
            party_unless_told=policy.robot.importing.party_unless_told or "",
        )
        occasion = occasion_of(robot, by)
        for file in files:
            with progress_bar(f"importing {file.name}") as progress:
                result = import_open_items(robot.ledger, file, options, occasion, progress.reach)
            _open_contradictions(robot, result.contradictions, occasion)
            _report(file, result, json, snapshot=snapshot)
            refused |= result.refused
    return 1 if refused else 0


@export.command("postings")
def export_postings(
    since: Annotated[
        int, typer.Option(help="The cursor of the last line taken before; 0 exports everything.", min=0, max=MAX_ID)
    ],
    json: Json = False,
) -> None:
    """Print our own postings after a cursor, as CSV with stable ids."""
    from dataclasses import asdict

    from workers.ledger.book.export import export_postings as postings_after
    from workers.ledger.book.export import write_csv

    with opened_book() as book:
        lines = postings_after(book.ledger, since)
        if json:
            print_records(map(asdict, lines), json, (), nothing="")
        else:
            write_csv(lines, sys.stdout)


def aging(as_of: AsOf = "", json: Json = False) -> None:
    """Print what customers owe by age, per entity and currency, as of today or of any past day."""
    from workers.ledger.book.aging import BUCKETS
    from workers.ledger.book.aging import aging as age

    with opened_robot() as robot, robot.ledger.read() as connection:
        lines = [line.as_json() for line in age(connection, day_of(as_of, robot))]
    columns = ("entity", "currency", *BUCKETS, "charges", "on_account", "in_transit", "total")
    print_records(lines, json, columns, nothing="The book is empty: see `collectbot import`.")


def verify(json: Json = False) -> int:
    """Check the eleven laws over the whole ledger; exit code 3 when one is broken."""
    from workers.ledger.laws import verdict
    from workers.upkeep import verify_book

    with opened_robot() as robot:
        results = verify_book(robot)
    broken = [result for result in results if result.violations]
    if json:
        print_record({"laws": [_law(result) for result in results]}, as_json=True)
    else:
        print_records([_law(result) for result in results], False, ("n", "name", "verdict"), nothing="")
        for violation in (violation for result in broken for violation in result.violations):
            print(f"  law {violation.law}: {violation.subject}: {violation.what}")
        print(verdict(results))
    return 3 if broken else 0


def _law(result: LawResult) -> Record:
    return {
        "n": result.n,
        "name": result.name,
        "checked": result.checked,
        "violations": len(result.violations),
        "verdict": result.verdict,
        "found": [f"{violation.subject}: {violation.what}" for violation in result.violations],
    }


def _report(file: Path, result: ImportResult, as_json: bool, *, snapshot: bool) -> None:
    for rejected in result.rejected:
        print(f"collectbot: {rejected.in_file(file)}", file=sys.stderr)
    if result.refused:
        # A broken header cannot be left out, and a snapshot must be whole.
        can_skip = not snapshot and all(rejected.line > 1 for rejected in result.rejected)
        remedy = "mend these rows, or pass --skip-bad-rows" if can_skip else "mend this and import it again"
        print(f"collectbot: {file} was not imported: {remedy}", file=sys.stderr)
    if as_json:
        print_record(result.as_json(), as_json=True)
    elif not result.refused:
        print(f"{file}: {_in_words(result)}")


def _in_words(result: ImportResult) -> str:
    rows = "row" if result.rows == 1 else "rows"
    counts = {
        rows: result.rows,
        "added": result.added,
        "changed": result.changed,
        "closed": result.closed,
        "left out": len(result.rejected),
        "in contradiction with our book (see `collectbot exceptions list`)": len(result.contradictions),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count or what in (rows, "added"))


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

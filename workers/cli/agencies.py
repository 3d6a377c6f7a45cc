"""Commands about collection agencies: what they have, what they were told and said, and what a person tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import By, decimal_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.escalation.incoming import FileReport
    from workers.ledger.queue.agency_batches import SentBatch
    from workers.ledger.queue.agency_files import Remittance
    from workers.policy.policy_set import PolicySet
    from workers.receivables.occasion import Occasion
    from workers.receivables.placement import Placement
    from workers.wiring import Robot

    ByHand = Callable[[Connection, int, str, PolicySet, Occasion], Placement]

agency = typer.Typer(help="Placements with collection agencies, and their files.", no_args_is_help=True)
Id = Annotated[int, typer.Argument(metavar="ID", help="The number that `agency list` shows.", max=MAX_ID)]
Name = Annotated[str, typer.Option("--agency", help="Only this agency's.")]
_PLACED = ("id", "agency", "customer", "state", "items", "open", "currency", "demanded_on")
_SENT = ("batch", "agency", "placement", "customer", "kind", "records", "amount", "currency", "state", "sendings", "on")
_PAID = ("id", "agency", "reference", "mode", "gross", "commission", "currency", "state", "expected_by", "reason")
_READ = ("agency", "file", "state", "records", "faults")


def register(app: typer.Typer) -> None:
    app.add_typer(agency, name="agency")


@agency.command("list")
def list_placements(json: Json = False) -> None:
    """List the placements that live: proposed, approved, or with an agency."""
    from workers.ledger.queue.placements import find_live

    with opened_robot() as robot, robot.ledger.read() as connection:
        lines = [_placed(placement) for placement in find_live(connection)]
    print_records(lines, json, _PLACED, nothing="No agency has anything.")


@agency.command()
def batches(name: Name = "", json: Json = False) -> None:
    """List the newest batches that agencies were sent, and whether they acknowledged them."""
    from workers.ledger.queue.agency_batches import find_batches

    with opened_robot() as robot, robot.ledger.read() as connection:
        lines = [_sent(batch) for batch in find_batches(connection, agency=name)]
    print_records(lines, json, _SENT, nothing="No agency was sent anything.")


@agency.command()
def remittances(name: Name = "", json: Json = False) -> None:
    """List the transfers that agencies announced, and whether their money came."""
    from workers.ledger.queue.agency_files import find_remittances

    with opened_robot() as robot, robot.ledger.read() as connection:
        lines = [_paid(remittance) for remittance in find_remittances(connection, agency=name)]
    print_records(lines, json, _PAID, nothing="No agency has remitted anything.")


@agency.command()
def poll(json: Json = False) -> None:
    """Read what agencies laid down, look for the money they announced, and tell them what they have to know."""
    from workers.agency_post import work_agency_post
    from workers.errors import LedgerBusy, TransientError

    with opened_robot() as robot:
        report = work_agency_post(robot)
        if report is None:
            raise LedgerBusy("another process is reading the agencies' files: try again in a minute")
    lines = [_read(file) for file in report.files]
    if json:
        print_record({"files": lines, "outcomes": dict(report.outcomes), "unread": report.unread}, json)
    else:
        print_records(lines, json, _READ, nothing="No agency has laid down a file.")
        for outcome, count in sorted(report.outcomes.items()):
            print(f"{outcome.replace('_', ' ')}: {count}")
    if report.unread:
        raise TransientError(
            "; ".join(f"the post of {name} cannot be read: {why}" for name, why in report.unread.items())
        )


@agency.command()
def recall(
    placement_id: Id,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; the agency reads it.")],
    json: Json = False,
) -> None:
    """Take a placement back, once what the agency reported is read. Its items stay silent until `hold lift`."""
    from workers.agency_post import recall_placement

    with opened_robot() as robot:
        recall_placement(robot, placement_id, reason, by)
        line = _known(robot, placement_id)
    print_record(line, json)


@agency.command()
def note(
    placement_id: Id,
    by: By,
    text: Annotated[str, typer.Option(help="What the agency should know.")],
    json: Json = False,
) -> None:
    """Tell the agency something about a placement."""
    from workers.escalation import by_hand

    _tell(by_hand.note, (placement_id, text), by, json)


@agency.command("close")
def ask_to_close(
    placement_id: Id,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; the agency reads it.")],
    json: Json = False,
) -> None:
    """Ask the agency to close its file; the placement ends when it says with which code."""
    from workers.escalation import by_hand

    _tell(by_hand.ask_to_close, (placement_id, reason), by, json)


def _tell(act: ByHand, said: tuple[int, str], by: str, json: bool) -> None:
    placement_id, text = said
    with opened_robot() as robot:
        with robot.ledger.write() as connection:
            act(connection, placement_id, text, robot.policy, occasion_of(robot, by))
        line = _known(robot, placement_id)
    print_record(line, json)


def _known(robot: Robot, placement_id: int) -> Record:
    from workers.ledger.queue.placements import known_placement

    with robot.ledger.read() as connection:
        now = known_placement(connection, placement_id)
    assert now is not None  # it was acted on
    return _placed(now)


def _placed(placement: Placement) -> Record:
    return {
        "id": placement.id,
        "agency": placement.agency,
        "customer": placement.customer_id,
        "state": placement.state,
        "items": [
            {
                "document_number": item.document_number,
                "placed": decimal_of(item.placed, placement.currency),
                "open": decimal_of(item.open, placement.currency),
                "came_back": item.came_back or None,
            }
            for item in placement.items
        ],
        "open": decimal_of(sum(item.open for item in placement.items), placement.currency),
        "currency": placement.currency,
        "demanded_on": placement.demanded_on.isoformat() if placement.demanded_on else None,
    }


def _sent(batch: SentBatch) -> Record:
    from workers.escalation.rules.protocol.columns import batch_name

    return {
        "batch": batch_name(batch.id),
        "agency": batch.agency,
        "placement": batch.placement_id,
        "customer": batch.customer_id,
        "kind": batch.kind,
        "records": batch.records,
        "amount": decimal_of(batch.amount_minor, batch.currency),
        "currency": batch.currency,
        "state": batch.state,
        "sendings": batch.sendings,
        "on": batch.made_on.isoformat(),
        "acknowledged_on": batch.acknowledged_on.isoformat() if batch.acknowledged_on else None,
    }


def _paid(remittance: Remittance) -> Record:
    return {
        "id": remittance.id,
        "agency": remittance.agency,
        "reference": remittance.reference,
        "mode": remittance.mode,
        "gross": decimal_of(remittance.gross_minor, remittance.currency),
        "commission": decimal_of(remittance.commission_minor, remittance.currency),
        "arriving": decimal_of(remittance.arriving, remittance.currency),
        "currency": remittance.currency,
        "state": remittance.state,
        "expected_by": remittance.expected_by.isoformat(),
        "reason": remittance.reason,
        "payment": remittance.payment_id,
    }


def _read(report: FileReport) -> Record:
    faults = [{"line": fault.line, "column": fault.column, "message": fault.message} for fault in report.faults]
    return {
        "agency": report.agency,
        "file": report.name,
        "state": report.state,
        "records": report.records,
        "faults": faults,
    }

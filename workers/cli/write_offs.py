"""Commands about write-offs: propose what may be given up, list it, and decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import By, decimal_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.ledger.queue.write_offs import State, WriteOff

write_off = typer.Typer(help="Debt that is given up, after a person agreed.", no_args_is_help=True)
Id = Annotated[int, typer.Argument(metavar="ID", help="The number that `write-off list` shows.", max=MAX_ID)]
_COLUMNS = ("id", "customer", "amount", "currency", "reason", "state", "proposed_on", "decided_by")
_WAITING: tuple[State, ...] = ("proposed",)


def register(app: typer.Typer) -> None:
    app.add_typer(write_off, name="write-off")


@write_off.command()
def propose(json: Json = False) -> None:
    """Look for what may be given up by write_off.yaml; each account becomes a case."""
    from workers.escalation.writing_off import propose_write_offs

    with opened_robot() as robot:
        proposed = propose_write_offs(robot.ledger, robot.policy, occasion_of(robot, "robot"))
    print_record({"proposed": proposed}, json)


@write_off.command("list")
def list_write_offs(
    every: Annotated[bool, typer.Option("--all", help="Also those that were decided.")] = False, json: Json = False
) -> None:
    """List write-offs that wait for a person, the newest first."""
    from workers.ledger.queue.write_offs import find_write_offs

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = find_write_offs(connection, () if every else _WAITING)
        lines = [_line(one) for one in found]
    print_records(lines, json, _COLUMNS, nothing="Nothing is proposed to be given up.")


@write_off.command()
def approve(
    write_off_id: Id, by: By, note: Annotated[str, typer.Option(help="Why; it stays with the case.")] = "",
    json: Json = False,
) -> None:  # fmt: skip
    """Agree to a write-off within your limit; above the case's own limit a second person has to agree too."""
    _decide(write_off_id, "approve", (by, note), json)


@write_off.command()
def refuse(
    write_off_id: Id, by: By, note: Annotated[str, typer.Option(help="Why; it stays with the case.")] = "",
    json: Json = False,
) -> None:  # fmt: skip
    """Keep the debt; these items are not proposed again."""
    _decide(write_off_id, "refuse", (by, note), json)


def _decide(write_off_id: int, decision: str, said: tuple[str, str], json: bool) -> None:
    from workers.actors import decide_case
    from workers.errors import UserError
    from workers.exception_queue.desk import Resolution
    from workers.exception_queue.kinds import CaseKind
    from workers.ledger.queue import cases, write_offs

    by, note = said
    with opened_robot() as robot:
        with robot.ledger.read() as connection:
            found = write_offs.find_write_off(connection, write_off_id)
            subject = f"write_off:{found.account_id}:{found.currency}" if found else ""
            case = cases.find_by_subject(connection, CaseKind.WRITE_OFF_APPROVAL, subject)
        if found is None or found.state != "proposed" or case is None:
            raise UserError(f"write-off {write_off_id} waits for no decision: `collectbot write-off list` shows those")
        decide_case(robot, case.id, Resolution(decision, note), by)
        with robot.ledger.read() as connection:
            now = write_offs.find_write_off(connection, write_off_id)
    assert now is not None  # nothing deletes one
    print_record(_line(now), json)


def _line(found: WriteOff) -> Record:
    return {
        "id": found.id,
        "customer": found.customer_id,
        "amount": decimal_of(found.amount_minor, found.currency),
        "currency": found.currency,
        "reason": found.reason,
        "state": found.state,
        "proposed_on": found.proposed_on.isoformat(),
        "decided_by": found.decided_by,
        "entry": found.entry_id,
    }

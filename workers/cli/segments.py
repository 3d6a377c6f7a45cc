"""Commands about segments: which one treats a customer and why, and a person's pin instead of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import By, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.policy.robot import RobotPolicy, Segment
    from workers.receivables.customer import Customer

segment = typer.Typer(help="Which segment, and so which ladder, treats a customer.", no_args_is_help=True)

CustomerId = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's number.")]
Reason = Annotated[str, typer.Option(help="Why; it stays in the journal.")]


def register(app: typer.Typer) -> None:
    app.add_typer(segment, name="segment")


@segment.command("show")
def show_segment(customer: CustomerId, json: Json = False) -> None:
    """Print every segment in the order it is tried: what it asks for, and which one takes the customer."""
    from workers.ledger.book.segment_pins import find_customer

    with opened_robot() as robot, robot.ledger.read() as connection:
        lines = _precedence(robot.policy.robot, find_customer(connection, customer).customer)
    print_records(lines, json, ("order", "segment", "ladder", "mode", "because", "takes"), nothing="No segments.")


@segment.command("pin")
def pin(customer: CustomerId, name: Annotated[str, typer.Argument(metavar="SEGMENT")], by: By, reason: Reason,
        json: Json = False) -> None:  # fmt: skip
    """Treat a customer as one of this segment, whatever the rules say; what is planned for it is cancelled."""
    from workers.errors import UserError
    from workers.ledger.book.segment_pins import pin_segment

    with opened_robot() as robot, robot.ledger.write() as connection:
        known = [segment.name for segment in robot.policy.robot.segments]
        if name not in known:
            raise UserError(f"there is no segment {name}: robot.yaml has {', '.join(known)}")
        pin_segment(connection, customer, name, reason, occasion_of(robot, by))
    print_record({"customer": customer, "pinned": name}, json)


@segment.command("unpin")
def unpin(customer: CustomerId, by: By, reason: Reason, json: Json = False) -> None:
    """Let the rules choose again."""
    from workers.ledger.book.segment_pins import pin_segment

    with opened_robot() as robot, robot.ledger.write() as connection:
        pin_segment(connection, customer, "", reason, occasion_of(robot, by))
    print_record({"customer": customer, "pinned": ""}, json)


def _precedence(robot: RobotPolicy, customer: Customer) -> list[Record]:
    """The pin first, then the rules; the first that takes the customer wins."""
    from workers.policy.robot import UNKNOWN_PARTY

    names = {segment.name: segment for segment in robot.segments}
    pinned = names.get(customer.pinned_segment)
    lines: list[Record] = []
    if customer.pinned_segment:
        lines.append(_line(0, customer.pinned_segment, pinned, "pinned by a person", pinned is not None))
    taken = pinned is not None
    for order, segment in enumerate(robot.segments, start=1):
        fits = segment.match.takes(customer.segment, customer.party or UNKNOWN_PARTY, customer.country)
        lines.append(_line(order, segment.name, segment, _because(segment, fits), fits and not taken))
        taken = taken or fits
    return lines


def _line(order: int, name: str, segment: Segment | None, because: str, takes: bool) -> Record:
    ladder, mode = (segment.ladder, segment.mode) if segment else ("", "not in robot.yaml any more")
    return {"order": order, "segment": name, "ladder": ladder, "mode": mode, "because": because, "takes": takes}


def _because(segment: Segment, fits: bool) -> str:
    if segment.match.takes_everybody:
        return "takes everybody"
    asked = {"segment": segment.match.segment, "party": segment.match.party, "country": segment.match.country}
    wanted = "; ".join(f"{name} in {', '.join(values)}" for name, values in asked.items() if values)
    return f"{wanted}: {'fits' if fits else 'does not fit'}"

"""Commands that keep the robot from a customer, or tell it whom to reach: hold, stop, contact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workers.cli.output import Json, print_record
from workers.cli.parts import Account, By, Entity, Id, day_of, occasion_of, opened_robot, part_named

if TYPE_CHECKING:
    from workers.wiring import Robot

hold = typer.Typer(help="Hold an account, an item or a part of it back from dunning.", no_args_is_help=True)
stop = typer.Typer(help="Stop everything for an account: insolvency, attorney, cease contact...", no_args_is_help=True)
contact = typer.Typer(help="People at customers.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(hold, name="hold")
    app.add_typer(stop, name="stop")
    app.add_typer(contact, name="contact")


@hold.command("add")
def add_hold(
    account: Account,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; it is shown wherever the hold is.")],
    item: Annotated[str, typer.Option(help="Hold only this document.")] = "",
    amount: Annotated[str, typer.Option(help="Hold only so much of the document, such as 120.50.")] = "",
    until: Annotated[str, typer.Option(help="The last day it is in force, as YYYY-MM-DD.")] = "",
    kind: Annotated[Literal["hold", "dispute", "promise"], typer.Option(help="What it is.")] = "hold",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Hold back from now on; what is planned or claimed for the account is cancelled at once."""
    from workers.ledger.book import holds

    with opened_robot() as robot, robot.ledger.write() as connection:
        part = part_named(connection, (account, entity), item, amount)
        new = holds.NewHold(
            part.account_id, kind, reason, part.item_id, part.amount, part.currency, _last_day(until, robot)
        )
        hold_id = holds.add_hold(connection, new, occasion_of(robot, by))
    print_record({"id": hold_id, "account": account, "kind": kind}, json)


def _last_day(until: str, robot: Robot) -> date | None:
    from workers.errors import UserError

    if not until:
        return None
    last, today = day_of(until, robot), day_of("", robot)
    if last < today:
        raise UserError(f"a hold until {last} would be over already: today is {today}")
    return last


@hold.command("lift")
def lift_hold(hold_id: Id, by: By, json: Json = False) -> None:
    """End a hold now; the next run looks at the account again."""
    from workers.ledger.book import holds

    with opened_robot() as robot, robot.ledger.write() as connection:
        lifted = holds.lift_hold(connection, hold_id, occasion_of(robot, by))
    print_record({"id": hold_id, "kind": lifted.kind, "lifted": True}, json)


@stop.command("add")
def add_stop(
    account: Account,
    by: By,
    reason: Annotated[str, typer.Option(help="The kind: insolvency, attorney, cease_contact, deceased...")],
    evidence: Annotated[str, typer.Option(help="Where it can be read up, such as a file number.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Let nothing leave for this account until the stop is lifted; the legal role gets a case."""
    from workers.exception_queue.stopping import Stopping, stop_with_case
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot, robot.ledger.write() as connection:
        new = Stopping(account_named(connection, account, entity), reason, evidence)
        done = stop_with_case(connection, new, robot.policy, occasion_of(robot, by))
    record = {"id": done.id, "account": account, "reason": done.kind, "ends_on": done.ends_on}
    print_record(record | {"proof_of_claim_on": done.proof_of_claim_on}, json)


@stop.command("import")
def import_stops(
    file: Annotated[Path, typer.Argument(help="CSV with customer_id, kind and, optionally, entity and evidence.")],
    by: By,
    json: Json = False,
) -> None:
    """Stop every account of a watch list; a list with a wrong line stops nobody and says which."""
    from workers.exception_queue.watchlist import read_watchlist, stop_listed

    listed = read_watchlist(file)
    with opened_robot() as robot, robot.ledger.write() as connection:
        done = stop_listed(connection, file, listed, robot.policy, occasion_of(robot, by))
    print_record({"rows": len(listed), "stops": [one.id for one in done]}, json)


@stop.command("lift")
def lift_stop(
    stop_id: Id,
    by: By,
    reason: Annotated[str, typer.Option(help="Why it may be lifted.")],
    json: Json = False,
) -> None:
    """Lift a stop, with a reason; takes the legal role (`people` in robot.yaml)."""
    from workers.ledger.book import stops

    with opened_robot() as robot:
        robot.policy.robot.demand_person(by, "legal", "lift a stop")
        with robot.ledger.write() as connection:
            stops.lift_stop(connection, stop_id, reason, occasion_of(robot, by))
    print_record({"id": stop_id, "lifted": True}, json)


@contact.command("set")
def set_contact(
    customer: Account,
    by: By,
    role: Annotated[str, typer.Option(help="One of the roles of robot.yaml, such as ap_clerk.")] = "ap_clerk",
    email: Annotated[str, typer.Option(help="The new e-mail address.")] = "",
    phone: Annotated[str, typer.Option(help="The new number for SMS, such as +4989123456.")] = "",
    postal_address: Annotated[
        str, typer.Option(help="Where letters go, below the name: 'Musterstr. 1|12345 Berlin', | between the lines.")
    ] = "",
    json: Json = False,
) -> None:
    """Say how a customer's person in a role is reached; what is not named stays as it is.

    The postal address is the customer's own: letters to everybody there go to it.
    """
    from workers.errors import UserError
    from workers.ledger.book import contacts

    addresses: dict[contacts.ReachedBy, str] = {}
    if email:
        addresses["email"] = email
    if phone:
        addresses["sms"] = phone
    if postal_address.strip(" |"):
        addresses["letter"] = postal_address
    if not addresses:
        raise UserError("pass --email, --phone or --postal-address, or several of them")
    with opened_robot() as robot:
        known = robot.policy.robot.contact_rules.roles
        if role not in known:
            raise UserError(f"there is no role {role}: robot.yaml knows {', '.join(known)}")
        with robot.ledger.write() as connection:
            contact_id = contacts.set_contact(connection, customer, role, addresses, occasion_of(robot, by))
    print_record({"id": contact_id, "customer": customer, "role": role, "changed": sorted(addresses)}, json)

"""Commands on who is away: user away, back, absences. Cases follow from it each day; none is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import By, day_of, opened_robot
from workers.cli.users import Name, user

if TYPE_CHECKING:
    from workers.ledger.people.absences import Absence


def register(_app: typer.Typer) -> None:
    user.command()(away)
    user.command()(back)
    user.command()(absences)


def away(
    name: Name,
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day away, as YYYY-MM-DD.")],
    by: By,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day; today when left out.")] = "",
    deputy: Annotated[str, typer.Option(help="Who gets the cases; left out, the next of the team.")] = "",
    json: Json = False,
) -> None:
    """Say that somebody is away: the cases are the deputy's from the first day, and come back by themselves."""
    from workers.ledger.people.absences import add_absence, find_absences
    from workers.ledger.people.users import user_named

    with opened_robot() as robot, robot.ledger.write() as connection:
        person = user_named(connection, name)
        other = user_named(connection, deputy) if deputy else None
        occasion = robot.occasion(by, robot.policy)
        days = day_of(first, robot), day_of(last, robot)
        added = add_absence(connection, person, other, days, occasion)
        found = [each for each in find_absences(connection, occasion.business_date, person.id) if each.id == added]
    print_record(_line(found[0]), json)


def back(name: Name, by: By, json: Json = False) -> None:
    """End somebody's absences, those to come too."""
    from workers.ledger.people.absences import end_absences
    from workers.ledger.people.users import user_named

    with opened_robot() as robot, robot.ledger.write() as connection:
        person = user_named(connection, name)
        ended = end_absences(connection, person, robot.occasion(by, robot.policy))
    print_record({"name": person.name, "ended": ended}, json)


def absences(json: Json = False) -> None:
    """List who is away now or will be."""
    from workers.ledger.people.absences import find_absences

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = [_line(each) for each in find_absences(connection, day_of("", robot))]
    print_records(found, json, ("name", "deputy", "from", "to"), nothing="Nobody is away.")


def _line(absence: Absence) -> Record:
    days = {"from": absence.first_on.isoformat(), "to": absence.last_on.isoformat()}
    return {"name": absence.name, "deputy": absence.deputy, **days}

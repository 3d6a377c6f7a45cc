"""What a command works with: settings, then the book or the whole robot, opened and closed around the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workers.ledger.unit_of_work import Ledger
    from workers.receivables.occasion import Occasion
    from workers.wiring import Book, Robot

AsOf = Annotated[str, typer.Option(help="The business date to look at, as YYYY-MM-DD; today when left out.")]


def _this_user() -> str:
    """Whoever is logged in; a container may run as a number that has no name."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


By = Annotated[str, typer.Option("--by", help="Who does this; the journal keeps it.", default_factory=_this_user)]


@contextmanager
def opened_ledger() -> Iterator[Ledger]:
    """The database of the settings as it stands: nothing makes tables in it."""
    from workers.ledger.unit_of_work import open_ledger
    from workers.logs import configure_logging
    from workers.settings import load_settings

    configure_logging()
    ledger = open_ledger(load_settings().database_url)
    try:
        yield ledger
    finally:
        ledger.engine.dispose()


@contextmanager
def opened_book() -> Iterator[Book]:
    """Ledger and clock only: for what must work while the policy files are broken."""
    from workers.logs import configure_logging
    from workers.settings import load_settings
    from workers.wiring import open_book

    configure_logging()
    book = open_book(load_settings())
    try:
        yield book
    finally:
        book.ledger.engine.dispose()


@contextmanager
def opened_robot(*, checked: bool = False, json_logs: bool = False) -> Iterator[Robot]:
    """Everything; raises before any work when a part is missing."""
    from workers.logs import configure_logging
    from workers.settings import load_settings
    from workers.wiring import assemble

    configure_logging(as_json=json_logs)
    robot = assemble(load_settings(), checked=checked)
    configure_logging(as_json=json_logs, redirected_to=robot.redirected_to)
    try:
        yield robot
    finally:
        robot.close()


def occasion_of(robot: Robot, actor: str) -> Occasion:
    """This moment, under the policy in force, by a person."""
    return robot.occasion(actor, robot.policy)


def day_of(text: str, robot: Robot) -> date:
    """The business date that a person wrote, or today's."""
    from workers.errors import UserError
    from workers.wiring import home_zone

    if not text:
        return robot.clock.business_date(home_zone(robot.policy))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{text!r} is not a date such as 2026-03-01") from error


def entity_of(robot: Robot, name: str) -> str:
    """The legal entity that a person named, or the first one."""
    from workers.errors import UserError

    known = robot.policy.robot.entities
    if name and name not in known:
        raise UserError(f"there is no entity {name}: robot.yaml knows {', '.join(known)}")
    return name or next(iter(known))


def minor_of(text: str, currency: str) -> int:
    """Minor units of an amount that a person wrote."""
    from workers.errors import UserError
    from workers.receivables.money import to_minor

    try:
        return to_minor(text, currency)
    except ValueError as error:
        raise UserError(str(error)) from error


def decimal_of(minor: int | None, currency: str | None) -> str | None:
    """An amount as commands print it: a decimal text with the digits of its currency."""
    from workers.receivables.money import to_decimal

    return None if minor is None or currency is None else str(to_decimal(minor, currency))

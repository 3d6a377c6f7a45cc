"""What a command works with: settings, then the book or the whole robot, opened and closed around the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.ledger.unit_of_work import Ledger
    from workers.receivables.occasion import Occasion
    from workers.wiring import Book, Robot

# Days are counted on from what people write, and the calendar ends with 9999.
_LAST_YEAR = 2999
Account = Annotated[str, typer.Argument(help="The customer's number.")]
Entity = Annotated[str, typer.Option(help="Our legal entity, where the customer has accounts at several.")]
Id = Annotated[int, typer.Argument(metavar="ID", max=MAX_ID)]
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
    from workers.errors import UserError

    if not actor.strip():
        raise UserError("--by names nobody: the journal keeps who did this")
    return robot.occasion(actor, robot.policy)


def day_of(text: str, robot: Robot) -> date:
    """The business date that a person wrote, or today's."""
    from workers.errors import UserError
    from workers.wiring import home_zone

    if not text:
        return robot.clock.business_date(home_zone(robot.policy))
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{text!r} is not a date such as 2026-03-01") from error
    if day.year > _LAST_YEAR:
        raise UserError(f"{text} is no day to work with: write one before the year {_LAST_YEAR + 1}, or none for never")
    return day


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


@dataclass(frozen=True, slots=True)
class Part:
    """What of an account a person named: all of it, a document, or an amount of a document."""

    account_id: int
    item_id: int | None = None
    currency: str | None = None
    amount: int | None = None


def part_named(connection: Connection, named: tuple[str, str], item: str, amount: str) -> Part:
    """The part of the account of that customer, at that entity, that ``--item`` and ``--amount`` say."""
    from workers.errors import UserError
    from workers.ledger.book.listings import account_named, item_named

    if amount and not item:
        raise UserError("--amount needs --item: it is an amount of one document")
    account_id = account_named(connection, *named)
    if not item:
        return Part(account_id)
    item_id, currency = item_named(connection, account_id, item)
    return Part(account_id, item_id, currency, minor_of(amount, currency) if amount else None)

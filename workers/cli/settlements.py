"""Commands about settlements and early payment: price, offer, answer another sum, accept, cancel, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.arrangements import (
    Currency,
    Every,
    How,
    Items,
    Note,
    accepted,
    ended,
    is_plan,
    known,
    line_of,
    listed,
    scope_of,
)
from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import Account, By, Entity, Id, day_of, decimal_of, minor_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.receivables.arrangement import Arrangement

settlement = typer.Typer(
    help="Less for all of it, or for early payment: inside what is delegated.", no_args_is_help=True
)
_COLUMNS = ("id", "customer", "kind", "state", "balance", "agreed", "paid", "currency", "accept_by", "next_due")
_PRICED = ("option", "total", "let_off", "present_value", "currency", "instalments", "last_on", "takes")


def register(app: typer.Typer) -> None:
    app.add_typer(settlement, name="settlement")


@settlement.command("options")
def price_options(
    account: Account, item: Items = None, currency: Currency = "", entity: Entity = "", json: Json = False
) -> None:
    """Print what could be proposed, worth most today first; later money counts for less."""
    from workers.arrangements.options import options_of

    with opened_robot() as robot, robot.ledger.read() as connection:
        scope = scope_of(connection, (account, entity), item or [], currency)
        found = options_of(connection, scope, robot.policy, day_of("", robot))
    lines = (
        {
            "option": option.name,
            **{
                name: decimal_of(getattr(option, name), scope.currency)
                for name in ("total", "let_off", "present_value")
            },
            "currency": scope.currency,
            "instalments": len(option.instalments),
            "last_on": option.instalments[-1].due_on.isoformat(),
            "takes": option.consent,
        }
        for option in found
    )
    print_records(lines, json, _PRICED, nothing="Nothing can be arranged.")


@settlement.command("offer")
def offer_settlement(
    account: Account,
    by: By,
    evidence: Annotated[str, typer.Option(help="Who asked for it and where; or why it is offered.")],
    amount: Annotated[str, typer.Option(help="What is to be paid for all of it; else the robot's first offer.")] = "",
    item: Items = None,
    currency: Currency = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Offer to settle all that is overdue, or some documents (not due yet: for early payment). Prints the words."""
    from workers.arrangements.offering import OfferWish, offer
    from workers.arrangements.wording import OfferDesk

    with opened_robot() as robot, robot.ledger.write() as connection:
        scope = scope_of(connection, (account, entity), item or [], currency)
        agreed = minor_of(amount, scope.currency) if amount else None
        desk = OfferDesk(robot.policy, robot.renderer)
        made = offer(connection, OfferWish(scope, evidence, agreed), desk, occasion_of(robot, by))
    print_record(_line(made), json)


@settlement.command("counter")
def answer_counter(
    offer_id: Id,
    by: By,
    how: How,
    amount: Annotated[str, typer.Option(help="What the customer offers instead.")],
    json: Json = False,
) -> None:
    """Let the robot answer another sum: accepted, a new offer inside what is delegated, or a case for a person."""
    from workers.arrangements.offering import counter
    from workers.arrangements.wording import OfferDesk
    from workers.ledger.book.arrangements import known_arrangement

    with opened_robot() as robot, robot.ledger.write() as connection:
        known(connection, offer_id, "settlement")
        offered = minor_of(amount, known_arrangement(connection, offer_id).currency)
        desk = OfferDesk(robot.policy, robot.renderer)
        found = counter(connection, offer_id, (offered, how), desk, occasion_of(robot, by))
    print_record(_line(found), json)


@settlement.command("accept")
def accept_offer(offer_id: Id, by: By, how: How, json: Json = False) -> None:
    """The customer said yes in writing: it is silent until its day, and what is let off is posted once it is paid."""
    print_record(_line(accepted(offer_id, "settlement", by, how)), json)


@settlement.command("cancel")
def cancel_offer(offer_id: Id, by: By, note: Note = "", json: Json = False) -> None:
    """End an offer or a settlement that runs: the whole balance is asked for again, where the ladder stood."""
    print_record(_line(ended(offer_id, "settlement", by, note)), json)


@settlement.command("list")
def list_settlements(
    account: Annotated[str, typer.Argument(help="The customer's number; all customers when left out.")] = "",
    every: Every = False,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """List settlements and offers, oldest first, with what was paid on each."""
    lines = (_line(one) for one in listed(account, entity, every) if not is_plan(one))
    print_records(lines, json, _COLUMNS, nothing="There is no settlement.")


def _line(found: Arrangement) -> Record:
    let_off = decimal_of(found.let_off, found.currency)
    return {**line_of(found), "let_off": let_off, "revives": found.revives, "round": found.round, "terms": found.terms}

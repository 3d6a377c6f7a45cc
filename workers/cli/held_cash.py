"""Commands for cash that waits: cash apply, cash assign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, print_record
from workers.cli.parts import By, decimal_of, minor_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.remittance.by_hand import Held

cash = typer.Typer(help="Cash that waits: say who paid it, and what for.", no_args_is_help=True)
PaymentId = Annotated[
    int, typer.Argument(metavar="PAYMENT", help="The payment's number, as `unidentified` lists it.", max=MAX_ID)
]


@cash.command()
def apply(
    payment_id: PaymentId,
    item: Annotated[
        list[str], typer.Option(help="A document and what it gets: INV-1=40.00. Give it once per document.")
    ],
    by: By,
    customer: Annotated[str, typer.Option(help="Who paid, where nobody knows and the documents do not say.")] = "",
    json: Json = False,
) -> None:
    """Apply cash on account, or unidentified, to documents; the robot never changes what a person applied."""
    from workers.ledger.cash.held_cash import find_held
    from workers.remittance.by_hand import apply_by_person
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        found = find_held(connection, payment_id)
        terms = posting_terms(robot.policy.robot, found.entity)
        amounts = _amounts(item, found.currency)
        held = apply_by_person(connection, payment_id, amounts, terms, occasion_of(robot, by), customer_id=customer)
        applied = {number: decimal_of(amount, found.currency) for number, amount in amounts.items()}
    print_record({**_held(payment_id, held), "applied": applied}, json)


@cash.command()
def assign(
    payment_id: PaymentId,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The number of the customer who paid.")],
    by: By,
    json: Json = False,
) -> None:
    """Say whose unidentified cash is: it lies on that customer's account until somebody says what for."""
    from workers.ledger.cash.held_cash import find_held
    from workers.remittance.by_hand import assign_by_person
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        terms = posting_terms(robot.policy.robot, find_held(connection, payment_id).entity)
        held = assign_by_person(connection, payment_id, customer, terms, occasion_of(robot, by))
    print_record(_held(payment_id, held), json)


def _amounts(items: Sequence[str], currency: str) -> dict[str, int]:
    """What each document gets; a number may hold an equals sign, an amount does not."""
    from workers.errors import UserError

    amounts: dict[str, int] = {}
    for text in items:
        number, equals, amount = text.rpartition("=")
        if not equals or not number:
            raise UserError(f"{text!r} says no amount: write --item NUMBER=AMOUNT, such as INV-1=40.00")
        if number in amounts:
            raise UserError(f"{number} stands in --item twice: name it once, with all it gets")
        amounts[number] = minor_of(amount, currency)
    return amounts


def _held(payment_id: int, held: Held) -> dict[str, object]:
    left = decimal_of(held.amount, held.currency)
    return {"payment": payment_id, "customer": held.customer_id, "on_account": left, "currency": held.currency}

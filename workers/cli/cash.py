"""Commands about cash: bank import, payment reverse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli.output import Json, print_record
from workers.cli.parts import By, decimal_of, occasion_of, opened_robot

bank = typer.Typer(help="Bank statements.", no_args_is_help=True)
payment = typer.Typer(help="Payments that were posted.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(bank, name="bank")
    app.add_typer(payment, name="payment")


@bank.command("import")
def import_bank(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV: date,amount,currency,reference,payer.")],
    by: By,
    entity: Annotated[str, typer.Option(help="Whose bank account it is; our first entity when left out.")] = "",
    json: Json = False,
) -> None:
    """Post bank lines: confirm advices, apply exact matches, keep the rest on account with a case."""
    from workers.errors import UserError
    from workers.remittance.bank.run import import_statements
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot:
        policy = robot.policy.robot
        if entity and entity not in policy.entities:
            raise UserError(f"there is no entity {entity}: robot.yaml knows {', '.join(policy.entities)}")
        terms = posting_terms(policy, entity or None)
        report = import_statements(robot.ledger, files, terms, occasion_of(robot, by))
    print_record({"rows": report.rows, "added": report.added, "outcomes": dict(report.outcomes)}, json)


@payment.command()
def reverse(
    payment_id: Annotated[int, typer.Argument(metavar="ID", help="The payment's number.")], by: By, json: Json = False
) -> None:
    """Take a payment back: its items are open again, and the robot never posts its advice again."""
    from workers.ledger.payments import find_payment
    from workers.remittance.confirmation import reverse_by_person
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        found = find_payment(connection, payment_id)
        terms = posting_terms(robot.policy.robot, found.entity if found else None)
        before = reverse_by_person(connection, payment_id, terms, occasion_of(robot, by))
    amount = decimal_of(before.amount_minor, before.currency)
    print_record({"id": payment_id, "reversed": True, "amount": amount, "currency": before.currency}, json)

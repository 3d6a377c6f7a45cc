"""Commands about what payers are known by on bank lines: payer list, payer revoke."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from workers.cli.output import Json, print_record, print_records
from workers.cli.parts import By, occasion_of, opened_robot

payer = typer.Typer(help="Bank accounts and names that customers pay under.", no_args_is_help=True)


@payer.command("list")
def list_payers(
    customer: Annotated[str, typer.Argument(help="The customer's number; all customers when left out.")] = "",
    json: Json = False,
) -> None:
    """List the accounts and names that were proposed, approved or refused, with who said so."""
    from workers.ledger.cash.payer_marks import ACCOUNTS, NAMES

    kinds = (("account", ACCOUNTS), ("name", NAMES))
    with opened_robot() as robot, robot.ledger.read() as connection:
        found: list[dict[str, Any]] = [
            {"customer": mark.customer_id, kind: mark.text, "state": mark.state, "by": mark.actor}
            for kind, marks in kinds
            for mark in marks.find_all(connection, customer)
        ]
    records = [{"account": None, "name": None, **record} for record in found]
    columns = ("customer", "account", "name", "state", "by")
    print_records(records, json, columns, nothing="Nothing is known of how anybody pays.")


@payer.command()
def revoke(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's number.")],
    by: By,
    account: Annotated[str, typer.Option(help="The bank account that is not the customer's.")] = "",
    name: Annotated[str, typer.Option(help="The name that the customer does not pay under.")] = "",
    json: Json = False,
) -> None:
    """Take back what was approved: later bank lines with it are not known by it; what was posted stays."""
    from workers.errors import UserError
    from workers.ledger.cash.payer_marks import ACCOUNTS, NAMES
    from workers.receivables.customer import name_key

    if bool(account) == bool(name):
        raise UserError("say what is revoked: --account IBAN, or --name NAME")
    marks, text = (ACCOUNTS, account.replace(" ", "").upper()) if account else (NAMES, name_key(name))
    with opened_robot() as robot, robot.ledger.write() as connection:
        marks.revoke(connection, text, customer, occasion_of(robot, by))
    print_record({"customer": customer, "account": account or None, "name": name or None, "state": "refused"}, json)

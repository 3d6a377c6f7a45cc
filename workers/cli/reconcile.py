"""Command `reconcile`: a customer's own list of what it owes us against our book, and why they differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli.output import Json, print_record, print_records
from workers.cli.parts import Account, Entity, day_of, decimal_of, opened_robot

if TYPE_CHECKING:
    from workers.remittance.reconciliation.statement import CustomerStatement, Difference, Reconciliation

_COLUMNS = ("cause", "customers_reference", "document_number", "theirs", "ours", "difference", "explanation")


def register(app: typer.Typer) -> None:
    app.command()(reconcile)


def reconcile(
    account: Account,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The customer's list: PDF, CSV, XLSX, HTML or text.")],
    as_of: Annotated[str, typer.Option(help="The day to compare, as YYYY-MM-DD; the list's own when left out.")] = "",
    currency: Annotated[str, typer.Option(help="Where the account has several: which one the list is in.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Compare what a customer says it owes with our book: every difference, its cause, to the cent. Changes nothing."""
    from workers.ledger.book.listings import account_named
    from workers.remittance.readers.pool import ReaderPool
    from workers.remittance.reconciliation.run import Wanted, read_list
    from workers.remittance.reconciliation.run import reconcile as compare_lists

    with opened_robot() as robot, ReaderPool(robot.policy.robot.cash_application.limits) as readers:
        document = read_list(file, readers)
        with robot.ledger.read() as connection:
            chosen = day_of(as_of, robot) if as_of else None
            wanted = Wanted(account_named(connection, account, entity), day_of("", robot), currency, chosen)
            statement, found = compare_lists(connection, document, wanted)
    told = _told(file.name, statement, found)
    if json:
        print_record(told, json)
    else:
        _print(told)


def _print(told: dict[str, Any]) -> None:
    differences, left_out = told.pop("differences"), told.pop("left_out")
    print_records(differences, False, _COLUMNS, nothing="Both lists agree to the cent.")
    print_record(told, as_json=False)
    for row in left_out:
        print(f"not read, because it has no amount: {row}")


def _told(name: str, statement: CustomerStatement, found: Reconciliation) -> dict[str, Any]:
    """The result as programs read it; amounts are decimal text."""
    return {
        "file": name,
        "account": found.customer_id,
        "currency": found.currency,
        "as_of": found.as_of.isoformat(),
        "lines": len(statement.lines),
        "agreed": found.agreed,
        "theirs": decimal_of(found.theirs, found.currency),
        "ours": decimal_of(found.ours, found.currency),
        "difference": decimal_of(found.theirs - found.ours, found.currency),
        "differences": [_row(each, found.currency) for each in found.differences],
        "left_out": list(statement.left_out),
    }


def _row(each: Difference, currency: str) -> dict[str, Any]:
    return {
        "cause": str(each.cause),
        "customers_reference": each.reference,
        "document_number": each.document_number,
        "date": each.on.isoformat() if each.on else None,
        "theirs": decimal_of(each.theirs, currency),
        "ours": decimal_of(each.ours, currency),
        "difference": decimal_of(each.effect, currency),
        "explanation": each.explanation,
    }

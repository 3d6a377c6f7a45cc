"""Commands about payment on delivery: cheques and cards are registered, cleared or returned."""

from __future__ import annotations

from typing import Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import AsOf, By, day_of, decimal_of, entity_of, minor_of, occasion_of, opened_robot

cod = typer.Typer(help="Cheques and cards taken on delivery.", no_args_is_help=True)

Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's number.")]
ReceiptId = Annotated[int, typer.Argument(metavar="ID", help="The receipt's number.", max=MAX_ID)]
Entity = Annotated[str, typer.Option(help="Which of our legal entities it concerns.")]


def register(app: typer.Typer) -> None:
    app.add_typer(cod, name="cod")


@cod.command()
def add(
    customer: Customer,
    by: By,
    kind: Annotated[str, typer.Option(help="cheque or card.")],
    number: Annotated[str, typer.Option(help="The cheque's number, or the card payment's.")],
    amount: Annotated[str, typer.Option(help="What it is over, such as 120.50.")],
    currency: Annotated[str, typer.Option(help="Its currency, such as EUR.")],
    document: Annotated[list[str], typer.Option(help="What it pays; give it once per document.")],
    on: AsOf = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Register a cheque or a card payment; it is no money before it is cleared."""
    from workers.remittance.cod import Taken
    from workers.remittance.cod import register as register_receipt
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        terms = posting_terms(robot.policy.robot, entity_of(robot, entity))
        minor = minor_of(amount, currency)
        taken = Taken(customer, kind, number, currency, minor, day_of(on, robot), tuple(document))
        receipt_id = register_receipt(connection, taken, terms, occasion_of(robot, by))
    print_record({"id": receipt_id, "state": "registered", "amount": amount, "currency": currency}, json)


@cod.command("list")
def list_receipts(
    state: Annotated[str, typer.Option(help="registered, cleared or returned; all when left out.")] = "",
    json: Json = False,
) -> None:
    """List cheques and cards, oldest first."""
    from workers.ledger.cash.cod import find_receipts

    with opened_robot() as robot, robot.ledger.read() as connection:
        records = [_record(receipt) for receipt in find_receipts(connection, state or None)]
    columns = ("id", "customer", "kind", "number", "amount", "currency", "received_on", "state", "payment", "reason")
    print_records(records, json, columns, nothing="There is none.")


@cod.command()
def clear(receipt_id: ReceiptId, by: By, json: Json = False) -> None:
    """Say that it was paid: its documents are settled, in transit until the bank line comes."""
    from workers.ledger.cash.cod import find_receipt
    from workers.remittance.cod import clear as clear_receipt
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        known = find_receipt(connection, receipt_id)
        terms = posting_terms(robot.policy.robot, known.entity if known else None)
        clear_receipt(connection, receipt_id, terms, occasion_of(robot, by))
    print_record({"id": receipt_id, "state": "cleared"}, json)


@cod.command("return")
def return_receipt(
    receipt_id: ReceiptId,
    by: By,
    reason: Annotated[str, typer.Option(help="Why it was not paid, such as insufficient funds.")],
    json: Json = False,
) -> None:
    """Say that it was not paid: what it settled is open again, and the next delivery on payment is on hold."""
    from workers.ledger.cash.cod import find_receipt
    from workers.remittance.cod import bounce
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        known = find_receipt(connection, receipt_id)
        terms = posting_terms(robot.policy.robot, known.entity if known else None)
        bounce(connection, receipt_id, reason, terms, occasion_of(robot, by))
    print_record({"id": receipt_id, "state": "returned"}, json)


@cod.command()
def release(customer: Customer, by: By, entity: Entity = "", json: Json = False) -> None:
    """Let a customer pay on delivery again after a return."""
    from workers.ledger.cash.cod import release_hold
    from workers.remittance.cod import account_of

    with opened_robot() as robot, robot.ledger.write() as connection:
        account_id = account_of(connection, entity_of(robot, entity), customer)
        released = release_hold(connection, account_id, occasion_of(robot, by))
    print_record({"customer": customer, "released": released}, json)


def _record(receipt: object) -> Record:
    from workers.ledger.cash.cod import Receipt

    assert isinstance(receipt, Receipt)
    return {
        "id": receipt.id,
        "customer": receipt.customer_id,
        "kind": receipt.kind,
        "number": receipt.number,
        "amount": decimal_of(receipt.amount, receipt.currency),
        "currency": receipt.currency,
        "received_on": receipt.received_on.isoformat(),
        "state": receipt.state,
        "payment": receipt.payment_id,
        "reason": receipt.reason,
    }

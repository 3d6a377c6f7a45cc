"""Commands about cash: mailbox poll, remittance read, bank import, payment reverse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli.held_cash import cash
from workers.cli.output import MAX_ID, Json, print_record, print_records
from workers.cli.parts import AsOf, By, day_of, decimal_of, entity_of, occasion_of, opened_robot
from workers.cli.payers import payer

mailbox = typer.Typer(help="The mailbox that customers write to.", no_args_is_help=True)
bank = typer.Typer(help="Bank statements.", no_args_is_help=True)
remittance = typer.Typer(help="Remittance advices.", no_args_is_help=True)
payment = typer.Typer(help="Payments that were posted.", no_args_is_help=True)

Entity = Annotated[str, typer.Option(help="Which of our legal entities it concerns.")]


def register(app: typer.Typer) -> None:
    app.add_typer(mailbox, name="mailbox")
    app.add_typer(remittance, name="remittance")
    app.add_typer(bank, name="bank")
    app.add_typer(payment, name="payment")
    app.add_typer(cash, name="cash")
    app.add_typer(payer, name="payer")


@mailbox.command()
def poll(
    jobs: Annotated[int, typer.Option(help="Reader processes.", min=1)] = 1,
    json: Json = False,
) -> None:
    """Fetch, store, read, match and post until nothing is new."""
    from workers.mailroom import poll_after_others

    with opened_robot() as robot:
        report = poll_after_others(robot, jobs)
    record = {"fetched": report.fetched, "outcomes": dict(report.outcomes), "waiting": report.waiting}
    print_record(record, json)


@remittance.command()
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails (.eml) or PDF files, as one mailbox.")],
    as_of: AsOf = "",
    entity: Entity = "",
    jobs: Annotated[int, typer.Option(help="Reader processes.", min=1)] = 1,
    json: Json = False,
) -> None:
    """Read and judge advices against the book as it stands; post nothing."""
    from workers.ledger.cash.remittance_book import LedgerBook
    from workers.remittance.hints import payer_hints
    from workers.remittance.report import read_files

    with opened_robot() as robot, robot.ledger.read() as connection:
        book = LedgerBook(connection, entity_of(robot, entity) if entity else None)
        policy = robot.policy.robot.cash_application
        hints = payer_hints(robot.policy.remittance_formats, robot.settings.pdf_passwords)
        reports = read_files(files, book, policy, day_of(as_of, robot), jobs, hints=hints)
        columns = ("file", "outcome", "exception_kind", "payer_customer_id", "payment", "seconds", "why")
        print_records(reports, json, columns, nothing="There was no file to read.")


@bank.command("import")
def import_bank(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="camt.053, camt.054, MT940, BAI2 or CSV.")],
    by: By,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Post bank lines: confirm advices, apply exact matches, keep the rest on account with a case."""
    from workers.remittance.bank.run import import_statements
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot:
        terms = posting_terms(robot.policy.robot, entity_of(robot, entity))
        report = import_statements(robot.ledger, files, terms, occasion_of(robot, by))
    print_record(report.as_json(), json)


@payment.command()
def reverse(
    payment_id: Annotated[int, typer.Argument(metavar="ID", help="The payment's number.", max=MAX_ID)],
    by: By,
    json: Json = False,
) -> None:
    """Take a payment back: its items are open again, and the robot never posts its advice again."""
    from workers.ledger.cash.payments import find_payment
    from workers.remittance.confirmation import reverse_by_person
    from workers.remittance.terms import posting_terms

    with opened_robot() as robot, robot.ledger.write() as connection:
        found = find_payment(connection, payment_id)
        terms = posting_terms(robot.policy.robot, found.entity if found else None)
        before = reverse_by_person(connection, payment_id, terms, occasion_of(robot, by))
    amount = decimal_of(before.amount_minor, before.currency)
    print_record({"id": payment_id, "reversed": True, "amount": amount, "currency": before.currency}, json)

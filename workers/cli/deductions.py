"""Commands about what was taken off and what could not be applied: deductions list and decide, unidentified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import AsOf, By, day_of, decimal_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from datetime import date

    from workers.policy.deduction_codes import DeductionCodes
    from workers.receivables.deduction import Deduction

deductions = typer.Typer(help="What customers took off their payments.", no_args_is_help=True)
_COLUMNS = ("id", "customer", "document", "amount", "currency", "code", "reason", "state", "due_on", "days_left")


def register(app: typer.Typer) -> None:
    app.add_typer(deductions, name="deductions")
    app.command("unidentified")(unidentified)


@deductions.command("list")
def list_deductions(
    state: Annotated[Literal["open", "accepted", "rejected", "all"], typer.Option(help="Which of them.")] = "open",
    customer: Annotated[str, typer.Option(help="Only those of this customer.")] = "",
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """List deductions, the first to be decided first."""
    from workers.ledger.cash.deductions import find_deductions

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = find_deductions(connection, None if state == "all" else state, customer)
        today, codes = day_of(as_of, robot), robot.policy.deduction_codes
    lines = (_line(deduction, today, codes) for deduction in found)
    print_records(lines, json, _COLUMNS, nothing="There is no such deduction.")


@deductions.command()
def decide(
    deduction_id: Annotated[
        int, typer.Argument(metavar="ID", help="The number that `deductions list` shows.", max=MAX_ID)
    ],
    decision: Annotated[Literal["accept", "reject"], typer.Option(help="What is decided.")],
    by: By,
    note: Annotated[str, typer.Option(help="Why; it stays with the deduction.")] = "",
    json: Json = False,
) -> None:
    """Accept or reject a deduction. Nothing is posted: the system of record credits what is accepted."""
    from workers.ledger.cash.deductions import decide_deduction

    with opened_robot() as robot, robot.ledger.write() as connection:
        state: Literal["accepted", "rejected"] = "accepted" if decision == "accept" else "rejected"
        decided = decide_deduction(connection, deduction_id, state, note, occasion_of(robot, by))
        line = _line(decided, day_of("", robot), robot.policy.deduction_codes)
    print_record(line, json)


@deductions.command("code")
def give_code(
    deduction_id: Annotated[
        int, typer.Argument(metavar="ID", help="The number that `deductions list` shows.", max=MAX_ID)
    ],
    code: Annotated[str, typer.Argument(metavar="CODE", help="As config/deduction_codes.yaml names it.")],
    by: By,
    always: Annotated[
        bool, typer.Option("--always", help="Propose that such a reason always has this code (`rule list`).")
    ] = False,
    json: Json = False,
) -> None:
    """Say which code a deduction has whose words did not tell."""
    from workers.errors import UserError
    from workers.exception_queue.actors import workshop_of
    from workers.exception_queue.promotion.drafts import draft_of
    from workers.exception_queue.promotion.promoting import propose
    from workers.ledger.cash.deductions import code_deduction

    with opened_robot() as robot, robot.ledger.write() as connection:
        codes = robot.policy.deduction_codes
        if code not in codes.codes:
            raise UserError(f"there is no code {code}: config/deduction_codes.yaml has {', '.join(codes.codes)}")
        occasion = occasion_of(robot, by)
        coded = code_deduction(connection, deduction_id, code, occasion)
        line = dict(_line(coded, day_of("", robot), codes))
        if always:
            draft = draft_of("deduction_code", {"code": code, "phrase": coded.reason})
            proposed = propose(connection, draft, f"deduction {deduction_id}", workshop_of(robot), occasion)
            line["rule"] = proposed.id
    print_record(line, json)


def unidentified(
    as_of: AsOf = "",
    aged: Annotated[bool, typer.Option("--aged", help="Only the sums, by how long they have waited.")] = False,
    json: Json = False,
) -> None:
    """List cash that is unidentified or on account, the oldest first, with the documents that it may pay."""
    from workers.remittance.waiting_cash import AGES, aged_totals, waiting_cash_report

    if aged:
        with opened_robot() as robot, robot.ledger.read() as connection:
            sums = aged_totals(connection, day_of(as_of, robot))
        shown = ("entity", "currency", "held", "payments", *AGES, "total")
        print_records(sums, json, shown, nothing="All cash is applied.")
        return
    with opened_robot() as robot, robot.ledger.read() as connection:
        agreed = robot.policy.robot.cash_application.oldest_first
        found = list(waiting_cash_report(connection, day_of(as_of, robot), agreed))
    columns = ("payment", "held", "customer", "amount", "currency", "received_on", "age_days", "payer", "may_pay")
    lines = ({**line, "may_pay": "\n".join(map(_in_words, line["suggestions"]))} for line in found)
    print_records(found if json else lines, json, columns, nothing="All cash is applied.")


def _in_words(suggestion: Record) -> str:
    documents = ", ".join(post["document_number"] for post in suggestion["posts"])
    return f"{suggestion['rank']}. {documents} of {suggestion['customer']}: {suggestion['reason']}"


def _line(deduction: Deduction, today: date, codes: DeductionCodes) -> Record:
    known = codes.codes.get(deduction.code)
    return {
        "id": deduction.id,
        "customer": deduction.customer_id,
        "document": deduction.document_number,
        "amount": decimal_of(deduction.amount, deduction.currency),
        "currency": deduction.currency,
        "code": deduction.code or None,
        "means": known.means if known else None,
        "reason": deduction.reason,
        "state": deduction.state,
        "taken_on": deduction.taken_on.isoformat(),
        "due_on": deduction.due_on.isoformat(),
        "days_left": deduction.days_left(today),
        "open": decimal_of(deduction.open, deduction.currency),
        "payer_reference": deduction.payer_reference,
    }

"""Commands about disputes: open, change, resolve, list, print the packet, remind owners, and tell the root causes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import (
    Account,
    AsOf,
    By,
    Entity,
    day_of,
    decimal_of,
    minor_of,
    occasion_of,
    opened_robot,
    part_named,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from workers.disputes.outcomes import Desk
    from workers.policy.policy_set import PolicySet
    from workers.receivables.dispute import Dispute
    from workers.receivables.occasion import Occasion

dispute = typer.Typer(help="What customers dispute: taken in, given to owners, resolved.", no_args_is_help=True)
Id = Annotated[int, typer.Argument(metavar="ID", help="The number that `dispute list` shows.", max=MAX_ID)]
Outcome = Literal["credit", "credited", "rebill", "reject", "withdraw"]
_COLUMNS = ("id", "customer", "document", "amount", "currency", "code", "state", "owner", "due_on", "days_late")
_CAUSES = ("code", "means", "customer", "count", "documents", "trend", "disputed", "credited", "rejected", "owner")


def register(app: typer.Typer) -> None:
    app.add_typer(dispute, name="dispute")


@dispute.command("open")
def open_dispute(
    account: Account,
    by: By,
    code: Annotated[str, typer.Option(help="The reason, as config/resolution_matrix.yaml names it.")],
    evidence: Annotated[str, typer.Option(help="Who said so and where, such as 'mail 17' or 'call of 3 March'.")],
    item: Annotated[str, typer.Option(help="The disputed document; the whole account when left out.")] = "",
    amount: Annotated[str, typer.Option(help="Only so much of the document, such as 120.50.")] = "",
    note: Annotated[str, typer.Option(help="What its owner should know.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Take a dispute in: what is disputed is not asked for, the rest is; its owner gets a case and the packet."""
    from workers.disputes.intake import Claim
    from workers.disputes.intake import open_dispute as take_in

    with opened_robot() as robot, robot.ledger.write() as connection:
        part = part_named(connection, (account, entity), item, amount)
        claim = Claim(part.account_id, evidence, code, part.item_id, part.amount, part.currency, note)
        opened = take_in(connection, claim, robot.policy, occasion_of(robot, by))
        line = _line(opened, robot.policy, day_of("", robot))
    print_record(line, json)


@dispute.command("change")
def change_dispute(
    dispute_id: Id,
    by: By,
    code: Annotated[str, typer.Option(help="The reason it turned out to be.")],
    amount: Annotated[str, typer.Option(help="Only so much of the document is disputed.")] = "",
    json: Json = False,
) -> None:
    """Give a dispute another reason, and with it that reason's owner and days from today on."""
    from workers.disputes.intake import recode
    from workers.ledger.book.disputes import known_dispute

    with opened_robot() as robot, robot.ledger.write() as connection:
        disputed = _amount(amount, known_dispute(connection, dispute_id))
        changed = recode(connection, dispute_id, (code, disputed), robot.policy, occasion_of(robot, by))
        line = _line(changed, robot.policy, day_of("", robot))
    print_record(line, json)


@dispute.command("list")
def list_disputes(
    account: Annotated[str, typer.Option(help="Only those of this customer.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """List disputes, the first to be decided first."""
    from workers.ledger.book.disputes import find_disputes
    from workers.receivables.dispute import LIVE

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = find_disputes(connection, () if every else LIVE, account)
        today, policy = day_of(as_of, robot), robot.policy
    lines = (_line(one, policy, today) for one in found)
    print_records(lines, json, _COLUMNS, nothing="Nobody disputes anything.")


@dispute.command("resolve")
def resolve_dispute(
    dispute_id: Id,
    outcome: Annotated[Outcome, typer.Option(help="What was found.")],
    by: By,
    amount: Annotated[str, typer.Option(help="With credit: how much is right, when not all of it is.")] = "",
    note: Annotated[str, typer.Option(help="Why; with reject the customer is told in these words.")] = "",
    enclose: Annotated[
        list[str] | None, typer.Option(help="With reject: a document that proves it, by the name of its PDF.")
    ] = None,
    json: Json = False,
) -> None:
    """Decide a dispute. A credit above one person's limit waits for a second one (case `credit_approval`)."""
    from workers.disputes.outcomes import dispute_desk
    from workers.ledger.book.disputes import known_dispute

    with opened_robot() as robot, robot.ledger.write() as connection:
        credit = _amount(amount, known_dispute(connection, dispute_id))
        at = (dispute_desk(robot.policy, robot.settings.home), occasion_of(robot, by))
        decided = _decide(connection, dispute_id, (outcome, note, credit, tuple(enclose or ())), at)
        line = _line(decided, robot.policy, day_of("", robot))
    print_record(line, json)


def _amount(text: str, dispute: Dispute) -> int | None:
    """What was written after ``--amount``; nothing, where nothing was."""
    from workers.errors import UserError

    if not text:
        return None
    if dispute.currency is None:
        raise UserError(f"--amount needs a document: dispute {dispute.id} is of the whole account, in no one currency")
    return minor_of(text, dispute.currency)


def _decide(
    connection: Connection,
    dispute_id: int,
    told: tuple[Outcome, str, int | None, tuple[str, ...]],
    at: tuple[Desk, Occasion],
) -> Dispute:
    from workers.disputes import outcomes
    from workers.errors import UserError

    outcome, note, amount, enclosed = told
    if amount is not None and outcome != "credit":
        raise UserError("--amount goes with --outcome credit")
    if enclosed and outcome != "reject":
        raise UserError("--enclose goes with --outcome reject")
    match outcome:
        case "credit":
            return outcomes.ask_for_credit(connection, dispute_id, amount, note, at)
        case "credited":
            return outcomes.mark_credited(connection, dispute_id, note, at[1])
        case "rebill":
            return outcomes.bill_again(connection, dispute_id, note, at)
        case "reject":
            return outcomes.reject(connection, dispute_id, note, enclosed, at)
        case "withdraw":
            return outcomes.withdraw(connection, dispute_id, note, at[1])


@dispute.command("packet")
def print_evidence(
    dispute_id: Id,
    out: Annotated[Path, typer.Option(metavar="FILE.pdf", help="Write the PDF there.")],
    add: Annotated[list[str] | None, typer.Option(help="Another document, by the name of its PDF.")] = None,
    json: Json = False,
) -> None:
    """Write all that is known of a dispute into one PDF with an index: facts, timeline, mails, documents."""
    from workers.disputes.packet import packet_of
    from workers.errors import UserError
    from workers.ledger.book.disputes import known_dispute
    from workers.outbox.dispute_packet import packet_file
    from workers.outbox.enclosures import invoice_copies

    with opened_robot() as robot:
        with robot.ledger.read() as connection:
            packet = packet_of(connection, known_dispute(connection, dispute_id), robot.policy, tuple(add or ()))
        copies = invoice_copies(robot.policy.robot, robot.settings.home)
        pdf = packet_file(packet, robot.renderer, copies)
    try:
        out.write_bytes(pdf.content)
    except OSError as error:
        raise UserError(f"cannot write {out}: {error.strerror}") from error
    documents = list(packet.documents)
    print_record({"id": dispute_id, "file": str(out), "pages": pdf.pages, "documents": documents}, json)


@dispute.command("remind")
def remind_owners(json: Json = False) -> None:
    """Do what a running robot does once a day: close what is credited, escalate, remind the owners of late disputes."""
    from workers.disputes.chasing import chase

    with opened_robot() as robot:
        done = chase(robot.ledger, robot.policy, occasion_of(robot, "robot"))
    print_record({name: done[name] for name in ("credited", "settled", "escalated", "reminders")}, json)


@dispute.command("report")
def report_causes(
    days: Annotated[int | None, typer.Option(help="How far back; the matrix says when left out.", min=1)] = None,
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """List what is disputed again and again, the most frequent cause first."""
    from workers.disputes.report import root_causes

    with opened_robot() as robot, robot.ledger.read() as connection:
        matrix = robot.policy.resolution_matrix
        found = root_causes(connection, matrix, day_of(as_of, robot), days)
    lines: list[Record] = []
    for cause in found:
        sums = {
            name: [f"{decimal_of(amount, currency)} {currency}" for currency, amount in getattr(cause, name)]
            for name in ("disputed", "credited")
        }
        row = matrix.row(cause.code)
        told = {"code": cause.code, "means": row.means, "customer": cause.customer_id or None, "owner": row.owner}
        counts = {name: getattr(cause, name) for name in ("count", "documents", "trend", "rejected", "open")}
        lines.append(told | counts | sums)
    print_records(lines, json, _CAUSES, nothing="Nothing is disputed again and again.")


def _line(found: Dispute, policy: PolicySet, today: date) -> Record:
    return {
        "id": found.id,
        "customer": found.customer_id,
        "document": found.document_number,
        "scope": found.scope,
        "amount": decimal_of(found.amount, found.currency),
        "currency": found.currency,
        "code": found.code,
        "means": policy.resolution_matrix.row(found.code).means,
        "state": found.state,
        "owner": found.owner,
        "opened_on": found.opened_on.isoformat(),
        "due_on": found.due_on.isoformat(),
        "days_late": max((today - found.due_on).days, 0) if found.is_live else 0,
        "credit": decimal_of(found.credit, found.currency),
        "evidence": found.evidence,
        "note": found.note,
        "repeats": found.repeats,
        "closed_on": found.closed_on.isoformat() if found.closed_on else None,
    }

"""Commands about payment plans: propose, accept, cancel, list, judge what was paid; the base of `settlements`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.charges import currency_owed
from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import Account, By, Entity, Id, day_of, decimal_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.arrangements.debt import Scope
    from workers.receivables.arrangement import Arrangement

plan = typer.Typer(help="Payment plans: proposed within limits, accepted, judged.", no_args_is_help=True)
_COLUMNS = ("id", "customer", "state", "balance", "paid", "currency", "instalments", "next_due", "accept_by")

Items = Annotated[list[str] | None, typer.Option("--item", help="Only this document; may be repeated.")]
Currency = Annotated[str, typer.Option(help="Where the account owes several currencies.")]
Evidence = Annotated[str, typer.Option(help="Who asked for it and where, such as 'call of 3 March'.")]
How = Annotated[str, typer.Option("--how", help="Where the customer's yes stands in writing, such as 'mail 17'.")]
Note = Annotated[str, typer.Option(help="Why; the journal keeps it.")]
Every = Annotated[bool, typer.Option("--all", help="Also those that are over.")]


def register(app: typer.Typer) -> None:
    app.add_typer(plan, name="plan")


@plan.command("propose")
def propose(
    account: Account,
    by: By,
    instalments: Annotated[int, typer.Option(help="In how many instalments.", min=2, max=60)],
    evidence: Evidence,
    item: Items = None,
    first_on: Annotated[str, typer.Option(help="When the first is due, as YYYY-MM-DD; else as late as may be.")] = "",
    currency: Currency = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Propose a plan over all that is overdue, or over some documents. Above one person's limit a second one agrees."""
    from workers.arrangements.proposing import PlanWish, propose_plan

    with opened_robot() as robot, robot.ledger.write() as connection:
        scope = scope_of(connection, (account, entity), item or [], currency)
        begins = day_of(first_on, robot) if first_on else None
        wish = PlanWish(scope, instalments, evidence, begins)
        found = propose_plan(connection, wish, robot.policy, occasion_of(robot, by))
    print_record(line_of(found), json)


@plan.command("accept")
def accept(plan_id: Id, by: By, how: How, json: Json = False) -> None:
    """The customer said yes in writing: what the plan covers is not asked for while it is kept."""
    print_record(line_of(accepted(plan_id, "plan", by, how)), json)


@plan.command("cancel")
def cancel(plan_id: Id, by: By, note: Note = "", json: Json = False) -> None:
    """End a plan, or a proposal: what it covers is asked for again, where the ladder stood."""
    print_record(line_of(ended(plan_id, "plan", by, note)), json)


@plan.command("list")
def list_plans(
    account: Annotated[str, typer.Argument(help="The customer's number; all customers when left out.")] = "",
    every: Every = False,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """List plans, oldest first, with what was paid on each."""
    lines = [line_of(one) for one in listed(account, entity, every) if is_plan(one)]
    print_records(lines if json else map(_short, lines), json, _COLUMNS, nothing="There is no payment plan.")


@plan.command("judge")
def judge(json: Json = False) -> None:
    """Do what a running robot does every minute: see which plans and settlements are kept, broken, or go on.

    The mails about them that are due are recorded: `dispatch` sends them.
    """
    from workers.arrangements.judging import judge_arrangements
    from workers.reports.arrangements import tell_of_arrangements

    with opened_robot() as robot:
        occasion = occasion_of(robot, "robot")
        done = judge_arrangements(robot.ledger, robot.policy, occasion)
        mails = len(tell_of_arrangements(robot.ledger, robot.policy, occasion))
    print_record(
        {state: done[state] for state in ("kept", "broken", "active", "accepted", "expired")} | {"mails": mails}, json
    )


def listed(account: str, entity: str, every: bool) -> list[Arrangement]:
    """Plans and settlements of a customer, or of all: those that live, or every one."""
    from workers.ledger.book.arrangements import find_arrangements
    from workers.ledger.book.listings import account_named
    from workers.receivables.arrangement import LIVE

    with opened_robot() as robot, robot.ledger.read() as connection:
        account_id = account_named(connection, account, entity) if account else None
        return list(find_arrangements(connection, () if every else LIVE, account_id))


def scope_of(connection: Connection, named: tuple[str, str], documents: list[str], currency: str) -> Scope:
    """The debt that a person named: documents, or all that is overdue of the account in a currency."""
    from workers.arrangements.debt import Scope
    from workers.ledger.book.listings import account_named, item_named

    account_id = account_named(connection, *named)
    items = [item_named(connection, account_id, document) for document in documents]
    owed = currency or (items[0][1] if items else currency_owed(connection, account_id, named[0], currency))
    return Scope(account_id, owed, tuple(number for number, _ in items))


def accepted(number: int, what: str, by: str, how: str) -> Arrangement:
    """A plan, or a settlement, to which the customer said yes."""
    from workers.arrangements.accepting import accept as take

    with opened_robot() as robot, robot.ledger.write() as connection:
        return take(connection, known(connection, number, what), how, occasion_of(robot, by))


def ended(number: int, what: str, by: str, note: str) -> Arrangement:
    """A plan, or a settlement, that was cancelled."""
    from workers.arrangements.ending import cancel as end

    with opened_robot() as robot, robot.ledger.write() as connection:
        return end(connection, known(connection, number, what), note, occasion_of(robot, by))


def known(connection: Connection, number: int, what: str) -> int:
    """The number of a plan, or of a settlement; raises `UserError` when it is none."""
    from workers.errors import UserError
    from workers.ledger.book.arrangements import known_arrangement

    if is_plan(known_arrangement(connection, number)) != (what == "plan"):
        raise UserError(f"arrangement {number} is no {what}")
    return number


def is_plan(found: Arrangement) -> bool:
    return found.kind == "plan"


def line_of(found: Arrangement) -> Record:
    """An arrangement as commands print it."""
    unmet = next_unmet(found)
    return {
        "id": found.id,
        "customer": found.customer_id,
        "entity": found.entity,
        "kind": found.kind,
        "state": found.state,
        "balance": decimal_of(found.balance, found.currency),
        "agreed": decimal_of(found.agreed, found.currency),
        "paid": decimal_of(found.paid, found.currency),
        "currency": found.currency,
        "documents": [item.document_number for item in found.items],
        "instalments": [
            {"due_on": part.due_on.isoformat(), "amount": decimal_of(part.amount, found.currency)}
            for part in found.instalments
        ],
        "next_due": unmet.isoformat() if unmet else None,
        "grace_days": found.grace_days,
        "proposed_by": found.proposed_by,
        "accept_by": found.accept_by.isoformat(),
        "agreed_by": found.agreed_by or None,
        "accepted_on": found.accepted_on.isoformat() if found.accepted_on else None,
        "acceptance": found.acceptance,
        "closed_on": found.closed_on.isoformat() if found.closed_on else None,
        "note": found.note,
    }


def next_unmet(found: Arrangement) -> date | None:
    """The day of the instalment that is expected next; None of an arrangement that is over."""
    expected = found.expected if found.is_live else None
    return expected[0].due_on if expected else None


def _short(line: Record) -> Record:
    """A line for people: how many instalments."""
    return {**line, "instalments": len(line["instalments"])}

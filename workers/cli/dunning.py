"""Commands that dun and send: dunning plan, dunning run, dispatch, outbox list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records, progress_bar
from workers.cli.parts import AsOf, day_of, opened_book, opened_robot

if TYPE_CHECKING:
    from workers.dunning.recorder import Verdict
    from workers.receivables.open_item import AccountItem
    from workers.wiring import Robot

dunning = typer.Typer(help="Decide who is dunned.", no_args_is_help=True)
outbox = typer.Typer(help="What leaves, and what became of it.", no_args_is_help=True)
# How far ahead a run may be rehearsed while nothing can leave this machine.
_REHEARSED = timedelta(days=3660)
_COLUMNS = ("account", "currency", "level", "decision", "reason", "channels", "overdue", "oldest_days")
_MESSAGE = (
    "id", "key", "purpose", "subject", "occurrence", "channel", "recipient", "state", "reason", "not_before", "level",
    "attempts", "planned_on", "attempted_at", "handed_over_at", "provider_reference",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    app.add_typer(dunning, name="dunning")
    app.command()(dispatch)
    app.add_typer(outbox, name="outbox")


@dunning.command()
def plan(as_of: AsOf = "", json: Json = False) -> None:
    """Print what a run would decide, account by account; change nothing."""
    from workers.dunning.run import plan as decide

    with opened_robot() as robot:
        day = day_of(as_of, robot)
        lines = (_line(verdict, day, ()) for verdict in decide(robot.ledger, robot.policy, day))
        print_records(lines if json else map(_short, lines), json, _COLUMNS, nothing="Nobody has anything overdue.")


@dunning.command()
def run(as_of: AsOf = "", json: Json = False) -> None:
    """Decide and record: notices go to the outbox, from where `dispatch` or a running `up` sends them."""
    from workers.arrangements.judging import judge_arrangements
    from workers.dunning.run import run as record

    with opened_robot() as robot:
        policy, day = robot.policy, day_of(as_of, robot)
        _refuse_a_day_to_come(robot, day)
        occasion = replace(robot.occasion("robot", policy), business_date=day)
        lines: list[Record] = []
        judge_arrangements(robot.ledger, policy, occasion)
        with progress_bar("accounts decided") as progress:

            def keep(verdicts: Sequence[Verdict]) -> None:
                lines.extend(_recorded_lines(robot, verdicts, occasion.business_date))
                progress.advance(len(verdicts))

            record(robot.ledger, policy, occasion, on_recorded=keep)
        print_records(lines if json else map(_short, lines), json, _COLUMNS, nothing="Nobody has anything overdue.")


def _refuse_a_day_to_come(robot: Robot, day: date) -> None:
    """It would break promises, end stops and ask for money before their day; a rehearsal may."""
    from workers.errors import UserError
    from workers.wiring import are_local

    today = day_of("", robot)
    if day > today + _REHEARSED or (day > today and not are_local(robot.channels)):
        raise UserError(f"{day} has not been yet, today is {today}: `dunning plan --as-of {day}` shows it")


def dispatch(json: Json = False) -> None:
    """Send what is due now, through gate, attempt and receipt, until nothing more is."""
    from workers.outbox.actors import ports_of, watch_sender
    from workers.outbox.dispatch import dispatch as send_due

    with opened_robot() as robot, progress_bar("messages handed over") as progress:
        watch_sender(robot)
        counts = send_due(ports_of(robot), on_progress=progress.reach)
    print_record(counts, json)


@outbox.command("list")
def list_messages(
    state: Annotated[list[str] | None, typer.Option(help="Only messages in this state; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, newest first.", min=1, max=MAX_ID)] = 200,
    json: Json = False,
) -> None:
    """List messages, newest first, with their states and reasons."""
    from workers.errors import UserError
    from workers.ledger.outgoing.messages import find_messages
    from workers.ledger.schema.outbox import STATES

    for unknown in sorted(set(state or ()) - set(STATES)):
        raise UserError(f"there is no state {unknown}: known are {', '.join(STATES)}")
    with opened_book() as book, book.ledger.read() as connection:
        lines = [{name: row[name] for name in _MESSAGE} for row in find_messages(connection, state or (), limit)]
    columns = ("id", "purpose", "subject", "channel", "recipient", "state", "reason", "not_before")
    print_records(lines, json, columns, nothing="There are no such messages.")


def _recorded_lines(robot: Robot, verdicts: Sequence[Verdict], on: date) -> Iterator[Record]:
    from workers.dunning.decisions import NoticeDue
    from workers.ledger.book.listings import messages_planned

    with robot.ledger.read() as connection:
        planned = messages_planned(connection, [verdict.dossier.account_id for verdict in verdicts], on)
    for verdict in verdicts:
        own = planned.get((verdict.dossier.account_id, verdict.standing.currency), ())
        yield _line(verdict, on, own if isinstance(verdict.decision, NoticeDue) else ())


def _line(verdict: Verdict, as_of: date, message_ids: Sequence[int]) -> Record:
    dossier, standing, decision = verdict.dossier, verdict.standing, verdict.decision
    contacts = getattr(decision, "contacts", ())
    addresses = {contact.id: contact.email or contact.phone for contact in dossier.contacts}
    overdue = [item for item in standing.items if item.open > 0 and item.due_date < as_of]
    return {
        "account": dossier.customer.id,
        "entity": dossier.entity,
        "currency": standing.currency,
        "episode": verdict.episode,
        "level": getattr(decision, "level", None),
        "decision": type(decision).__name__,
        "reason": decision.reason,
        "contact": addresses.get(contacts[0][1]) if contacts else None,
        "channels": [channel for channel, _ in contacts],
        "items": [_item(dossier.items[item.id], as_of) for item in overdue],
        "message_ids": list(message_ids),
    }


def _short(line: Record) -> Record:
    """A line for people: how many items are overdue, and since when."""
    oldest = max((item["days_overdue"] for item in line["items"]), default=0)
    return {**line, "overdue": len(line["items"]), "oldest_days": oldest or None}


def _item(item: AccountItem, as_of: date) -> Record:
    from workers.receivables.money import to_decimal
    from workers.receivables.open_item import days_overdue

    return {
        "document_number": item.document_number,
        "open_amount": str(to_decimal(item.open, item.currency)),
        "days_overdue": days_overdue(item.due_date, as_of),
    }

"""Commands for specialists: exceptions list, show, claim, release, resolve, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli.learned_rules import Says, values_of
from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import By, decimal_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.ledger.queue.cases import Case
    from workers.ledger.queue.proposals import Proposal
    from workers.wiring import Robot

exceptions = typer.Typer(help="What waits for a person.", no_args_is_help=True)
CaseId = Annotated[
    int, typer.Argument(metavar="ID", help="The case's number, as `exceptions list` shows it.", max=MAX_ID)
]


def register(app: typer.Typer) -> None:
    app.add_typer(exceptions, name="exceptions")


@exceptions.command("list")
def list_cases(
    kind: Annotated[str, typer.Option(help="Only cases of this kind.")] = "",
    owner: Annotated[str, typer.Option(help="Only cases of this owner.")] = "",
    json: Json = False,
) -> None:
    """List the unresolved cases, the most urgent first."""
    from workers.errors import UserError
    from workers.exception_queue import desk
    from workers.exception_queue.kinds import CaseKind

    if kind and kind not in set(CaseKind):
        raise UserError(f"there is no kind {kind}: known are {', '.join(sorted(CaseKind))}")
    with opened_robot() as robot, robot.ledger.read() as connection:
        found = desk.list_cases(connection, robot.clock.now(), kind=kind or None, owner=owner or None)
    columns = ("id", "kind", "account", "amount", "currency", "due_at", "state", "reason")
    print_records(map(_line, found), json, columns, nothing="No case waits for anybody.")


@exceptions.command()
def show(case_id: CaseId, json: Json = False) -> None:
    """Show a case with its evidence, suggestions, what may be decided, and its history."""
    from workers.exception_queue import desk
    from workers.exception_queue.kinds import rule_of

    with opened_robot() as robot, robot.ledger.read() as connection:
        case, history = desk.show_case(connection, case_id)
        proposal = desk.proposal_of(connection, case)
    record: dict[str, Any] = {
        **_line(case),
        "subject": case.subject,
        "owner": case.owner,
        "suggestion": case.suggestion,
        "decisions": list(rule_of(case.kind).decisions),
        "evidence": dict(case.evidence),
        "occurrences": case.occurrences,
        "claimed_by": case.claimed_by,
        "decision": case.decision,
        "note": case.note,
        "proposal": _proposal(proposal),
        "history": [{"at": line.at.isoformat(), "kind": line.kind, "actor": line.actor} for line in history],
    }
    if json:
        print_record(record, json)
        return
    suggestions = record["evidence"].pop("suggestions", ())
    print_record(record, json)
    if suggestions:
        print("suggestions (the robot posts none of them):")
        columns = ("rank", "line", "customer", "reason", "would_post", "on_account")
        print_records(map(_suggestion, suggestions), json, columns, nothing="")


@exceptions.command()
def claim(case_id: CaseId, by: By, json: Json = False) -> None:
    """Take a case, so that nobody else works on it; the claim runs out by itself."""
    from workers.clock import real_now
    from workers.exception_queue import desk

    with opened_robot() as robot, robot.ledger.write() as connection:
        minutes = robot.policy.robot.exception_queue.claim_minutes
        case = desk.claim_case(connection, case_id, occasion_of(robot, by), real_now(), minutes)
    until = case.lease_until.isoformat() if case.lease_until else None
    print_record({**_line(case), "claimed_by": case.claimed_by, "lease_until": until}, json)


@exceptions.command()
def release(case_id: CaseId, by: By, json: Json = False) -> None:
    """Give a claimed case back."""
    from workers.exception_queue import desk

    with opened_robot() as robot, robot.ledger.write() as connection:
        case = desk.release_case(connection, case_id, occasion_of(robot, by))
    print_record(_line(case), json)


@exceptions.command()
def resolve(
    case_id: CaseId,
    by: By,
    decision: Annotated[str, typer.Option(help="One of the decisions that `exceptions show` lists.")],
    note: Annotated[str, typer.Option(help="Why; it stays with the case.")] = "",
    always: Annotated[bool, typer.Option("--always", help="Propose a rule for such cases (`rule list`).")] = False,
    says: Says = None,
    json: Json = False,
) -> None:
    """Decide a case; what the decision causes happens in the same transaction.

    Above the limits of robot.yaml it is only proposed, until somebody else decides the same.
    """
    from workers.actors import decide_case
    from workers.exception_queue import desk

    with opened_robot() as robot:
        case = decide_case(robot, case_id, desk.Resolution(decision, note), by)
        with robot.ledger.read() as connection:
            proposal = desk.proposal_of(connection, case)
        rule_id = _promote(robot, case, says, by) if always and case.state == "resolved" else None
    decided = {"decision": case.decision, "resolved_by": case.resolved_by, "proposal": _proposal(proposal)}
    print_record({**_line(case), **decided, **({"rule": rule_id} if rule_id else {})}, json)


def _promote(robot: Robot, case: Case, says: list[str] | None, by: str) -> int:
    """The rule that the decision teaches, proposed."""
    from workers.exception_queue.actors import workshop_of
    from workers.exception_queue.promotion.promoting import propose
    from workers.exception_queue.promotion.suggesting import draft_from

    draft = draft_from(case, values_of(says))
    with robot.ledger.write() as connection:
        return propose(connection, draft, f"case {case.id}", workshop_of(robot), occasion_of(robot, by)).id


@exceptions.command()
def withdraw(case_id: CaseId, by: By, json: Json = False) -> None:
    """Take off a case what somebody proposed and nobody has agreed to yet."""
    from workers.exception_queue import desk

    with opened_robot() as robot, robot.ledger.write() as connection:
        case = desk.withdraw_proposal(connection, case_id, occasion_of(robot, by))
    print_record(_line(case), json)


def _proposal(proposal: Proposal | None) -> Record | None:
    if proposal is None:
        return None
    at = proposal.proposed_at.isoformat()
    return {"decision": proposal.decision, "note": proposal.note, "by": proposal.proposed_by, "at": at}


def _suggestion(suggestion: Record) -> Record:
    """A row of the table: what would be posted, as document and cash."""
    posts = [f"{post['document_number']} {post['cash']}" for post in suggestion["posts"]]
    return {**suggestion, "would_post": "\n".join(posts)}


def _line(case: Case) -> Record:
    return {
        "id": case.id,
        "kind": case.kind,
        "reason": case.reason,
        "account": case.customer_id,
        "amount": decimal_of(case.amount_minor, case.currency),
        "currency": case.currency,
        "due_at": case.due_at.isoformat(),
        "state": case.state,
    }

"""Commands about limits and terms: credit set, import, list, brief, watch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.orders import Customer, Entity
from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import AsOf, By, day_of, decimal_of, minor_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.credit.brief import Brief

credit = typer.Typer(help="How much customers may owe us, and on which terms.", no_args_is_help=True)
_COLUMNS = ("customer", "entity", "currency", "limit", "terms", "review_on", "breached_since", "set_by", "agreed_by")


def register(app: typer.Typer) -> None:
    app.add_typer(credit, name="credit")


@credit.command("set")
def set_credit(
    customer: Customer,
    by: By,
    currency: Annotated[str, typer.Option(help="The limit's currency, such as EUR.")],
    reason: Annotated[str, typer.Option(help="Why; it stays with the limit.")],
    limit: Annotated[str, typer.Option(help="The most it may owe, such as 5000.00; none takes the limit away.")],
    terms: Annotated[str, typer.Option(help="open, or cod: nothing on credit.")] = "open",
    review_on: Annotated[str, typer.Option(help="When it is looked at again; the policy says when left out.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Set a limit and terms; above one person's limit the case limit_approval waits for somebody else."""
    from workers.credit.limits import TermsWanted, want_terms
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot, robot.ledger.write() as connection:
        amount = None if limit == "none" else minor_of(limit, currency)
        on = day_of(review_on, robot) if review_on else None
        wanted = TermsWanted(account_named(connection, customer, entity), currency, amount, terms, reason, on)
        case_id = want_terms(connection, wanted, robot.policy, occasion_of(robot, by))
    print_record({"customer": customer, "currency": currency, "limit": limit, "terms": terms, "case": case_id}, json)


@credit.command("import")
def import_credit(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="customer_id, currency, limit, terms, reason.")],
    by: By,
    json: Json = False,
) -> None:
    """Set the limits of a file, all or none; those above one person's limit wait as cases."""
    from workers.credit.limit_file import read_limits, want_listed

    with opened_robot() as robot, robot.ledger.write() as connection:
        listed = read_limits(file)
        waiting = want_listed(connection, file, listed, robot.policy, occasion_of(robot, by))
    print_record({"rows": len(listed), "set": len(listed) - len(waiting), "cases": waiting}, json)


@credit.command("list")
def list_credit(
    breached: Annotated[bool, typer.Option("--breached", help="Only accounts that owe more than their limit.")] = False,
    json: Json = False,
) -> None:
    """List the limits and terms that people set, the first to be looked at again first."""
    from workers.ledger.credit.history import breaches
    from workers.ledger.credit.terms import find_all_terms

    with opened_robot() as robot, robot.ledger.read() as connection:
        over, found = breaches(connection), find_all_terms(connection)
    lines: list[Record] = []
    for each in found:
        since = over.get((each.account_id, each.currency))
        if since is None and breached:
            continue
        named = {name: getattr(each, name) for name in ("entity", "currency", "terms", "reason", "set_by", "agreed_by")}
        days = {"review_on": each.review_on.isoformat(), "breached_since": since.isoformat() if since else None}
        limit = decimal_of(each.limit_minor, each.currency)
        lines.append({"customer": each.customer_id, **named, "limit": limit, **days})
    print_records(lines, json, _COLUMNS, nothing="Nobody set a limit.")


@credit.command("brief")
def print_brief(customer: Customer, as_of: AsOf = "", entity: Entity = "", json: Json = False) -> None:
    """Print what limits and terms rest on: what is owed, how it was paid, the score, and what would fit."""
    from workers.credit.brief import brief_lines, briefs_of
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot, robot.ledger.read() as connection:
        account = account_named(connection, customer, entity)
        found = briefs_of(connection, account, robot.policy.credit, day_of(as_of, robot))
    if json:
        print_records(map(_line, found), json, (), nothing="")
        return
    for brief in found:
        print("\n".join(brief_lines(brief)), end="\n\n")
    if not found:
        print(f"{customer} has no documents, and no limit.")


@credit.command("watch")
def watch_limits(json: Json = False) -> None:
    """Do what a running robot does once a day: find breaches, end them, and open the reviews that are due."""
    from workers.credit.watch import watch

    with opened_robot() as robot:
        done = watch(robot.ledger, robot.policy, occasion_of(robot, "robot"))
    print_record({name: done[name] for name in ("breached", "kept", "reviews")}, json)


def _line(brief: Brief) -> Record:
    amounts = {"limit": brief.limit, "exposure": brief.exposure, "overdue": brief.overdue}
    proposed = decimal_of(brief.proposal.limit, brief.currency)
    return {
        "customer": brief.customer_id,
        "currency": brief.currency,
        "profile": brief.profile,
        "terms": brief.terms,
        **{name: decimal_of(minor, brief.currency) for name, minor in amounts.items()},
        "level": brief.level,
        "review_on": brief.review_on.isoformat() if brief.review_on else None,
        "breached_since": brief.breached_since.isoformat() if brief.breached_since else None,
        "paid_invoices": len(brief.history.paid),
        "days_late": brief.history.days_late,
        "billed": decimal_of(brief.history.billed, brief.currency),
        "broken_promises": brief.history.broken_promises,
        "returned_payments": brief.history.returned_payments,
        "score": brief.proposal.score,
        "proposed_limit": proposed,
        "proposed_terms": brief.proposal.terms,
    }

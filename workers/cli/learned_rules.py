"""Commands about rules from decisions: rule propose, list, show, revoke, learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import By, occasion_of, opened_robot

if TYPE_CHECKING:
    from workers.ledger.queue.learned_rules import LearnedRule

rule = typer.Typer(help="Rules that decisions teach: proposed, tried on the past, applied by a second person.")
RuleId = Annotated[int, typer.Argument(metavar="ID", help="The number that `rule list` shows.", max=MAX_ID)]
Says = Annotated[
    list[str] | None, typer.Option(metavar="NAME=VALUE", help="What the rule says, such as customer=C10006.")
]
_COLUMNS = ("id", "kind", "state", "says", "decides", "alike", "differently", "proposed_by", "decided_by")


def register(app: typer.Typer) -> None:
    app.add_typer(rule, name="rule")


@rule.command("propose")
def propose_rule(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="payer_name, contact, deduction_code, reference_prefix or tolerance.")
    ],
    by: By,
    says: Says = None,
    why: Annotated[str, typer.Option(help="Which decision it comes from, such as 'case 41'.")] = "",
    json: Json = False,
) -> None:
    """Propose a rule: it is tried on the past, and applied when somebody else approves its case."""
    from workers.exception_queue.actors import workshop_of
    from workers.exception_queue.promotion.drafts import draft_of
    from workers.exception_queue.promotion.promoting import propose

    draft = draft_of(kind, values_of(says))
    with opened_robot() as robot, robot.ledger.write() as connection:
        found = propose(connection, draft, why or f"{by} proposed it", workshop_of(robot), occasion_of(robot, by))
    _show(found, json)


@rule.command("list")
def list_rules(
    state: Annotated[str, typer.Option(help="proposed, applied, refused or revoked; all when left out.")] = "",
    json: Json = False,
) -> None:
    """List rules, the newest first."""
    from workers.ledger.queue.learned_rules import find_rules

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = find_rules(connection, state)
    print_records(map(line_of, found), json, _COLUMNS, nothing="No rule was proposed.")


@rule.command("show")
def show_rule(rule_id: RuleId, json: Json = False) -> None:
    """Show a rule with its diff, and what it would have decided before."""
    from workers.ledger.queue.learned_rules import known_rule

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = known_rule(connection, rule_id)
    _show(found, json)


@rule.command("revoke")
def revoke_rule(rule_id: RuleId, by: By, json: Json = False) -> None:
    """Take a rule back: its file or table is as it was; what was decided by it stays."""
    from workers.exception_queue.actors import workshop_of
    from workers.exception_queue.promotion.promoting import revoke

    with opened_robot() as robot, robot.ledger.write() as connection:
        found = revoke(connection, rule_id, workshop_of(robot), occasion_of(robot, by))
    _show(found, json)


@rule.command("learn")
def learn_rules(json: Json = False) -> None:
    """Do what a running robot does once a day: propose what people decided alike again and again."""
    from workers.exception_queue.actors import workshop_of
    from workers.exception_queue.promotion.learning import learn

    with opened_robot() as robot:
        done = learn(robot.ledger, workshop_of(robot), occasion_of(robot, "robot"))
    print_record({"proposed": done["proposed"]}, json)


def values_of(says: Iterable[str] | None) -> dict[str, str]:
    """What somebody said, by name."""
    from workers.errors import UserError

    values: dict[str, str] = {}
    for text in says or ():
        name, equals, value = text.partition("=")
        if not equals or name in values:
            raise UserError(f"{text!r}: write NAME=VALUE, each name once, such as customer=C10006")
        values[name] = value
    return values


def line_of(found: LearnedRule) -> Record:
    """A rule as commands print it."""
    from workers.exception_queue.promotion.promoting import draft_again

    counts = {name: found.backtest[name] for name in ("decides", "alike", "differently", "undecided")}
    named = {name: getattr(found, name) for name in ("id", "kind", "state", "why", "proposed_by", "decided_by")}
    return {**named, "says": draft_again(found).sentence, **counts, "against": list(found.backtest["against"])}


def _show(found: LearnedRule, json: bool) -> None:
    if json:
        print_record({**line_of(found), "entry": dict(found.entry), "diff": found.diff}, json)
        return
    print_record(line_of(found), json)
    print(found.diff)

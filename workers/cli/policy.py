"""Commands about what ops people edit: check-config, ladder check, ladder diff, ladder schema."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli.output import Json, Record, print_record, print_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.errors import ConfigurationError
    from workers.policy.ladder import Ladder
    from workers.policy.level import Level
    from workers.policy.policy_set import PolicySet
    from workers.policy.robot import RobotPolicy

ladder = typer.Typer(help="Dunning ladders.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(check_config)
    app.add_typer(ladder, name="ladder")


def check_config(
    dns: Annotated[
        bool, typer.Option("--dns", help="Look up SPF, DKIM and DMARC of the addresses we write from.")
    ] = False,
    json: Json = False,
) -> None:
    """Check every policy file, run the vectors of every rule pack and render every template in every language."""
    policy, warnings = _checked_policy()
    _print_warnings(warnings, json)
    record: dict[str, object] = {
        "config": "ok",
        "warnings": [str(warning) for warning in warnings],
        "hash": policy.hash,
        "ladders": sorted(policy.ladders),
        "agencies": sorted(policy.agencies),
        "rule_packs": [pack.cite for pack in policy.rule_packs.values()],
        "entities": list(policy.robot.entities),
        "segments": {segment.name: segment.mode for segment in policy.robot.segments},
    }
    refusal = _add_sender_report(record, policy.robot) if dns else ""
    print_record(record, json)
    if refusal:
        from workers.errors import ConfigurationError

        raise ConfigurationError(f"no e-mail would leave: {refusal}")


def _add_sender_report(record: dict[str, object], robot: RobotPolicy) -> str:
    """What the public DNS says of our sender; returns why no e-mail may leave."""
    from workers.outbox.sender_check import examine_from
    from workers.settings import load_settings

    report = examine_from(robot, load_settings().dns_url)
    said = [f"{one.weight}: {one.text}" + (f" ({one.fix})" if one.fix else "") for one in report.findings]
    record["dns"] = said or [report.silent]
    return report.refusal


@ladder.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Ladders to show; all when left out.")] = None,
    json: Json = False,
) -> None:
    """Lint the ladders with everything they use, and print them level by level."""
    from workers.errors import UserError

    policy, warnings = _checked_policy()
    _print_warnings(warnings, json)
    ladders = policy.ladders
    for unknown in sorted(set(names or ()) - set(ladders)):
        raise UserError(f"there is no ladder {unknown}: known are {', '.join(sorted(ladders))}")
    lines = [line for name in names or sorted(ladders) for line in _levels(ladders[name])]
    columns = ("ladder", "level", "name", "when", "notice", "channels", "fallback_channels", "recipients")
    print_records(lines, json, columns, nothing="There are no ladders.")


@ladder.command()
def diff(
    name: Annotated[str, typer.Argument(help="A ladder of config/ladders.")],
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A version to come; left out, the one in force.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what changes with a version of a ladder: against the one in force, or of that against the one before."""
    from workers.cli.parts import opened_robot
    from workers.dunning.ladder_history import steps_of
    from workers.errors import UserError
    from workers.policy.ladder_changes import changes_between

    with opened_robot() as robot:
        ladders = robot.policy.ladders
        if name not in ladders:
            raise UserError(f"there is no ladder {name}: known are {', '.join(sorted(ladders))}")
        if file is not None:
            changes = changes_between(ladders[name], coming_ladder(file))
        else:
            with robot.ledger.read() as connection:
                steps = steps_of(connection, ladders[name], most=1)
            changes = steps[0].changes if steps else []
    lines = [{name: _plain(value) for name, value in asdict(change).items()} for change in changes]
    print_records(lines, json, ("level", "point", "before", "after"), nothing="Nothing changes.")


def _plain(value: Any) -> Any:
    """A point's value: amounts as decimals, by currency."""
    from workers.receivables.currencies import is_currency
    from workers.receivables.money import to_decimal

    if isinstance(value, dict):
        return {
            name: str(to_decimal(one, name)) if is_currency(name) and isinstance(one, int) else _plain(one)
            for name, one in value.items()
        }
    return value


def coming_ladder(file: Path) -> Ladder:
    """A ladder from anywhere, checked with everything it uses."""
    from workers.policy.load import check_policy
    from workers.rendering.check import notices_in
    from workers.settings import load_settings

    settings = load_settings()
    checked = check_policy(
        settings.config,
        notices=notices_in(settings.templates),
        own_domain=settings.own_domain,
        authserv_id=settings.authserv_id,
        trial=file,
    )
    return checked.usable().ladders[file.stem]


@ladder.command()
def schema(json: Json = False) -> None:
    """Print the JSON Schema of a ladder file, for editors that complete and check YAML."""
    from json import dumps

    from workers.policy.schema import ladder_schema

    print(dumps(ladder_schema(), indent=None if json else 2))


def _checked_policy() -> tuple[PolicySet, Sequence[ConfigurationError]]:
    """The policy and what a person should look at; raises with all that is wrong."""
    from workers.errors import ConfigurationErrors
    from workers.exception_queue.kinds import CaseKind
    from workers.outbox.pack_check import check_vectors
    from workers.rendering import check_config as check_everything
    from workers.settings import load_settings

    settings = load_settings()
    checked = check_everything(
        settings.config,
        settings.templates,
        case_kinds=frozenset(CaseKind),
        own_domain=settings.own_domain,
        authserv_id=settings.authserv_id,
    )
    policy = checked.usable()
    if failures := list(check_vectors(policy, settings.config)):
        raise ConfigurationErrors(failures)
    return policy, checked.warnings


def _print_warnings(warnings: Sequence[ConfigurationError], json: bool) -> None:
    """To people only: machines find them in the record of check-config."""
    if json:
        return
    rows = ({"rule": w.rule, "where": f"{w.file}:{w.line}", "what": w.message, "do": w.hint} for w in warnings)
    print_records(rows, False, ("rule", "where", "what", "do"), nothing="Nothing to remark.")


def _levels(ladder: Ladder) -> list[Record]:
    return [
        {
            "ladder": ladder.name,
            "hash": ladder.hash,
            "level": level.number,
            "name": level.name,
            "when": _when(level),
            "days_after_due": level.days_after_due,
            "days_after_month_end": level.days_after_month_end,
            "days_after_previous": level.days_after_previous,
            "notice": level.notice,
            "channels": list(level.channels),
            "fallback_channels": list(level.fallback_channels),
            "recipients": list(level.recipients),
            "min_interval_days": level.min_interval_days,
            "final": level.final,
        }
        for level in ladder.levels
    ]


def _when(level: Level) -> str:
    """The level's clock in words, and its repeats."""
    counted = {
        "due_date": "days after due",
        "end_of_month": "days after the month's end",
        "previous_notice": "days after the notice before",
    }
    words = f"{level.days} {counted[level.clock]}"
    again = level.repeat
    return f"{words}, {again.at_most} times every {again.every_days} days" if again else words

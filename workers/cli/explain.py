"""Command `explain`: why a customer gets a notice or none, now or then; and the whole story of one notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import Entity, decimal_of, opened_robot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.receivables.occasion import Occasion
    from workers.wiring import Robot

_RULES = ("rule", "answer", "saw")


def register(app: typer.Typer) -> None:
    app.command()(explain)


def explain(
    subject: Annotated[
        str, typer.Argument(metavar="ACCOUNT|NOTICE", help="A customer's number, or a message's id or key.")
    ],
    at: Annotated[str, typer.Option(help="A past instant, or a date: the moment at which its dunning run began.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Say why: every rule that was asked, in order, with what it saw, and whether the journal gives the same again."""
    from workers.errors import UserError
    from workers.ledger.history.notices import find_notice

    with opened_robot() as robot, robot.ledger.read() as connection:
        if _is_customer(connection, subject):
            told = _account(robot, connection, (subject, entity), at)
            _print(told, json, print_account)
            return
        record = find_notice(connection, subject)
        if record is None:
            raise UserError(f"there is no customer {subject} and no notice with that id or key")
        if at:
            raise UserError("--at asks about an account: what a notice rests on is journalled with it")
        from workers.dunning.explain.notice import explain_notice

        _print(explain_notice(record, robot.renderer), json, print_notice)


def _is_customer(connection: Connection, number: str) -> bool:
    from workers.ledger.book.listings import is_customer

    return is_customer(connection, number)


def _account(robot: Robot, connection: Connection, named: tuple[str, str], at: str) -> dict[str, Any]:
    from workers.dunning.explain.account import explain_account
    from workers.dunning.explain.past import dossier_now, dossier_then
    from workers.ledger.book.listings import account_named

    policy = robot.policy
    occasion, account_id = robot.occasion("robot", policy), account_named(connection, *named)
    if not at:
        return explain_account(*dossier_now(connection, account_id, policy, occasion)) | {"facts": "as they stand"}
    then = _then(robot, at, occasion)
    dossier, moment = dossier_then(connection, account_id, then, policy)
    return explain_account(dossier, moment) | {"facts": "rebuilt from the journal; feeds are taken to have been fresh"}


def _then(robot: Robot, at: str, now: Occasion) -> Occasion:
    """The moment that a person wrote; refuses one that has not been."""
    from workers.clock import parse_instant
    from workers.errors import UserError
    from workers.wiring import home_zone

    zone = ZoneInfo(home_zone(robot.policy))
    try:
        begins = datetime.combine(date.fromisoformat(at), robot.policy.robot.schedule.dunning_at, zone)
    except ValueError:
        begins = parse_instant(at)
    if begins > now.at:
        raise UserError(f"--at {at} has not been yet: now it is {_minute(now.at)}")
    return replace(now, at=begins, business_date=begins.astimezone(zone).date())


def _print(told: dict[str, Any], as_json: bool, lines: Any) -> None:
    if as_json:
        print_record(told, as_json=True)
        return
    lines(told)


def print_account(told: Mapping[str, Any]) -> None:
    print(f"{told['account']} at {_minute(told['at'])}, business date {told['business_date']}; facts {told['facts']}")
    for held in told["restraints"]:
        print(_restraint(held))
    if not told["currencies"]:
        print("Nothing is open, and no episode runs.")
    for found in told["currencies"]:
        ladder = f"{found['ladder']['name']} {found['ladder']['hash'][:12]}"
        print(f"\n{found['currency']}: segment {found['segment']} ({found['mode']}), ladder {ladder}")
        _rules(found["rules"])
        print(f"=> {_decided(found['decision'], found['currency'])}")
        _charge_lines(found["charges"], found["currency"], "It would charge")
        for gate in found["gate"]:
            print(f"\nAt the send gate, by {gate['channel']} to contact {gate['contact']}")
            _rules(gate["rules"])
            print(f"=> {_decided(gate['judgement'])}")


def _restraint(held: Mapping[str, Any]) -> str:
    """What keeps an item silent, in one line."""
    amount = f"{held['amount']} {held['currency']} of it, " if held["amount"] else ""
    until = f" until {held['until']}" if held["until"] else ""
    return f"Held back{until}: {held['document_number']}, {amount}{held['kind']}: {held['reason']}"


def print_notice(told: Mapping[str, Any]) -> None:
    print(
        f"Message {told['id']} to {told['customer']}: level {told['level']} {told['level_name']} by {told['channel']}"
    )
    print(f"state {told['state']}{' (' + told['reason'] + ')' if told['reason'] else ''}, key {told['key']}")
    print(f"policy {told['policy_hash'][:12]}, rule packs {told['rule_packs'] or 'none cited'}")
    decision = told["decision"]
    _charge_lines(told["charges"], told["payload"]["currency"], "It charges")
    if decision is not None:
        print(f"\nDecided on {told['planned_on']}, ladder {decision.get('ladder_name', '')} {decision['ladder'][:12]}")
        _rules(decision["rules"])
        print(f"=> {_decided(decision['journalled'], decision['facts']['currency'])}")
        print(f"decided again from the journalled facts: {decision['replay']}")
    print("\nWhat became of it")
    print_records(map(_entry, told["journal"]), False, ("at", "kind", "actor", "entry", "hash"), nothing="Nothing yet.")
    tries = [{**attempt, "attempted_at": _minute(attempt["attempted_at"])} for attempt in told["attempts"]]
    print_records(tries, False, ("number", "attempted_at", "outcome", "detail"), nothing="It was not attempted.")
    _text_lines(told["texts"])


def _charge_lines(charges: Mapping[str, Any] | None, currency: str, begins: str) -> None:
    """Fee, interest and compensation, the law and its rule pack, how interest was reckoned, and what is unpaid."""
    if charges is None:
        return
    if "policy" in charges:
        amounts = (f"{n} {charges[n]} {currency}" for n in ("interest", "compensation", "fee") if n in charges)
        law = f", under {charges['law']} ({charges['rule_pack'] or 'agreed'})" if charges["law"] else ""
        print(f"{begins} ({charges['policy']}): {', '.join(amounts)}{law}")
        for row in charges["rows"]:
            days = f"{row['first']} to {row['last']}, {row['days']} days"
            print(f"  {row['document_number']}: {days}, {row['percent']} % of {row['principal']}: {row['interest']}")
    for one in charges["earlier"]:
        print(f"Unpaid since {one['charged_on']}: {one['document_number']}, {one['open']} {currency}")


def _entry(entry: Mapping[str, Any]) -> Record:
    place = f"{entry['stream']} {entry['seq']}"
    return {**entry, "at": _minute(entry["at"]), "entry": place, "hash": entry["hash"][:12]}


def _text_lines(texts: Mapping[str, Any]) -> None:
    if not texts["kept"]:
        print("Nothing left yet: no text is kept.")
    elif "cannot_render" in texts:
        print(f"{texts['bytes']} bytes are kept; the templates of today do not render it: {texts['cannot_render']}")
    else:
        print(f"{texts['bytes']} bytes are kept; rendered again the same: {', '.join(texts['same']) or 'nothing'}")
        for name in texts["changed"]:
            print(f"changed since it left: {name}")


def _rules(rules: Iterable[Mapping[str, Any]]) -> None:
    from workers.dunning.explain.words import sentences

    lines = []
    for rule in rules:
        first, *more = sentences(rule) or [""]
        answer = "yes" if rule["hit"] else "no"
        lines.append({"rule": rule["rule"].replace("_", " "), "answer": answer, "saw": first})
        lines.extend({"rule": "", "answer": "", "saw": line} for line in more)
    print_records(lines, False, _RULES, nothing="")


def _decided(decision: Mapping[str, Any], currency: str = "") -> str:
    """A decision in one line: its name, and the fields that say something."""
    said = {name: value for name, value in decision.items() if name not in ("name", "listed", "contacts") and value}
    return f"{decision['name']}: " + ", ".join(f"{name} {_said(name, value, currency)}" for name, value in said.items())


def _said(name: str, value: Any, currency: str) -> str:
    if name in ("asked", "overdue"):
        return f"{decimal_of(value, currency)} {currency}"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return _minute(value) if isinstance(value, datetime) else str(value)


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"

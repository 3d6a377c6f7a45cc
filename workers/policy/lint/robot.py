"""Relations inside robot.yaml, and from it to the ladders. Pure: findings are values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from zoneinfo import available_timezones

from workers.policy.company import BankAccount
from workers.policy.lint.finding import Finding, Known, currencies, exists, no_currency, once
from workers.policy.robot import RobotPolicy
from workers.policy.staffing import TEAMS
from workers.receivables.currencies import is_currency
from workers.receivables.people import plain_name

POST_ON = ("advice", "bank")


def lint_robot(robot: RobotPolicy, known: Known) -> Iterator[Finding]:
    """Relations inside robot.yaml, and from it to the ladders."""
    yield from _segments(robot, known)
    yield from _entities(robot)
    for currency, account in robot.company.bank_accounts.items():
        path = ("company", "bank_accounts", currency)
        if not is_currency(currency):
            yield no_currency(path, currency, at_key=True)
        yield from _bank_account(path, account)
    yield from currencies(("bounds", "cash_applied", "at_least"), robot.bounds.cash_applied.at_least)
    post_on = robot.cash_application.post_on
    yield from exists("post-on", ("cash_application", "post_on"), post_on, POST_ON, "advice or bank")
    agreed = robot.cash_application.oldest_first
    yield from once("oldest-first", ("cash_application", "oldest_first"), agreed)
    hint = "one of 'languages'"
    yield from exists("default-language", ("default_language",), robot.default_language, robot.languages, hint)
    for kind in robot.exception_queue.kinds:
        path = ("exception_queue", "kinds", kind)
        yield from exists("case-kind", path, kind, known.case_kinds, "a kind of case", at_key=True)
    for kind, amounts in robot.exception_queue.alone_up_to.items():
        path = ("exception_queue", "alone_up_to", kind)
        yield from exists("case-kind", path, kind, known.case_kinds, "a kind of case", at_key=True)
        yield from currencies(path, amounts)
    yield from _staffing(robot)
    if not robot.contact_rules.send_window:
        message = "no weekday has a send window, so nothing could leave"
        yield Finding("never-open", ("contact_rules", "send_window"), message)


def _staffing(robot: RobotPolicy) -> Iterator[Finding]:
    """A team that owns no case would have members whom nothing ever reaches."""
    queue = robot.exception_queue
    rules = [*queue.kinds.values(), *([queue.default] if queue.default else [])]
    owners = TEAMS | {rule.owner for rule in rules if "@" not in rule.owner}
    for team, members in robot.staffing.teams.items():
        path = ("staffing", "teams", team)
        yield from exists("unknown-team", path, team, sorted(owners), "a team that owns a kind of case", at_key=True)
        yield from once("team-member", path, tuple(plain_name(member) for member in members))
    if robot.staffing.late.hand_over and not robot.staffing.late.tell:
        message = "late cases would go to somebody, and nobody is named"
        yield Finding("late-to-nobody", ("staffing", "late", "hand_over"), message, "name somebody in 'tell'")


def _segments(robot: RobotPolicy, known: Known) -> Iterator[Finding]:
    last = len(robot.segments) - 1
    names = Counter(segment.name for segment in robot.segments)
    for index, segment in enumerate(robot.segments):
        at, catches_all = ("segments", index), segment.match.takes_everybody
        yield from exists("unknown-ladder", (*at, "ladder"), segment.ladder, known.ladders, "a file in config/ladders")
        if names[segment.name] > 1:
            yield Finding("unique-segment", (*at, "name"), f"the segment name '{segment.name}' stands here twice")
        if catches_all and index < last:
            message = f"'{segment.name}' takes everybody, so the segments after it are never reached"
            yield Finding("reachable-segment", at, message, "give it a match, or move it to the end")
        if not catches_all and index == last:
            message = "the last segment must take everybody who is left"
            yield Finding("last-segment", (*at, "match"), message, "remove its match, or add a segment without one")


def _entities(robot: RobotPolicy) -> Iterator[Finding]:
    if "default" not in robot.entities:
        message, hint = "the entity 'default' is missing", "rename one of them to default"
        yield Finding("default-entity", ("entities",), message, hint, at_key=True)
    zones = available_timezones()
    for name, entity in robot.entities.items():
        path = ("entities", name, "zone")
        yield from exists("unknown-zone", path, entity.zone, zones, "a zone such as Europe/Berlin")


def _bank_account(path: tuple[str, ...], account: BankAccount) -> Iterator[Finding]:
    if account.iban and not _is_iban(account.iban):
        yield Finding("iban", (*path, "iban"), f"{account.iban} is not a valid IBAN", "its check digits do not fit")
    if not account.iban and not account.account_number:
        yield Finding("payable", path, "a bank account needs an iban or an account_number")


def _is_iban(text: str) -> bool:
    """Check digits of an IBAN by ISO 7064 (mod 97).

    >>> _is_iban("DE89 3704 0044 0532 0130 00"), _is_iban("DE89 3704 0044 0532 0130 01")
    (True, False)
    """
    iban = text.replace(" ", "")
    if not (iban.isalnum() and iban.isascii() and 15 <= len(iban) <= 34):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1

"""Relations that must hold between values of the policy, each with a rule id. Pure: findings are values.

A finding names a path; `workers.policy.load` turns it into file, line and column. Forms of single values are the
types' business (`workers.policy.fields`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from workers.policy.agencies import Agency
from workers.policy.ladder import AGENCY_BY_RULE, Ladder, Referral
from workers.policy.robot import BankAccount, RobotPolicy
from workers.policy.violations import suggestion
from workers.receivables.currencies import is_currency

Path = tuple[str | int, ...]

POST_ON = ("advice", "bank")


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken relation: the rule's id, the path of the value or key that breaks it, what is wrong and what to do."""

    rule: str
    path: Path
    message: str
    hint: str = ""
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Names that exist elsewhere; None where they could not be read, and then nothing is checked against them."""

    notices: Collection[str] | None = None
    roles: Collection[str] | None = None
    agencies: Collection[str] | None = None
    ladders: Collection[str] | None = None
    case_kinds: Collection[str] | None = None


def lint_ladder(ladder: Ladder, known: Known) -> Iterator[Finding]:
    """Everything that makes a well-formed ladder impossible to climb."""
    yield from _final_notice(ladder)
    yield from _level_names(ladder)
    for index, level in enumerate(ladder.levels):
        at = ("levels", index)
        yield from _exists(
            "unknown-notice", (*at, "notice"), level.notice, known.notices, "a folder in templates/dunning"
        )
        yield from _once("repeated-channel", (*at, "channels"), level.channels)
        yield from _once("repeated-recipient", (*at, "recipients"), level.recipients)
        for number, role in enumerate(level.recipients):
            path = (*at, "recipients", number)
            yield from _exists("unknown-role", path, role, known.roles, "a role of contact_rules.roles in robot.yaml")
        yield from _currencies((*at, "minimum_amount"), level.minimum_amount)
    if ladder.referral:
        yield from _referral(ladder, ladder.referral, known)


def _final_notice(ladder: Ladder) -> Iterator[Finding]:
    for index, level in enumerate(ladder.levels[:-1]):
        if level.final:
            hint = "move it to the last level"
            yield Finding("final-last", ("levels", index, "final"), "only the last notice can be the final one", hint)
    if ladder.referral and not ladder.levels[-1].final:
        path, hint = ("levels", len(ladder.levels) - 1), "add 'final: true' to the last level"
        yield Finding("final-before-referral", path, "a ladder with a referral needs a final notice", hint)


def _level_names(ladder: Ladder) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, level in enumerate(ladder.levels):
        if level.name in seen:
            message = f"the level name '{level.name}' is already that of level {seen[level.name]}"
            yield Finding("unique-level", ("levels", index, "name"), message)
        seen.setdefault(level.name, index + 1)


def _referral(ladder: Ladder, referral: Referral, known: Known) -> Iterator[Finding]:
    last = ladder.levels[-1]
    day = ladder.nominal_days()[-1]
    earliest = day + referral.min_days_after_final_notice
    if referral.days_after_due < earliest:
        message = f"the referral on day {referral.days_after_due} comes before the final notice is old enough"
        hint = f"at least {earliest}: day {day} of '{last.name}' and {earliest - day} days"
        yield Finding("referral-last", ("referral", "days_after_due"), message, hint)
    if known.agencies is not None and not known.agencies:
        yield Finding("no-agency", ("referral",), "a ladder refers accounts, but agencies.yaml names no agency")
    elif referral.agency != AGENCY_BY_RULE:
        path = ("referral", "agency")
        yield from _exists("unknown-agency", path, referral.agency, known.agencies, f"an agency, or {AGENCY_BY_RULE}")
    yield from _currencies(("referral", "minimum_amount"), referral.minimum_amount)


def lint_agency(name: str, agency: Agency) -> Iterator[Finding]:
    """Names and currencies of one agency."""
    if name == AGENCY_BY_RULE:
        message = f"an agency cannot be called {AGENCY_BY_RULE}"
        yield Finding("reserved-name", ("agencies", name), message, "that word lets the rules choose", at_key=True)
    for index, currency in enumerate(agency.currencies):
        if not is_currency(currency):
            yield _no_currency(("agencies", name, "currencies", index), currency)
    yield from _currencies(("agencies", name, "minimum_balance"), agency.minimum_balance)


def lint_robot(robot: RobotPolicy, known: Known) -> Iterator[Finding]:
    """Relations inside robot.yaml, and from it to the ladders."""
    yield from _segments(robot, known)
    yield from _entities(robot)
    for currency, account in robot.company.bank_accounts.items():
        path = ("company", "bank_accounts", currency)
        if not is_currency(currency):
            yield _no_currency(path, currency, at_key=True)
        yield from _bank_account(path, account)
    yield from _currencies(("bounds", "cash_applied", "at_least"), robot.bounds.cash_applied.at_least)
    post_on = robot.cash_application.post_on
    yield from _exists("post-on", ("cash_application", "post_on"), post_on, POST_ON, "advice or bank")
    hint = "one of 'languages'"
    yield from _exists("default-language", ("default_language",), robot.default_language, robot.languages, hint)
    for kind in robot.exception_queue.kinds:
        path = ("exception_queue", "kinds", kind)
        yield from _exists("case-kind", path, kind, known.case_kinds, "a kind of case", at_key=True)
    if not robot.contact_rules.send_window:
        message = "no weekday has a send window, so nothing could leave"
        yield Finding("never-open", ("contact_rules", "send_window"), message)


def _segments(robot: RobotPolicy, known: Known) -> Iterator[Finding]:
    last = len(robot.segments) - 1
    names = Counter(segment.name for segment in robot.segments)
    for index, segment in enumerate(robot.segments):
        at, catches_all = ("segments", index), segment.match.takes_everybody
        yield from _exists("unknown-ladder", (*at, "ladder"), segment.ladder, known.ladders, "a file in config/ladders")
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
        yield from _exists("unknown-zone", path, entity.zone, zones, "a zone such as Europe/Berlin")


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


def _exists(
    rule: str, path: Path, name: str, known: Collection[str] | None, what: str, *, at_key: bool = False
) -> Iterator[Finding]:
    if known is not None and name not in known:
        hint = suggestion(name, sorted(known)) or f"write {what}"
        yield Finding(rule, path, f"'{name}' does not exist", hint, at_key)


def _once(rule: str, path: Path, names: tuple[str, ...]) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Finding(rule, (*path, index), f"'{name}' stands here twice", "remove one of the two")


def _currencies(path: Path, amounts: Mapping[str, int]) -> Iterator[Finding]:
    for currency in amounts:
        if not is_currency(currency):
            yield _no_currency((*path, currency), currency, at_key=True)


def _no_currency(path: Path, currency: str, *, at_key: bool = False) -> Finding:
    hint = "write an ISO 4217 code such as EUR"
    return Finding("currency", path, f"{currency} is not a currency", hint, at_key)

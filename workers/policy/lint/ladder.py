"""Relations inside one ladder, and from it to the names it uses. Pure: findings are values."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.ladder import AGENCY_BY_RULE, Ladder, Referral
from workers.policy.lint.finding import Finding, Known, Path, currencies, exists, once


def lint_ladder(ladder: Ladder, known: Known) -> Iterator[Finding]:
    """Everything that makes a well-formed ladder impossible to climb."""
    yield from _final_notice(ladder)
    yield from _level_names(ladder)
    for index, level in enumerate(ladder.levels):
        at = ("levels", index)
        yield from exists(
            "unknown-notice", (*at, "notice"), level.notice, known.notices, "a folder in templates/dunning"
        )
        yield from once("repeated-channel", (*at, "channels"), level.channels)
        yield from once("repeated-recipient", (*at, "recipients"), level.recipients)
        for number, role in enumerate(level.recipients):
            path = (*at, "recipients", number)
            yield from exists("unknown-role", path, role, known.roles, "a role of contact_rules.roles in robot.yaml")
        yield from currencies((*at, "minimum_amount"), level.minimum_amount)
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
    final = ladder.final_level
    if ladder.referral and final and not {"email", "letter"}.intersection(final.channels):
        message = f"'{final.name}' announces an agency, which neither a text nor a call may"
        at: Path = ("levels", final.number - 1, "channels")
        yield Finding("final-in-writing", at, message, "add email or letter")


def _level_names(ladder: Ladder) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, level in enumerate(ladder.levels):
        if level.name in seen:
            message = f"the level name '{level.name}' is already that of level {seen[level.name]}"
            yield Finding("unique-level", ("levels", index, "name"), message, "name it by what it is")
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
        yield from exists("unknown-agency", path, referral.agency, known.agencies, f"an agency, or {AGENCY_BY_RULE}")
    yield from currencies(("referral", "minimum_amount"), referral.minimum_amount)

"""Whether every level of a ladder can be reached in time, and keeps what the one before it promised. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.lint.clocks import KEYS, lint_overtaken
from workers.policy.lint.finding import Finding, Path


def lint_climbing(ladder: Ladder) -> Iterator[Finding]:
    """Everything that follows from the days, repeats and amounts of one ladder."""
    yield from _grace(ladder)
    yield from _entry(ladder)
    yield from lint_overtaken(ladder)
    for index, level in enumerate(ladder.levels):
        yield from _repeat(("levels", index), level)
        yield from _before_due(("levels", index), level)
    for index, (lower, upper) in enumerate(pairwise(ladder.levels), start=1):
        yield from _next_level(index, lower, upper)
        yield from _amounts(index, lower, upper)
    yield from _referral(ladder)


def _grace(ladder: Ladder) -> Iterator[Finding]:
    first = ladder.levels[0]
    if ladder.grace_days and first.clock == "due_date" and 0 < first.days <= ladder.grace_days:
        message = f"grace_days {ladder.grace_days} reach past the first level, which comes {first.days} days after due"
        hint = f"at most {first.days - 1}, or let '{first.name}' come later"
        yield Finding("grace-swallows-level", ("grace_days",), message, hint, severity="warning")


def _entry(ladder: Ladder) -> Iterator[Finding]:
    open_to_age = [level for level in ladder.levels if not level.final]
    if ladder.entry == "by_age" and len(open_to_age) < 2:
        message = "entry by_age has nothing to choose from: there is one level before the final notice, or none"
        yield Finding("entry-pointless", ("entry",), message, "write lowest, or remove it", severity="warning")


def _repeat(at: Path, level: Level) -> Iterator[Finding]:
    if level.repeat and level.repeat.every_days < level.min_interval_days:
        message = f"every_days {level.repeat.every_days} is shorter than min_interval_days {level.min_interval_days}"
        yield Finding("repeat-interval", (*at, "repeat", "every_days"), message, f"at least {level.min_interval_days}")
    if level.repeat and level.approval == "always":
        message = f"each of the {level.repeat.at_most} givings of '{level.name}' waits for a person"
        yield Finding("repeat-approval", (*at, "approval"), message, "repeat, or approve", severity="warning")


def _before_due(at: Path, level: Level) -> Iterator[Finding]:
    """What may not be said or asked while nothing is owed late."""
    if not level.is_early:
        return
    key = KEYS["due_date"]
    if level.final:
        message = f"'{level.name}' is a final notice and comes before anything is overdue"
        yield Finding("final-before-due", (*at, key), message, "let it come after the due date")
    if level.charge and level.charge.policy != "inform_only":
        message = f"'{level.name}' asks for charges before anything is overdue"
        yield Finding("charge-before-due", (*at, "charge"), message, "use policy: inform_only, or remove the charge")
    if level.order_hold:
        message = f"'{level.name}' holds orders before anything is overdue"
        yield Finding("hold-before-due", (*at, "order_hold"), message, "hold orders at a later level")


def _next_level(index: int, lower: Level, upper: Level) -> Iterator[Finding]:
    """How the time between two levels is used; days that count from different things are not compared."""
    gap = _gap(lower, upper)
    if gap is None or gap <= 0:
        return
    if lower.pay_within_days > gap:
        message = f"'{lower.name}' grants {lower.pay_within_days} days, and '{upper.name}' comes after {gap}"
        path = ("levels", index - 1, "pay_within_days")
        yield Finding("deadline-overtaken", path, message, f"at most {gap}", severity="warning")
    if lower.repeat and upper.clock != "previous_notice" and lower.repeat.every_days >= gap:
        message = f"'{lower.name}' never repeats: '{upper.name}' comes {gap} days after it"
        every: Path = ("levels", index - 1, "repeat", "every_days")
        yield Finding("repeat-unreachable", every, message, f"less than {gap}", severity="warning")


def _gap(lower: Level, upper: Level) -> int | None:
    if upper.clock == "previous_notice":
        return upper.days
    return upper.days - lower.days if upper.clock == lower.clock else None


def _amounts(index: int, lower: Level, upper: Level) -> Iterator[Finding]:
    """A debt that a lower level passes over never climbs to a level that would take it."""
    for currency, least in lower.minimum_amount.items():
        if upper.minimum_amount.get(currency, 0) < least:
            message = f"the {currency} minimum is below that of '{lower.name}', which keeps smaller debts from it"
            path = ("levels", index, "minimum_amount")
            yield Finding("minimum-falls", path, message, "let minimums rise", severity="warning")
    if upper.minimum_percent < lower.minimum_percent:
        message = f"minimum_percent {upper.minimum_percent} is below the {lower.minimum_percent} of '{lower.name}'"
        yield Finding("percent-falls", ("levels", index), message, "let percentages rise", severity="warning")


def _referral(ladder: Ladder) -> Iterator[Finding]:
    referral, final = ladder.referral, ladder.final_level
    if referral is None or final is None:
        return
    if referral.min_days_after_final_notice < final.pay_within_days:
        message = f"the final notice grants {final.pay_within_days} days, and its debt may be placed before they end"
        path = ("referral", "min_days_after_final_notice")
        yield Finding("referral-breaks-deadline", path, message, f"at least {final.pay_within_days}")
    for index, level in enumerate(ladder.levels):
        if level.clock == "due_date" and level.days >= referral.days_after_due:
            message = f"'{level.name}' comes on day {level.days}, when the account may be the agency's already"
            day: Path = ("levels", index, KEYS["due_date"])
            yield Finding("notice-after-placement", day, message, f"before day {referral.days_after_due}")
    for currency, least in final.minimum_amount.items():
        if referral.minimum_amount.get(currency, 0) < least:
            message = f"the {currency} minimum of the referral is below that of the final notice it needs"
            path = ("referral", "minimum_amount")
            yield Finding("referral-minimum", path, message, "let it be at least as much", severity="warning")

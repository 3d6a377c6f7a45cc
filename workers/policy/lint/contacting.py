"""Whether the people a ladder wants to reach may and can be reached: roles, caps, windows, enclosures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.lint.finding import Finding, Path, currencies
from workers.policy.robot import RobotPolicy
from workers.policy.rule_pack import RulePack


def lint_contacting(ladder: Ladder, robot: RobotPolicy) -> Iterator[Finding]:
    """One ladder against the rules of contact that all ladders share."""
    if all(segment.ladder != ladder.name for segment in robot.segments):
        message = "no segment of robot.yaml uses this ladder"
        hint = "give it to a segment, or remove the file"
        yield Finding("unused-ladder", (), message, hint, severity="warning")
    for index, level in enumerate(ladder.levels):
        at: Path = ("levels", index)
        yield from _recipients(at, level, robot)
        yield from _cap(at, level, robot)
        yield from _enclosures(at, level)
        yield from _fee(at, level)
        yield from _missing_currencies((*at, "minimum_amount"), level.minimum_amount, robot)
    yield from _cap_over_levels(ladder, robot)


def _recipients(at: Path, level: Level, robot: RobotPolicy) -> Iterator[Finding]:
    lowest = robot.contact_rules.roles[0]
    if level.final and set(level.recipients) == {lowest} and len(robot.contact_rules.roles) > 1:
        message = f"the final notice reaches nobody above {lowest}"
        hint = f"add {robot.contact_rules.roles[-1]}"
        yield Finding("final-to-clerk", (*at, "recipients"), message, hint, severity="warning")
    if len(level.recipients) == 1 and not level.fallback_channels:
        message = f"where {level.recipients[0]} cannot be reached, '{level.name}' becomes a case each time"
        hint = "add a role, or fallback_channels"
        yield Finding("no-fallback", (*at, "recipients"), message, hint, severity="warning")


def _cap(at: Path, level: Level, robot: RobotPolicy) -> Iterator[Finding]:
    cap = robot.contact_rules.cap
    if len(level.channels) > cap.messages:
        message = f"{len(level.channels)} messages at once are over the contact cap of {cap.messages}"
        yield Finding("cap-too-small", (*at, "channels"), message, f"at most {cap.messages} channels")


def _cap_over_levels(ladder: Ladder, robot: RobotPolicy) -> Iterator[Finding]:
    cap = robot.contact_rules.cap
    for index, (lower, upper) in enumerate(pairwise(ladder.levels), start=1):
        together = len(lower.channels) + len(upper.channels)
        if upper.min_interval_days < cap.days and together > cap.messages and upper.clock == "previous_notice":
            message = f"{together} messages within {cap.days} days are over the contact cap of {cap.messages}"
            path = ("levels", index, "min_interval_days")
            yield Finding("cap-delays", path, message, f"at least {cap.days}", severity="warning")


def _enclosures(at: Path, level: Level) -> Iterator[Finding]:
    if level.attach and not {"email", "letter"} & {*level.channels, *level.fallback_channels}:
        message = f"'{level.name}' leaves over no channel that can carry an enclosure"
        yield Finding("attach-nowhere", (*at, "attach"), message, "add email or letter, or remove attach")


def _fee(at: Path, level: Level) -> Iterator[Finding]:
    fees = level.charge.fee if level.charge else {}
    yield from currencies((*at, "charge", "fee"), fees)
    for currency, fee in fees.items():
        if fee > level.minimum_amount.get(currency, 0):
            message = f"the {currency} fee can be more than the debt that '{level.name}' asks for"
            hint = f"set minimum_amount to at least the fee in {currency}"
            yield Finding("fee-over-debt", (*at, "charge", "fee"), message, hint, severity="warning")


def _missing_currencies(path: Path, amounts: Mapping[str, int], robot: RobotPolicy) -> Iterator[Finding]:
    missing = sorted(set(robot.company.bank_accounts) - set(amounts))
    if amounts and missing:
        message = f"there is no minimum for {', '.join(missing)}, so the smallest debt in it is asked for"
        yield Finding(
            "minimum-missing", path, message, "name every currency of company.bank_accounts", severity="warning"
        )


def lint_windows(robot: RobotPolicy, packs: Mapping[str, RulePack]) -> Iterator[Finding]:
    """Send windows that no hour of the week satisfies together with a rule pack."""
    ours = robot.contact_rules.send_window
    for name, pack in sorted(packs.items()):
        allowed, days = pack.parameters.window, pack.parameters.weekdays or tuple(ours)
        if ours and not any(
            day in days and (allowed is None or max(window.opens, allowed.opens) < min(window.closes, allowed.closes))
            for day, window in ours.items()
        ):
            message = f"no hour of the week is open here and under rule pack {name}: whom it covers is never reached"
            path = ("contact_rules", "send_window")
            yield Finding("window-empty", path, message, "open hours that the pack allows")

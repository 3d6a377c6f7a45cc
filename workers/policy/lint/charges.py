"""Relations that must hold in config/rates.yaml, and between charges and the customers they meet. Pure: findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workers.policy.ladder import Ladder
from workers.policy.level import Charge
from workers.policy.lint.finding import Finding, Path
from workers.policy.lint.late_payment import lint_rule
from workers.policy.rates import RatesPolicy, ReferenceRate
from workers.policy.robot import RobotPolicy
from workers.policy.violations import suggestion


def lint_rates(rates: RatesPolicy) -> Iterator[Finding]:
    """Everything that makes well-formed rates impossible to apply."""
    for name, rate in rates.reference_rates.items():
        yield from _steps(("reference_rates", name), rate)
    for name, regime in rates.regimes.items():
        yield from lint_rule(("regimes", name), regime, rates)
    for index, assignment in enumerate(rates.assignments):
        if assignment.regime not in rates.regimes:
            hint = suggestion(assignment.regime, sorted(rates.regimes)) or "write one of regimes"
            message = f"'{assignment.regime}' does not exist"
            yield Finding("unknown-regime", ("assignments", index, "regime"), message, hint)


def _steps(path: Path, rate: ReferenceRate) -> Iterator[Finding]:
    for index, (earlier, later) in enumerate(pairwise(rate.steps), start=1):
        if later.since <= earlier.since:
            message = f"{later.since} does not come after {earlier.since}"
            yield Finding("rates-rise", (*path, "steps", index, "since"), message, "write the oldest step first")
    last = rate.steps[-1].since
    if rate.known_through < last:
        message = f"the rate is said to be known through {rate.known_through}, but its last step is of {last}"
        yield Finding("rate-known", (*path, "known_through"), message, "write the last day of that half-year")


def lint_charges(ladder: Ladder, robot: RobotPolicy, *, rates_are_known: bool) -> Iterator[Finding]:
    """Charges that may not, or can not, be made of the customers who climb this ladder.

    ``rates_are_known``: some rule pack or agreement says what late payment costs.
    """
    first_reminder = next((level for level in ladder.levels if not level.is_early), None)
    for index, level in enumerate(ladder.levels):
        path = ("levels", index, "charge")
        if level.charge is None:
            continue
        if not (level.charge.fee or level.charge.interest or level.charge.compensation):
            yield Finding("empty-charge", path, "this charge names no fee, interest or compensation", "remove it")
        if (level.charge.interest or level.charge.compensation) and not rates_are_known:
            message = "no rule pack, and no agreement of config/rates.yaml, says what late payment costs"
            yield Finding("charge-without-rates", path, message, "copy the shipped rule packs and rates.yaml")
        if level is first_reminder and (segment := _consumer_segment(ladder, robot)) and asks_fee(level.charge):
            message = f"the first reminder may not ask consumers for a fee, and segment '{segment}' takes consumers"
            hint = "give consumers a ladder of their own, or use policy: inform_only"
            yield Finding("consumer-first-fee", (*path, "fee"), message, hint)


def asks_fee(charge: Charge) -> bool:
    """Whether the notice asks for a fee, instead of telling of it."""
    return charge.policy != "inform_only" and any(charge.fee.values())


def _consumer_segment(ladder: Ladder, robot: RobotPolicy) -> str:
    """The first segment that lets consumers climb this ladder."""
    own = (s for s in robot.segments if s.ladder == ladder.name and (not s.match.party or "consumer" in s.match.party))
    return next((segment.name for segment in own), "")

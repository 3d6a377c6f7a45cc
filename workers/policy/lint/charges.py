"""Relations that must hold in config/rates.yaml, and between charges and the customers they meet. Pure: findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workers.policy.ladder import Ladder
from workers.policy.level import Charge
from workers.policy.lint.finding import Finding, Path
from workers.policy.rates import RatesPolicy, ReferenceRate, Regime
from workers.policy.robot import RobotPolicy
from workers.policy.violations import suggestion


def lint_rates(rates: RatesPolicy) -> Iterator[Finding]:
    """Everything that makes well-formed rates impossible to apply."""
    for name, rate in rates.reference_rates.items():
        yield from _steps(("reference_rates", name), rate)
    for name, regime in rates.regimes.items():
        path = ("regimes", name)
        if regime.reference is not None and regime.reference not in rates.reference_rates:
            hint = suggestion(regime.reference, sorted(rates.reference_rates)) or "write one of reference_rates"
            yield Finding("unknown-rate", (*path, "reference"), f"'{regime.reference}' does not exist", hint)
        yield from _tiers(path, regime)
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


def _tiers(path: Path, regime: Regime) -> Iterator[Finding]:
    """Per currency the limits rise, and only the last tier is without one."""
    for currency in sorted({currency for tier in regime.compensation for currency in tier.amount}):
        own = [
            (index, tier.debt_below.get(currency))
            for index, tier in enumerate(regime.compensation)
            if currency in tier.amount
        ]
        for (index, limit), (_, following) in pairwise(own):
            if limit is None or (following is not None and following <= limit):
                message = f"the {currency} tiers after this one are never reached"
                yield Finding("compensation-rises", (*path, "compensation", index), message, "write rising debt_below")
        if own[-1][1] is not None:
            message = f"no {currency} sum for debts of {currency} above the last debt_below"
            yield Finding("compensation-ends", (*path, "compensation", own[-1][0]), message, "end with no debt_below")


def lint_charges(ladder: Ladder, robot: RobotPolicy, rates: RatesPolicy | None) -> Iterator[Finding]:
    """Charges that may not, or can not, be made of the customers who climb this ladder."""
    for index, level in enumerate(ladder.levels):
        path = ("levels", index, "charge")
        if level.charge is None:
            continue
        if not (level.charge.fee or level.charge.interest or level.charge.compensation):
            yield Finding("empty-charge", path, "this charge names no fee, interest or compensation", "remove it")
        if rates is not None and (level.charge.interest or level.charge.compensation) and not rates.assignments:
            message = "interest and compensation need rates, and config/rates.yaml assigns none"
            yield Finding("charge-without-rates", path, message, "copy the shipped rates.yaml")
        if index == 0 and (segment := _consumer_segment(ladder, robot)) and asks_fee(level.charge):
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

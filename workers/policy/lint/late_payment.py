"""What must hold of the law on late payment in rule packs: a known reference rate, rising sums, vectors, no overlap.

Its vectors are run here, because rates and arithmetic are all they need. Every finding has a stable rule id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from workers.policy.late_payment import ChargeVector, LatePayment
from workers.policy.lint.finding import Finding, Path
from workers.policy.rates import RatesPolicy
from workers.policy.robot import UNKNOWN_PARTY
from workers.policy.rule_pack import AppliesWhen, Covered, RulePack
from workers.policy.violations import suggestion
from workers.receivables.interest import Debt, Move, accrue, compensation, total
from workers.receivables.money import to_decimal

_RULE = ("parameters", "late_payment")


def lint_late_payment(pack: RulePack, rates: RatesPolicy | None) -> Iterator[Finding]:
    """Everything wrong with what a pack says of late payment; what depends on rates only where these could be read."""
    rule = pack.parameters.late_payment
    if rule is None:
        if pack.charge_vectors:
            yield Finding("pack-charges", ("charge_vectors",), "the pack says nothing of late payment to be tested")
        return
    if pack.applies_when.role or pack.applies_when.channel or pack.applies_when.region:
        message = "a law on late payment covers countries and parties: a pack that tells roles apart never governs"
        yield Finding("pack-charges", ("applies_when",), message)
    yield from lint_rule(_RULE, rule, rates)
    known = rates is not None and (rule.reference is None or rule.reference in rates.reference_rates)
    for number, vector in enumerate(pack.charge_vectors):
        if broken := _malformed(vector):
            yield Finding("pack-vector", ("charge_vectors", number), broken)
        elif rates is not None and known:
            yield from _failed(pack, number, vector, rates)


def lint_rule(path: Path, rule: LatePayment, rates: RatesPolicy | None) -> Iterator[Finding]:
    """A law or an agreement: its reference rate exists, and its fixed sums cover every debt."""
    if rates is not None and rule.reference is not None and rule.reference not in rates.reference_rates:
        hint = suggestion(rule.reference, sorted(rates.reference_rates)) or "write one of reference_rates"
        yield Finding("unknown-rate", (*path, "reference"), f"'{rule.reference}' does not exist", hint)
    for currency in sorted({currency for tier in rule.compensation for currency in tier.amount}):
        yield from _tiers(path, rule, currency)


def lint_overlaps(packs: Mapping[str, RulePack]) -> Iterator[tuple[str, Finding]]:
    """Two laws that would govern the same customer on the same day: nobody could say which one charges him."""
    laws = [pack for pack in packs.values() if pack.parameters.late_payment is not None]
    for index, pack in enumerate(laws):
        for other in laws[:index]:
            if _meet(pack.applies_when, other.applies_when) and _both_in_force(pack, other):
                message = f"{other.name} governs late payments of the same customers"
                hint = "tell their countries, parties or dates apart"
                yield pack.name, Finding("pack-overlap", ("applies_when",), message, hint)


def _tiers(path: Path, rule: LatePayment, currency: str) -> Iterator[Finding]:
    """The limits rise, and only the last tier is without one."""
    own = [
        (index, tier.debt_below.get(currency))
        for index, tier in enumerate(rule.compensation)
        if currency in tier.amount
    ]
    for (index, limit), (_, following) in pairwise(own):
        if limit is None or (following is not None and following <= limit):
            message = f"the {currency} tiers after this one are never reached"
            yield Finding("compensation-rises", (*path, "compensation", index), message, "write rising debt_below")
    if own[-1][1] is not None:
        message = f"no {currency} sum for debts of {currency} above the last debt_below"
        yield Finding("compensation-ends", (*path, "compensation", own[-1][0]), message, "end with no debt_below")


def _malformed(vector: ChargeVector) -> str:
    amounts = [vector.interest, vector.compensation, *(paid.principal for paid in vector.paid)]
    if len(vector.debt) != 1:
        return "a vector is about a debt in one currency"
    if any(set(amount) - {vector.currency} for amount in amounts):
        return f"every amount of a vector is in the currency of its debt, {vector.currency}"
    return ""


def _failed(pack: RulePack, number: int, vector: ChargeVector, rates: RatesPolicy) -> Iterator[Finding]:
    found = charged(pack, vector, rates)
    for name, expects, gets in zip(("interest", "compensation"), vector.expected, found, strict=True):
        if expects != gets:
            was, now = (to_decimal(amount, vector.currency) for amount in (expects, gets))
            message = f"the vector '{vector.name}' expects {was} {vector.currency} of {name}, and gets {now}"
            path = ("charge_vectors", number, name if getattr(vector, name) else "name")
            yield Finding("pack-vector", path, message, "one of the two is wrong")


def charged(pack: RulePack, vector: ChargeVector, rates: RatesPolicy) -> tuple[int, int]:
    """Interest and compensation of a vector's debt, under this pack alone."""
    rule = pack.parameters.late_payment
    party = UNKNOWN_PARTY if vector.party == "unknown" else vector.party
    if rule is None or not pack.covers(Covered({vector.country}, party, "first_party"), vector.asked_on):
        return 0, 0
    late_from, principal = vector.due_on + timedelta(days=rule.starts_days_after_due), vector.debt[vector.currency]
    moves = tuple(Move(paid.on, -paid.principal.get(vector.currency, 0)) for paid in vector.paid)
    interest = total(accrue(Debt(late_from, principal, moves), rates.terms_of(rule), vector.asked_on))
    fixed = compensation(rule.tiers(vector.currency), principal) if late_from <= vector.asked_on else 0
    return interest, fixed


def _meet(one: AppliesWhen, other: AppliesWhen) -> bool:
    """Whether some customer is covered by both; a list that is left out holds everybody."""
    lists = ((one.country, other.country), (one.party, other.party))
    return all(not mine or not theirs or bool({*mine} & {*theirs}) for mine, theirs in lists)


def _both_in_force(one: RulePack, other: RulePack) -> bool:
    ends = (one.effective_to or date.max, other.effective_to or date.max)
    return max(one.effective_from, other.effective_from) <= min(ends)

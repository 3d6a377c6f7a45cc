"""What each item gets of a payment, and what stays open of it (POLICY rule 10). Pure; must not judge references.

Whatever stays open without being within tolerance makes a short payment. Small rests are written off only as long as
not too much was written off before: many of them are a habit, and a habit is for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.money import exponent, share
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.decision import Allocation, Apply, Decision, ExceptionCase, Residual, ResolvedLine
from workers.remittance.facts import ApplicationFacts, WrittenOff
from workers.remittance.rules.resolution import BY_MENTION
from workers.remittance.rules.terms import allowed_discount


@dataclass(frozen=True, slots=True)
class _Claim:
    """All lines of one payment that name one item, added up."""

    payment: AdvicePayment
    item: OpenItem
    net: int
    discount: int
    reason: str


@dataclass(slots=True)
class _Standing:
    """One item while the payments of an advice are settled in their order; ``to_come`` is cash of the later ones."""

    open: int
    to_come: int = 0
    reasons: tuple[str, ...] = ()
    is_discount_refused: bool = False


@dataclass(frozen=True, slots=True)
class _Settled:
    """What every payment of an advice gives to its items, and what stays open."""

    allocations: tuple[tuple[Allocation, ...], ...]
    residuals: tuple[Residual, ...]


def settle(facts: ApplicationFacts, lines: tuple[ResolvedLine, ...], policy: CashApplicationPolicy) -> Decision:
    """Apply, or say what stays open and may be posted all the same."""
    settled = _settle_all(facts, lines, policy, may_write_off=True)
    if _is_above_a_cap(facts, settled, policy):
        settled = _settle_all(facts, lines, policy, may_write_off=False)
    if not settled.residuals:
        return Apply(lines, settled.allocations)
    residuals = settled.residuals
    why = "; ".join(f"{r.document_number}: {r.amount} minor units stay open ({r.reason})" for r in residuals)
    is_certain = policy.post_short_payments and all(line.level != BY_MENTION for line in lines)
    posted = settled.allocations if is_certain else ()
    return ExceptionCase("short_payment", _code(residuals), why, lines, posted, residuals)


def writes_off(decision: Decision) -> bool:
    """Whether a decision would write anything off."""
    return any(allocation.writeoff for payment in decision.allocations for allocation in payment)


def _code(residuals: Iterable[Residual]) -> str:
    """The reason code of a short payment, the gravest first."""
    kinds = {residual.kind for residual in residuals}
    if "tolerance" in kinds:
        return "tolerance_cap"
    return "short_no_reason" if kinds == {"short"} else "deduction"


def _is_above_a_cap(facts: ApplicationFacts, settled: _Settled, policy: CashApplicationPolicy) -> bool:
    """Whether the advice would write off too much together with what was before: then it writes off nothing."""
    before = facts.written_off or (WrittenOff(),) * len(settled.allocations)
    own: dict[str, int] = {}
    for payment, allocations, known in zip(facts.advice.payments, settled.allocations, before, strict=True):
        currency, now = payment.currency, sum(abs(allocation.writeoff) for allocation in allocations)
        own[currency] = own.get(currency, 0) + now
        of_customer = known.customer_and_month + own[currency]
        of_day = known.day + own[currency]
        if now and (
            of_customer > _minor(policy.write_off_cap_per_customer_and_month, currency)
            or of_day > _minor(policy.write_off_cap_per_day, currency)
        ):
            return True
    return False


def _settle_all(
    facts: ApplicationFacts, lines: Sequence[ResolvedLine], policy: CashApplicationPolicy, *, may_write_off: bool
) -> _Settled:
    allocations: list[tuple[Allocation, ...]] = []
    residuals: list[Residual] = []
    claimed = [_claims(payment, number, lines) for number, payment in enumerate(facts.advice.payments)]
    standings = _standings(claim for claims in claimed for claim in claims)
    for claims in claimed:
        settled = [
            _settle_claim(claim, standings[claim.item.id], policy, may_write_off=may_write_off) for claim in claims
        ]
        allocations.append(tuple(allocation for allocation, _ in settled))
        residuals += [residual for _, residual in settled if residual is not None]
    return _Settled(tuple(allocations), tuple(residuals))


def _standings(claims: Iterable[_Claim]) -> dict[int, _Standing]:
    """Every item before the first payment, with all cash that the advice brings it."""
    standings: dict[int, _Standing] = {}
    for claim in claims:
        standings.setdefault(claim.item.id, _Standing(claim.item.open)).to_come += claim.net
    return standings


def _claims(payment: AdvicePayment, number: int, lines: Sequence[ResolvedLine]) -> list[_Claim]:
    claims: dict[int, _Claim] = {}
    for line in lines:
        if line.item is None or line.payment_index != number:
            continue
        before = claims.get(line.item.id, _Claim(payment, line.item, 0, 0, ""))
        reasons = sorted({before.reason, _reason(line)} - {""})
        discount = before.discount + (line.line.discount or 0)
        claims[line.item.id] = _Claim(payment, line.item, before.net + line.line.net, discount, "; ".join(reasons))
    return sorted(claims.values(), key=lambda claim: claim.item.document_number)


def _reason(line: ResolvedLine) -> str:
    """Why a line pays less: as printed, or because it is a deduction or a chargeback by its figures."""
    if line.line.reason:
        return line.line.reason
    if line.line.deduction:
        return "deduction"
    return "chargeback" if line.item is not None and line.line.net * line.item.open < 0 else ""


def _settle_claim(
    claim: _Claim, standing: _Standing, policy: CashApplicationPolicy, *, may_write_off: bool
) -> tuple[Allocation, Residual | None]:
    """What one payment gives the item. Neither discount nor write-off takes what a later payment brings."""
    item = claim.item
    sign = -1 if item.open < 0 else 1
    standing.to_come -= claim.net
    discount = allowed_discount(item, claim.discount, claim.payment.date, policy.discount_grace_days)
    discount = sign * min(abs(discount), abs(standing.open - claim.net - standing.to_come))
    rest = standing.open = standing.open - claim.net - discount
    standing.reasons = tuple(sorted({*standing.reasons, claim.reason} - {""}))
    standing.is_discount_refused |= claim.discount != discount
    allocation = Allocation(item.id, item.document_number, claim.net, discount)
    if rest == 0:
        return allocation, None
    if standing.to_come or standing.reasons or not 0 < rest * sign <= _tolerance(item, policy):
        return allocation, _residual(item, standing)
    if not may_write_off:
        why = "the cap of write-offs is reached"
        return allocation, Residual(item.id, item.document_number, rest, why, "tolerance")
    standing.open = 0
    return replace(allocation, writeoff=rest), None


def _residual(item: OpenItem, standing: _Standing) -> Residual:
    if standing.to_come:
        return Residual(item.id, item.document_number, standing.open, "paid short")
    if standing.reasons:
        return Residual(item.id, item.document_number, standing.open, "; ".join(standing.reasons), "deduction")
    if standing.is_discount_refused:
        why = "discount out of terms or too large"
        return Residual(item.id, item.document_number, standing.open, why, "discount")
    return Residual(item.id, item.document_number, standing.open, "paid short")


def _tolerance(item: OpenItem, policy: CashApplicationPolicy) -> int:
    """The smallest of what the robot, the customer and the size of the document allow."""
    own = policy.customer_write_off_tolerances.get(item.customer_id, policy.write_off_tolerance)
    allowed = _minor(min(own, policy.write_off_tolerance), item.currency)
    return min(allowed, abs(share(item.original, policy.write_off_percent / 100)))


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(exponent(currency)))

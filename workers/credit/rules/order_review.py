"""Whether an order is released, held or referred to a person: every rule is asked, the strictest answer wins. Pure.

A plan eases what is overdue; a person's release eases all but what a person has to lift elsewhere (a stop, an agency,
a parked account, a cheque that came back). Payment on delivery answers what asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from workers.credit.facts import ON_DELIVERY, RISKLESS, Debt, OrderFacts, OwedItem
from workers.policy.credit import Asks, CreditProfile

Verdict = Literal["release", "hold", "refer"]
_ALWAYS = frozenset({"stop", "placed", "parked", "returned_cheque", "disputed_account"})


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke: what it asks for, on which figures, and what answers it (then it holds nothing back)."""

    rule: str
    asks: Asks
    figures: Mapping[str, Any] = field(default_factory=dict)
    eased_by: str = ""

    @property
    def verdict(self) -> Verdict:
        match self.asks:
            case "refer" if not self.eased_by:
                return "refer"
            case "hold" | "cod" if not self.eased_by:
                return "hold"
            case _:
                return "release"


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """What becomes of an order, with every rule that spoke, those that were answered included."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


def review_order(facts: OrderFacts, profile: CreditProfile) -> OrderDecision:
    """Decide about one order.

    >>> from datetime import date
    >>> from workers.credit.facts import Order
    >>> facts = OrderFacts(Order("O-1", "EUR", 100_00), date(2026, 3, 3), "standard", limit=500_00)
    >>> review_order(facts, CreditProfile("standard")).verdict
    'release'
    """
    spoken = [_answered(reason, facts) for reason in _reasons(facts, profile)]
    verdicts = {reason.verdict for reason in spoken}
    verdict: Verdict = "hold" if "hold" in verdicts else "refer" if "refer" in verdicts else "release"
    return OrderDecision(verdict, tuple(spoken))


def _reasons(facts: OrderFacts, profile: CreditProfile) -> Iterator[Reason]:
    yield from _restraints(facts)
    for debt in facts.debts:
        past_due = [item for item in debt.items if item.is_past_due(facts.as_of)]
        overdue = sum(item.owed - item.disputed for item in past_due)
        eased = _plan(debt, overdue, profile)
        if past_due:
            yield from _overdue(debt, past_due, (facts, profile, eased))
        if asks := profile.dunning_level.asks(debt.level):
            yield Reason("dunning_level", asks, {"level": debt.level, "currency": debt.currency}, eased)
        if asks := profile.broken_promises.asks(debt.broken_promises):
            figures = {"promises": debt.broken_promises, "currency": debt.currency}
            yield Reason("broken_promises", asks, figures)
    yield from _limit(facts, profile)
    yield from _on_delivery(facts)


def _restraints(facts: OrderFacts) -> Iterator[Reason]:
    held = facts.restraints
    if held.stop:
        yield Reason("stop", "hold", {"stop": held.stop})
    if held.placed:
        yield Reason("placed", "hold")
    if held.parked:
        yield Reason("parked", "refer")
    if held.disputed:
        yield Reason("disputed_account", "refer")
    if held.order_hold_levels:
        yield Reason("order_hold", "hold", {"level": max(held.order_hold_levels)})


def _overdue(
    debt: Debt, past_due: Sequence[OwedItem], judged: tuple[OrderFacts, CreditProfile, str]
) -> Iterator[Reason]:
    facts, profile, eased = judged
    currency = {"currency": debt.currency}
    for rule in profile.overdue:
        amount = _owed_for_longer(past_due, rule.days, facts.as_of)
        above = rule.above.get(debt.currency, 0)
        if amount > above:
            figures = {"days": rule.days, "amount": amount, "above": above}
            yield Reason("overdue", rule.then, figures | currency, eased)
    oldest = max((facts.as_of - item.due_date).days for item in past_due)
    if asks := profile.oldest_item_days.asks(oldest):
        yield Reason("oldest_item", asks, {"days": oldest} | currency, eased)
    if asks := profile.past_due_invoices.asks(len(past_due)):
        paid = _paid_percent(past_due)
        half = "half_paid" if paid >= profile.paid_percent else ""
        figures = {"invoices": len(past_due), "paid_percent": paid, "needed_percent": profile.paid_percent}
        yield Reason("past_due_invoices", asks, figures | currency, eased or half)
    if facts.on_delivery_only and facts.order.payment in ON_DELIVERY:
        figures = {"amount": _owed_for_longer(past_due, 0, facts.as_of)}
        yield Reason("plan_before_delivery", "refer", figures | currency, eased)


def _owed_for_longer(past_due: Sequence[OwedItem], days: int, as_of: date) -> int:
    return sum(item.owed - item.disputed for item in past_due if (as_of - item.due_date).days > days)


def _paid_percent(past_due: Sequence[OwedItem]) -> int:
    """How much of these invoices is paid; what is disputed of them does not count either way."""
    original = sum(item.original - item.disputed for item in past_due)
    owed = sum(item.owed - item.disputed for item in past_due)
    return (original - owed) * 100 // original if original > 0 else 0


def _plan(debt: Debt, overdue: int, profile: CreditProfile) -> str:
    promised = debt.promised if profile.promise_counts_as_plan else 0
    return "plan" if max(debt.planned, promised) >= overdue else ""


def _limit(facts: OrderFacts, profile: CreditProfile) -> Iterator[Reason]:
    """What is paid before or with the delivery adds nothing to what is owed, so that no limit is asked."""
    order = facts.order
    if order.payment in RISKLESS:
        return
    limit = facts.limit if facts.limit is not None else profile.default_limit.get(order.currency)
    exposure = facts.debt().exposure + order.amount + order.open_orders
    figures = {"exposure": exposure, "limit": limit, "currency": order.currency}
    if limit is None:
        if profile.without_limit == "refer":
            yield Reason("no_limit", "refer", figures)
        return
    owed = facts.debt().exposure
    if facts.limit is not None and owed > facts.limit:
        yield Reason("limit_breached", profile.breached, {"exposure": owed, "limit": limit, "currency": order.currency})
    over = exposure - limit
    if over > 0 and (asks := profile.over_limit.asks(_percent(over, limit))):
        yield Reason("over_limit", asks, figures)


def _percent(over: int, limit: int) -> int:
    """By how much a limit is exceeded, any cent above it being one percent; of no limit at all, all of it.

    >>> _percent(1, 100_000), _percent(1_001, 100_000), _percent(5, 0)
    (1, 2, 100)
    """
    return -(-over * 100 // limit) if limit > 0 else 100


def _on_delivery(facts: OrderFacts) -> Iterator[Reason]:
    payment, returned = facts.order.payment, facts.restraints.returned
    if facts.on_delivery_only and payment == "on_account":
        yield Reason("on_delivery_only", "cod")
    if returned and payment == "cheque":
        yield Reason("returned_cheque", "hold", {"cheques": list(returned)})
    elif returned and payment == "on_account":
        yield Reason("returned_cheque", "refer", {"cheques": list(returned)})


def _answered(reason: Reason, facts: OrderFacts) -> Reason:
    """The reason, with what eases it beside a plan: payment on delivery, or a person's release in its days of grace."""
    eased = reason.eased_by
    if not eased and reason.asks == "cod" and facts.order.payment != "on_account":
        eased = "payment"
    until = facts.restraints.released_until
    if not eased and until is not None and facts.as_of <= until and reason.rule not in _ALWAYS:
        eased = "release"
    return Reason(reason.rule, reason.asks, reason.figures, eased)

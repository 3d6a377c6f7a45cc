"""Reviewing orders: each is decided once and answered alike ever after, until somebody asks for another look.

A referred order is one case; the person's decision is the answer from then on. Runs in its caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from workers.credit.facts import PAYMENTS, Order, OrderFacts, facts_document
from workers.credit.gathering import gather_facts
from workers.credit.rules.order_review import OrderDecision, Reason, review_order
from workers.credit.rules.sentences import sentence_of
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.credit import order_reviews
from workers.ledger.credit.order_reviews import NewReview, OrderReview
from workers.ledger.operations import policy_versions
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.currencies import is_currency
from workers.receivables.occasion import Occasion

# A person who wants such an order to go lifts the stop, or recalls the debt, first.
_NOT_RELEASED = frozenset({"stop", "placed"})
_LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody asks about an order of an account; ``again`` wants a decision on today's facts."""

    account_id: int
    order: Order
    again: bool = False


def reasons_of(review: OrderReview) -> list[Reason]:
    """Why a review came out so."""
    return [Reason(**reason) for reason in review.reasons]


def review(connection: Connection, ask: Ask, policy: PolicySet, occasion: Occasion) -> OrderReview:
    """The answer about an order: the one that was given before, or a new decision, kept with all it rests on."""
    _demand_sense(ask.order)
    cases.lock_account_of(connection, ask.account_id)
    before = order_reviews.newest_review(connection, ask.account_id, ask.order.number)
    if before is not None and not _is_same(before, ask.order) and not ask.again:
        raise UserError(f"order {ask.order.number} was reviewed with other figures: ask for another look (again)")
    if before is not None and not ask.again:
        return before
    facts = gather_facts(connection, ask.account_id, ask.order, policy.credit, occasion.business_date)
    decision = review_order(facts, policy.credit.profile_named(facts.profile))
    if before is not None and _stands(before, ask.order, decision):
        return before
    policy_versions.record(connection, policy.hash, policy.canonical_json(), occasion.at)
    rounds = before.round if before is not None else 0
    kept = _keep(connection, ask.account_id, (facts, decision), rounds + 1, occasion)
    if kept.verdict == "refer":
        _refer(connection, kept, policy, occasion)
    else:
        clear_cases(connection, (CaseKind.ORDER_REVIEW,), subject_of(kept), f"reviewed: {kept.verdict}", occasion)
    return kept


def subject_of(reviewed: OrderReview) -> str:
    """What the case of an order is about."""
    return f"order:{reviewed.account_id}:{reviewed.order_number}"


def case_of(connection: Connection, reviewed: OrderReview) -> int | None:
    """The case that waits for a person's word about an order."""
    found = cases.find_by_subject(connection, CaseKind.ORDER_REVIEW, subject_of(reviewed))
    return found.id if found else None


def ask_person(connection: Connection, reviewed: OrderReview, policy: PolicySet, occasion: Occasion) -> int:
    """The case about an order that a person wants released, opened where there is none; returns its id."""
    if reviewed.answer == "release":
        raise UserError(f"order {reviewed.order_number} is released already")
    return case_of(connection, reviewed) or _refer(connection, reviewed, policy, occasion)


def order_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """What a person's word about an order causes; ``policy`` is asked when it is said.

    It is said of the newest round: the order may have been asked about again since the person took the case.
    """

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        shown = order_reviews.find_review(connection, case.evidence["review"])
        reviewed = order_reviews.newest_review(connection, shown.account_id, shown.order_number) or shown
        if resolution.decision == "hold":
            order_reviews.decide_review(connection, reviewed, "hold", occasion)
            return
        if not _is_same(shown, _order(reviewed)):
            raise UserError(f"order {shown.order_number} was reviewed with other figures since: `hold` lets it wait")
        credit = policy().credit
        facts = gather_facts(connection, reviewed.account_id, _order(reviewed), credit, occasion.business_date)
        profile = credit.profile_named(facts.profile)
        _demand_releasable(review_order(facts, profile))
        order_reviews.decide_review(connection, reviewed, "release", occasion)
        if resolution.decision == "release_all":
            if not profile.grace_days:
                raise UserError(f"profile {profile.name} has no grace_days: release the order alone")
            until = occasion.business_date + timedelta(days=profile.grace_days)
            reason = resolution.note or f"case {case.id}"
            order_reviews.release_account(connection, reviewed.account_id, until, reason, occasion)

    return decide


def _demand_sense(order: Order) -> None:
    if not 0 < len(order.number.strip()) <= _LONGEST_NUMBER:
        raise UserError(f"an order's number has 1 to {_LONGEST_NUMBER} characters")
    if order.amount < 0 or order.open_orders < 0:
        raise UserError("the amount of an order, and of other open orders, is not below zero")
    if not is_currency(order.currency):
        raise UserError(f"{order.currency} is not a currency: write an ISO 4217 code such as EUR")
    if order.payment not in PAYMENTS:
        raise UserError(f"{order.payment!r} is no way to pay: write one of {', '.join(PAYMENTS)}")


def _is_same(before: OrderReview, order: Order) -> bool:
    """Other open orders may have come and gone: they do not make it another order."""
    return _order(before) == replace(order, open_orders=before.open_orders_minor)


def _stands(before: OrderReview, order: Order, decision: OrderDecision) -> bool:
    """What a person released is not asked about again, unless nobody might release it today."""
    return _is_same(before, order) and before.decision == "release" and not _barred(decision)


def _order(reviewed: OrderReview) -> Order:
    return Order(
        number=reviewed.order_number,
        currency=reviewed.currency,
        amount=reviewed.amount_minor,
        payment=reviewed.payment,
        open_orders=reviewed.open_orders_minor,
    )


def _keep(
    connection: Connection, account_id: int, judged: tuple[OrderFacts, OrderDecision], number: int, occasion: Occasion
) -> OrderReview:
    facts, decision = judged
    new = NewReview(
        account_id=account_id,
        order_number=facts.order.number,
        round=number,
        currency=facts.order.currency,
        amount_minor=facts.order.amount,
        payment=facts.order.payment,
        open_orders_minor=facts.order.open_orders,
        verdict=decision.verdict,
        reasons=[reason_document(reason) for reason in decision.reasons],
        facts=facts_document(facts),
    )
    return order_reviews.find_review(connection, order_reviews.add_review(connection, new, occasion))


def reason_document(reason: Reason) -> Mapping[str, Any]:
    """A reason as the ledger keeps it."""
    return asdict(reason) | {"figures": dict(reason.figures)}


def _refer(connection: Connection, reviewed: OrderReview, policy: PolicySet, occasion: Occasion) -> int:
    spoken = [reason for reason in reasons_of(reviewed) if reason.verdict != "release"]
    new = NewCase(
        CaseKind.ORDER_REVIEW,
        subject_of(reviewed),
        f"order {reviewed.order_number}: {sentence_of(spoken[0]) if spoken else 'a person asks'}",
        account_id=reviewed.account_id,
        currency=reviewed.currency,
        amount_minor=reviewed.amount_minor,
        evidence={
            "review": reviewed.id,
            "order": reviewed.order_number,
            "payment": reviewed.payment,
            "verdict": reviewed.verdict,
            "reasons": [sentence_of(reason) for reason in spoken],
        },
    )
    return open_case(connection, new, occasion, queue_policy(policy.robot))


def _demand_releasable(decision: OrderDecision) -> None:
    if barred := _barred(decision):
        raise UserError(f"no order of this account is released: {sentence_of(barred[0])}")


def _barred(decision: OrderDecision) -> list[Reason]:
    return [reason for reason in decision.reasons if reason.rule in _NOT_RELEASED]

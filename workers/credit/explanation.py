"""Why an order was answered as it was: the facts of then, every rule that spoke, and the decision taken again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from workers.credit.facts import OrderFacts, facts_from_document
from workers.credit.order_desk import reasons_of
from workers.credit.rules.order_review import review_order
from workers.credit.rules.sentences import sentence_of
from workers.ledger.credit.order_reviews import OrderReview, recorded_review
from workers.ledger.operations.policy_versions import find_content
from workers.policy.policy_set import policy_from_json
from workers.receivables.money import to_decimal


def explain(connection: Connection, review: OrderReview) -> dict[str, Any]:
    """What the journal holds of a review; amounts are decimal text."""
    recorded = recorded_review(connection, review)
    facts = facts_from_document(recorded.facts)
    content = find_content(connection, recorded.policy_hash)
    again = "its policy is not kept"
    if content is not None:
        profile = policy_from_json(content).credit.profile_named(facts.profile)
        same = review_order(facts, profile).verdict == recorded.verdict
        again = "the same" if same else review_order(facts, profile).verdict
    return {
        "profile": facts.profile,
        "policy": recorded.policy_hash,
        "entry": f"{recorded.stream} {recorded.seq}",
        "decided_again": again,
        "limit": _amount(facts.limit, review.currency),
        "exposure": _amount(facts.debt().exposure, review.currency),
        "owed": _owed(facts),
        "rules": [
            {
                "rule": reason.rule,
                "asks": reason.asks,
                "answered_by": reason.eased_by or None,
                "says": sentence_of(reason),
            }
            for reason in reasons_of(review)
        ],
    }


def _owed(facts: OrderFacts) -> list[dict[str, Any]]:
    return [
        {
            "due_date": item.due_date.isoformat(),
            "currency": debt.currency,
            **{name: _amount(getattr(item, name), debt.currency) for name in ("original", "owed", "disputed")},
        }
        for debt in facts.debts
        for item in debt.items
    ]


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None else str(to_decimal(minor, currency))

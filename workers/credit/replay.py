"""Takes a recorded decision about an order again, from the facts and the policy it was taken on. Reads no ledger."""

from __future__ import annotations

from workers.credit.facts import facts_from_document
from workers.credit.rules.order_review import review_order
from workers.ledger.laws import RecordedDecision
from workers.policy.policy_set import policy_from_json


def replay_review(recorded: RecordedDecision) -> str:
    """What differs when the decision is taken again; empty when nothing does."""
    if not recorded.policy:
        return "its policy is not kept"
    facts = facts_from_document(recorded.data["facts"])
    profile = policy_from_json(recorded.policy).credit.profile_named(facts.profile)
    again, taken = review_order(facts, profile), recorded.data["verdict"]
    return "" if again.verdict == taken else f"{taken} became {again.verdict}"

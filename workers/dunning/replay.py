"""Takes a recorded dunning decision again, from the facts and the policy it was taken on. Reads no ledger."""

from __future__ import annotations

from datetime import date

import orjson

from workers.dunning.notice import decision_document
from workers.dunning.rules.evaluation import evaluate_account
from workers.ledger.laws import RecordedDecision
from workers.policy.policy_set import policy_from_json
from workers.receivables.standing import standing_from_document

KINDS = ("dunning.notice_planned", "dunning.shadow", "dunning.episode_over")


def replay_decision(recorded: RecordedDecision) -> str:
    """What differs when the decision is taken again; empty when nothing does."""
    if not recorded.policy:
        return "its policy is not kept"
    standing = standing_from_document(recorded.data["standing"])
    ladders = {ladder.hash: ladder for ladder in policy_from_json(recorded.policy).ladders.values()}
    ladder = ladders.get(recorded.data["ladder"])
    if ladder is None:
        return "its policy does not hold its ladder"
    again = evaluate_account(standing, ladder, date.fromisoformat(recorded.data["as_of"]))
    taken, now = recorded.data["decision"], orjson.loads(orjson.dumps(decision_document(again)))
    # What a decision did not tell when it was taken cannot be held against it.
    if {name: now.get(name) for name in taken} == taken:
        return ""
    return f"{taken['name']} became {type(again).__name__} ({again.reason})"

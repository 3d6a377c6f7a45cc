"""Judging a recorded advice again, its lines and the book's items in another order: law 9. Reads and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from workers.ledger.laws import RecordedAdvice
from workers.policy.policy_set import policy_from_json
from workers.remittance.documents import decision_document, facts_from_document
from workers.remittance.facts import ApplicationFacts
from workers.remittance.rules.application import decide


def rematch(advice: RecordedAdvice, number: int) -> str:
    """What differs when the advice is judged again in the order that ``number`` gives; empty when nothing does."""
    facts = shuffled(facts_from_document(advice.facts), Random(number))
    policy = policy_from_json(advice.policy).robot.cash_application
    now = decision_document(decide(facts, policy))
    differing = [key for key, value in now.items() if value != advice.decision.get(key)]
    return f"other {', '.join(differing)}" if differing else ""


def shuffled(facts: ApplicationFacts, order: Random) -> ApplicationFacts:
    """The same facts with lines, items and children in another order; the payments keep theirs."""
    payments = tuple(replace(p, lines=tuple(order.sample(p.lines, len(p.lines)))) for p in facts.advice.payments)
    children = facts.payer.children
    return replace(
        facts,
        advice=replace(facts.advice, payments=payments),
        payer=replace(facts.payer, children=tuple(order.sample(children, len(children)))),
        items=tuple(order.sample(facts.items, len(facts.items))),
    )

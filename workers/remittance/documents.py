"""Facts and decisions as JSON documents, so that every judgement can be made again from what it saw.

Values only. The documents stand beside the advice, not in the journal: they hold names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import TypeAdapter

from workers.remittance.decision import Apply, Decision, ExceptionCase
from workers.remittance.facts import ApplicationFacts

_FACTS = TypeAdapter(ApplicationFacts)


def facts_document(facts: ApplicationFacts) -> dict[str, Any]:
    """Everything the decision saw."""
    document: dict[str, Any] = orjson.loads(orjson.dumps(facts, default=_plain))
    return document


def _plain(value: Any) -> Any:
    """What JSON has no word for: sets, and items, which are tuples with names."""
    return sorted(value) if isinstance(value, frozenset) else value._asdict()


def facts_from_document(document: Mapping[str, Any]) -> ApplicationFacts:
    """The facts that `facts_document` wrote."""
    return _FACTS.validate_json(orjson.dumps(document))


def decision_document(decision: Decision) -> dict[str, Any]:
    """What was decided, without the lines, which stand in the facts; in an order that permuted facts do not change."""
    document: dict[str, Any] = {"allocations": [_rows(payment) for payment in decision.allocations]}
    match decision:
        case Apply():
            return document | {"outcome": "apply"}
        case ExceptionCase(kind=kind, reason=reason, residuals=residuals):
            return document | {
                "outcome": "exception",
                "kind": kind,
                "reason": reason,
                "residuals": sorted([r.item_id, r.amount, r.reason] for r in residuals),
            }


def _rows(allocations: Any) -> list[list[int]]:
    return sorted([a.item_id, a.cash, a.discount, a.writeoff] for a in allocations)

"""What an exception could mean, ranked: the rules by kind, and what must be looked up for them. Pure; posts nothing.

No suggestion is ever carried out by the robot: near spellings, sums of amounts and foreign documents prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from workers.remittance.decision import ExceptionCase
from workers.remittance.facts import ApplicationFacts
from workers.remittance.rules.matching import line_forms
from workers.remittance.rules.suggesting.amounts import suggest_difference, suggest_rest
from workers.remittance.rules.suggesting.payer import suggest_payers
from workers.remittance.rules.suggesting.references import explained, suggest_items
from workers.remittance.rules.suggesting.suggestion import Doubt, Suggestion, ranked

_ABOUT_REFERENCES = frozenset(("unknown_reference", "ambiguous_reference", "already_paid"))
SUGGESTED_KINDS = _ABOUT_REFERENCES | {"total_mismatch", "payer_unknown", "over_payment"}


def wanted_amounts(exception: ExceptionCase, facts: ApplicationFacts) -> frozenset[int]:
    """The open amounts that a document would have to have to be the one that is meant."""
    payments = facts.advice.payments
    if exception.kind == "total_mismatch":
        return frozenset(payment.difference for payment in payments) - {0}
    unnamed = frozenset(explained(line) for line in exception.lines if line.item is None)
    beyond = frozenset(line.line.net - line.item.open for line in exception.lines if line.item is not None)
    return (unnamed | beyond if exception.kind == "over_payment" else unnamed) - {0}


def wanted_forms(facts: ApplicationFacts) -> frozenset[str]:
    """The numbers that the lines print, to be looked for in the books of all customers."""
    return frozenset(form for line in facts.advice.lines for form in line_forms(line))


def suggest(doubt: Doubt) -> tuple[Suggestion, ...]:
    """What the exception could mean, the likeliest first; meanings that nothing tells apart share a rank."""
    return ranked(_all(doubt))


def _all(doubt: Doubt) -> Iterator[Suggestion]:
    match doubt.exception.kind:
        case kind if kind in _ABOUT_REFERENCES:
            yield from suggest_items(doubt)
        case "total_mismatch":
            yield from suggest_difference(doubt)
        case "payer_unknown":
            yield from suggest_payers(doubt)
        case "over_payment":
            yield from suggest_rest(doubt)

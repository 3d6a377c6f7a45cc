"""A few more questions to the book, asked only when the decision needs them: what was written off, what is meant."""

from __future__ import annotations

from workers.receivables.reference import search_keys
from workers.receivables.remittance_advice import RemittanceAdvice
from workers.remittance.decision import Decision, ExceptionCase
from workers.remittance.facts import ApplicationFacts, Payer, WrittenOff
from workers.remittance.ports import Book
from workers.remittance.rules.suggesting.subset_sum import MOST_ITEMS
from workers.remittance.rules.suggesting.suggest import SUGGESTED_KINDS, suggest, wanted_amounts, wanted_forms
from workers.remittance.rules.suggesting.suggestion import Doubt, Neighbourhood, Suggestion


def written_off_before(book: Book, payer: Payer, advice: RemittanceAdvice) -> tuple[WrittenOff, ...]:
    """What was written off before each payment of the advice, in its currency."""
    return tuple(WrittenOff(*book.written_off(payer.customer_ids, p.currency, p.date)) for p in advice.payments)


def gather_suggestions(book: Book, decision: Decision, facts: ApplicationFacts) -> tuple[Suggestion, ...]:
    """What the exception could mean, ranked; nothing for a decision that needs no person."""
    if not isinstance(decision, ExceptionCase) or decision.kind not in SUGGESTED_KINDS:
        return ()
    family = facts.payer.customer_ids
    near = Neighbourhood(
        equal=book.items_of_amounts(family, wanted_amounts(decision, facts)) if family else (),
        family=book.all_open_items(family, MOST_ITEMS) if family else (),
        elsewhere=book.items_elsewhere(search_keys(wanted_forms(facts))),
    )
    return suggest(Doubt(decision, facts, near))

"""The decision on one advice: the rules of POLICY.md in their order; the first that fails names the exception.

Pure and independent of order: permuting lines or items gives the same decision. Money is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from workers.policy.cash_application import CashApplicationPolicy
from workers.remittance.decision import Decision, ExceptionCase, ResolvedLine
from workers.remittance.facts import ApplicationFacts
from workers.remittance.rules.duplicates import advice_key
from workers.remittance.rules.matching import ItemIndex
from workers.remittance.rules.resolution import resolve_lines, unresolved
from workers.remittance.rules.scans import hold_guesses
from workers.remittance.rules.settling import settle

# Discounts come to a few per cent; the lowest rates of value added tax are five.
_MOST_SHARE = 96
_FEWEST_SHORT = 2


def decide(facts: ApplicationFacts, policy: CashApplicationPolicy) -> Decision:
    """Apply exactly, or say which rule failed first and what may be posted all the same."""
    lines = resolve_lines(facts.advice, ItemIndex(facts.items))
    early: tuple[Callable[[], ExceptionCase | None], ...] = (
        lambda: _readable(facts),
        lambda: _sender(facts),
        lambda: _is_advice(facts),
        lambda: _seen_before(facts),
        lambda: _payer(facts),
        lambda: _arithmetic(facts),
        lambda: unresolved(lines),
        lambda: _currency(facts, lines),
        lambda: _not_too_much(facts, lines),
        lambda: _not_another_column(lines),
    )
    failed = next((case for rule in early if (case := rule()) is not None), None)
    decision = replace(failed, lines=lines) if failed is not None else settle(facts, lines, policy)
    return hold_guesses(decision, facts.advice, policy)


def _readable(facts: ApplicationFacts) -> ExceptionCase | None:
    doubt = next((payment.doubt for payment in facts.advice.payments if payment.doubt), "")
    return ExceptionCase("unreadable", "readers_disagree", doubt) if doubt else None


def _sender(facts: ApplicationFacts) -> ExceptionCase | None:
    sender = facts.sender
    return ExceptionCase("suspicious_sender", "suspicious_sender", sender.reason) if sender.suspicious else None


def _is_advice(facts: ApplicationFacts) -> ExceptionCase | None:
    if facts.advice.lines:
        return None
    return ExceptionCase("not_a_remittance", "not_a_remittance", "the mail announces no payment")


def _seen_before(facts: ApplicationFacts) -> ExceptionCase | None:
    for payment in facts.advice.payments:
        if advice_key(facts.payer, payment) in facts.seen:
            why = (
                f"payment {payment.reference or 'without a number'} of that payer, date and amount was announced before"
            )
            return ExceptionCase("duplicate_advice", "duplicate_advice", why)
    return None


def _payer(facts: ApplicationFacts) -> ExceptionCase | None:
    if facts.payer.customer is not None:
        return None
    return ExceptionCase(
        "payer_unknown", facts.payer.reason or "payer_unknown", "neither domain nor name is a customer's"
    )


def _arithmetic(facts: ApplicationFacts) -> ExceptionCase | None:
    """Each payment on its own: the nets of its lines are the stated amount, and nothing else could be meant."""
    for payment in facts.advice.payments:
        if payment.difference:
            why = f"the lines differ from the stated payment by {payment.difference} minor units"
            return ExceptionCase("total_mismatch", "amount_differs", why)
        if payment.conflict:
            return ExceptionCase("total_mismatch", "ambiguous_reading", payment.conflict)
    return None


def _currency(facts: ApplicationFacts, lines: Sequence[ResolvedLine]) -> ExceptionCase | None:
    for line in lines:
        currency = facts.advice.payments[line.payment_index].currency
        if line.item is not None and line.item.currency != currency:
            why = f"{line.item.document_number} is in {line.item.currency}, the payment in {currency or 'none stated'}"
            return ExceptionCase("currency_mismatch", "currency", why)
    return None


def _not_too_much(facts: ApplicationFacts, lines: Sequence[ResolvedLine]) -> ExceptionCase | None:
    """Per item in each payment and over all, then lines that name no item: money on account, or charges taken off."""
    paid: dict[int, dict[int, int]] = {}
    items = {line.item.id: line.item for line in lines if line.item is not None}
    for line in lines:
        if line.item is not None:
            own = paid.setdefault(line.item.id, {})
            own[line.payment_index] = own.get(line.payment_index, 0) + line.line.net
    for item in sorted(items.values(), key=lambda item: item.document_number):
        amounts, sign = paid[item.id].values(), -1 if item.open < 0 else 1
        if sum(amounts) * sign > item.open * sign or any(amount * sign < 0 for amount in amounts):
            told = " and ".join(map(str, amounts))
            why = f"{item.document_number}: {told} paid, {item.open} open (minor units)"
            return ExceptionCase("over_payment", "over_payment", why)
    return _without_reference(lines)


def _not_another_column(lines: Sequence[ResolvedLine]) -> ExceptionCase | None:
    """Lines all short by one share, and nothing printed that was taken off: amounts before tax, or another column."""
    items = {line.item.id: line.item for line in lines if line.item is not None}
    told = any(line.line.discount or line.line.deduction for line in lines)
    if len(items) < _FEWEST_SHORT or len(items) != len(lines) or told:
        return None
    paid, owed = (
        sum(abs(each) for each in side) for side in ([x.line.net for x in lines], [i.open for i in items.values()])
    )
    shares = (abs(paid * abs(x.item.open) - owed * abs(x.line.net)) for x in lines if x.item is not None)
    if paid * 100 > owed * _MOST_SHARE or any(off > owed for off in shares):
        return None
    return ExceptionCase("total_mismatch", "ambiguous_reading", "every line is short by the same share of its document")


def _without_reference(lines: Sequence[ResolvedLine]) -> ExceptionCase | None:
    nets = sorted(line.line.net for line in lines if line.item is None and line.line.net)
    if not nets:
        return None
    if nets[-1] > 0:
        return ExceptionCase("over_payment", "no_reference", f"{nets[-1]} minor units name no document")
    return ExceptionCase("short_payment", "charges", f"{nets[0]} minor units are taken off without naming a document")

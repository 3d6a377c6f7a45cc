"""Each line to the one open item it names, or to the reason why there is not exactly one (POLICY rule 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdviceLine, RemittanceAdvice
from workers.remittance.decision import ExceptionCase, ResolvedLine
from workers.remittance.rules.matching import NO_MATCH, ItemIndex, Match

BY_MENTION = 5


def resolve_lines(advice: RemittanceAdvice, index: ItemIndex) -> tuple[ResolvedLine, ...]:
    """Every line with its item where exactly one fits; lines without a reference stay as they are."""
    return tuple(
        _resolve(number, line, index) for number, payment in enumerate(advice.payments) for line in payment.lines
    )


def _resolve(payment_index: int, line: AdviceLine, index: ItemIndex) -> ResolvedLine:
    match = index.match(line) if line.reference else NO_MATCH
    if not match.items:
        match = _named_by_chargeback(line, index)
    only = match.items[0] if len(match.items) == 1 and not match.settled else None
    fitting = _with_rivals(line, only, index) if only else match.items
    only = only if len(fitting) == 1 else None
    return ResolvedLine(payment_index, line, only, match.level, () if only else fitting)


def _with_rivals(line: AdviceLine, item: OpenItem, index: ItemIndex) -> tuple[OpenItem, ...]:
    """The item, and any other that another number on the line names in any way, if the line clears it exactly."""
    if not line.net:
        return (item,)
    matches = (index.match(replace(line, reference=mention)) for mention in line.mentions)
    named = [i for match in matches if len(match.items) == 1 for i in match.items]
    cleared = (line.net, line.net + (line.discount or 0) + (line.deduction or 0))
    rivals = {i.id: i for i in named if i.id != item.id and i.open in cleared}
    return (item, *(rivals[key] for key in sorted(rivals)))


def _named_by_chargeback(line: AdviceLine, index: ItemIndex) -> Match:
    """A chargeback under its own number lowers what is paid on the one invoice that it names beside it."""
    if line.net >= 0:
        return NO_MATCH
    matches = (index.match(replace(line, reference=mention)) for mention in line.mentions)
    invoices = {item.id: item for match in matches if match.level in (1, 2) for item in match.items if item.open > 0}
    return Match(BY_MENTION, tuple(invoices.values())) if len(invoices) == 1 else NO_MATCH


def unresolved(lines: Sequence[ResolvedLine]) -> ExceptionCase | None:
    """The exception that the lines' references make, if any: unknown, then ambiguous, then already paid."""
    named = [line for line in lines if line.line.reference and line.item is None]
    settled = [line for line in named if line.candidates and not any(item.open for item in line.candidates)]
    unknown = [line for line in named if not line.candidates]
    ambiguous = [line for line in named if line.candidates and line not in settled]
    for kind, found in (("unknown_reference", unknown), ("ambiguous_reference", ambiguous), ("already_paid", settled)):
        if found:
            first = min(found, key=lambda line: (line.line.reference, line.line.net))
            fits = ", ".join(item.document_number for item in first.candidates) or "no document of the payer"
            return ExceptionCase(kind, kind, f"{first.line.reference} fits {fits}", tuple(lines))
    return None

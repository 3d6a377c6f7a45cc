"""One payment told by several documents of a mail: told twice it counts once, told in parts the parts are joined.

Must not join what adds up by itself, nor anything that does not add up when it is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdvicePayment


def distinct(payments: Sequence[AdvicePayment]) -> tuple[AdvicePayment, ...]:
    """Each payment once: a reading that closes goes before one that does not, the first before later ones."""
    kept: list[AdvicePayment] = []
    for payment in sorted(payments, key=lambda p: p.difference != 0 or bool(p.conflict) or not p.stated):
        if not any(_is_same(payment, other) for other in kept):
            kept.append(payment)
    return tuple(sorted(kept, key=payments.index))


def _is_same(a: AdvicePayment, b: AdvicePayment) -> bool:
    named = canonical(a.reference), canonical(b.reference)
    if all(named) and named[0] != named[1]:
        return False
    return sorted((canonical(line.reference), line.net) for line in a.lines) == sorted(
        (canonical(line.reference), line.net) for line in b.lines
    )


def joined(payments: Sequence[AdvicePayment]) -> tuple[AdvicePayment, ...]:
    """The pages of one advice, sent as files of their own, as one payment: all under one number, none complete alone.

    >>> from workers.receivables.remittance_advice import AdviceLine
    >>> one = AdvicePayment(100, "EUR", (AdviceLine("A1", 40),), reference="P1")
    >>> two = AdvicePayment(100, "EUR", (AdviceLine("A2", 60),), reference="P1")
    >>> [len(payment.lines) for payment in joined([one, two])]
    [2]
    """
    stated = {payment.amount for payment in payments if payment.stated}
    numbers = {canonical(payment.reference) for payment in payments}
    if (
        len(payments) < 2
        or len(numbers) > 1
        or not all(numbers)
        or len(stated) != 1
        or len({p.currency for p in payments}) > 1
    ):
        return tuple(payments)
    whole = next(payment for payment in payments if payment.stated)
    lines = tuple(line for payment in payments for line in payment.lines)
    together = replace(whole, lines=lines, doubt=next((p.doubt for p in payments if p.doubt), ""))
    return tuple(payments) if together.difference else (together,)

"""Was this advice seen before? (POLICY rule 4) Same payer, payment reference, payment date and amount.

An advice without a payment number of its own is the same only if its lines are the same too. One that prints no day is
the same whenever it is sent again.
"""

from __future__ import annotations

from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.facts import Payer


def advice_key(payer: Payer, payment: AdvicePayment) -> str:
    """The identity of an announced payment: equal keys are one payment announced twice."""
    who = payer.customer_id or canonical(payer.printed_name) or "?"
    reference = canonical(payment.reference)
    when = payment.date.isoformat() if payment.date and payment.is_dated else ""
    lines = "" if reference else "+".join(sorted(f"{canonical(line.reference)}={line.net}" for line in payment.lines))
    return "|".join((who, reference, when, str(payment.amount), payment.currency, lines))

"""From all documents of one mail to its advice: which of them announce payments, what the covering text adds.

Extra files beside an advice are ignored; the same payment told twice (PDF and CSV, text and HTML) counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.receivables.remittance_advice import AdvicePayment, RemittanceAdvice
from workers.remittance.document import Document, Refusal
from workers.remittance.formats.dates import is_day_first
from workers.remittance.formats.fields import Fields, Strength, find_fields
from workers.remittance.formats.interpret import Context, Interpretation, interpret, readable_lines
from workers.remittance.formats.several_documents import distinct, joined


@dataclass(frozen=True, slots=True)
class Selection:
    """The advice of a mail, or the exception kind and reason why there is none."""

    advice: RemittanceAdvice
    kind: str = ""
    reason: str = ""


def select_advice(
    files: Sequence[Document | Refusal], bodies: Sequence[Document | Refusal], context: Context
) -> Selection:
    """The advice in the attached files, else in the mail's own text, else in scans, else why there is none."""
    read = [(file, interpret(file, context)) for file in files if isinstance(file, Document)]
    texts = [body for body in bodies if isinstance(body, Document)]
    told = [(file, found) for file, found in read if found.payments]
    printed = [(file, found) for file, found in told if not file.is_scan]
    if printed:
        return _told(printed, texts, context)
    for body in texts:
        found = interpret(body, context)
        if found.payments:
            return Selection(RemittanceAdvice(_dated(found.payments, context), body.name))
    return _told(told, texts, context) if told else _none(files, [found for _, found in read])


def _told(told: Sequence[tuple[Document, Interpretation]], texts: Sequence[Document], context: Context) -> Selection:
    """The advice that files announce; they are all printed or all scanned."""
    payments = joined(distinct([payment for _, found in told for payment in found.payments]))
    first = told[0][0]
    return Selection(RemittanceAdvice(_completed(payments, texts, context), first.name, first.is_scan))


def _none(files: Sequence[Document | Refusal], read: Sequence[Interpretation]) -> Selection:
    refused = sorted((f for f in files if isinstance(f, Refusal)), key=lambda f: f.kind)
    if refused:
        return Selection(RemittanceAdvice(()), refused[0].kind, f"{refused[0].name}: {refused[0].reason}")
    blank = next((f for f in files if isinstance(f, Document) and (f.is_scan or not f.has_text)), None)
    if blank is not None:
        return Selection(RemittanceAdvice(()), "unreadable", f"{blank.name}: image only, no text to rely on")
    why = next((found.why_not for found in read), "the mail announces no payment")
    return Selection(RemittanceAdvice(()), "not_a_remittance", why)


def _completed(
    payments: tuple[AdvicePayment, ...], texts: Sequence[Document], context: Context
) -> tuple[AdvicePayment, ...]:
    """What a file leaves open about its only payment, the covering text may say."""
    if len(payments) == 1:
        for text in texts:
            payments = (_complete(payments[0], _fields_of(text, context)),)
    return _dated(payments, context)


def _fields_of(text: Document, context: Context) -> Fields:
    lines = readable_lines(text)
    day_first = is_day_first([line.text for line in lines], default=True, sent_on=context.sent_on)
    return find_fields(lines, frozenset(), day_first=day_first)


def _complete(payment: AdvicePayment, fields: Fields) -> AdvicePayment:
    strong = {abs(s.minor) for s in fields.amounts if s.strength is Strength.STRONG}
    if not payment.stated and len(strong) == 1 and fields.currency in ("", payment.currency):
        payment = replace(payment, amount=strong.pop(), stated=True)
    return replace(
        payment,
        date=payment.date or fields.date,
        reference=payment.reference or fields.reference,
        currency=payment.currency or fields.currency,
        method=payment.method or fields.method,
    )


def _dated(payments: tuple[AdvicePayment, ...], context: Context) -> tuple[AdvicePayment, ...]:
    """Without a printed date the day the advice was sent counts, without a currency the payer's only one."""
    return tuple(
        replace(
            payment,
            date=payment.date or context.sent_on,
            is_dated=payment.date is not None,
            currency=payment.currency or context.currency,
        )
        for payment in payments
    )

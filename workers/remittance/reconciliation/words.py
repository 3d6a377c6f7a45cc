"""The words by which customers' lists say what a line or a column is, in six languages and SAP's document types.

Data only. A word settles nothing alone: numbers and sums decide first.
"""

from __future__ import annotations

import re
import unicodedata

from workers.remittance.reconciliation.statement import LineKind


def plain(text: str) -> str:
    """Lower case without accents.

    >>> plain("Règlement Überweisung")
    'reglement uberweisung'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


OPENING = re.compile(
    r"opening balance|balance (?:brought|b/?f)|brought forward|saldovortrag|anfangssaldo|vortrag"
    r"|report a nouveau|solde (?:initial|anterieur|precedent)|saldo (?:inicial|anterior|iniziale|precedente)|beginsaldo"
)
CARRIED = re.compile(r"carried|ubertrag|a reporter|report\b|a nuevo|suma y sigue|riporto|transport")
TOTAL = re.compile(
    r"\b(?:total|totals|sum|summe|gesamt\w*|saldo|endsaldo|balance|amount (?:due|owed)|solde|montant du"
    r"|suma|totale|totaal|subtotal|zwischensumme|sous-total)\b"
)
_KINDS = (
    (LineKind.DEDUCTION, re.compile(
        r"\b(?:deduction|debit (?:note|memo)|claim|chargeback|shortage|damages?|returned goods|price difference|dm"
        r"|dispute\w*|belastung\w*|kurzung|abzug|reklamation|rucksendung|rucklieferung|retoure|mangel\w*|retenue"
        r"|note de debit|litige|retour|nota de (?:cargo|debito)|deduccion|devolucion|nota di (?:debito|addebito)"
        r"|inhouding|debetnota|withholding|tds|skonto|discount|escompte|descuento|sconto|korting)\b")),
    (LineKind.PAYMENT, re.compile(
        r"\b(?:payments?|paid|pymt|wire|ach|cheque|check|bank transfer|remit(?:tance|ted)?|zahlung\w*|uberweisung"
        r"|bezahlt|zahllauf|paiement|reglement|virement|pagos?|transferencia|betaling|overschrijving|pagamento|bonifico"
        r"|kz|zp)\b")),
    (LineKind.CREDIT, re.compile(
        r"\b(?:credit (?:note|memo)|credit|gutschrift|avoir|abono|nota de credito|creditnota|nota di credito|kg|cm"
        r"|cn)\b")),
)  # fmt: skip
_OPEN = re.compile(
    r"\b(?:open|offen\w*|outstanding|due|unpaid|restant|pendiente|openstaand|residuo|aperto|saldo|balance)\b"
)
_NOT_OPEN = re.compile(r"\b(?:paid|bezahlt|cumul\w*|running|tax|vat|mwst|ust|tva|iva|btw|discount|skonto|days|tage)\b")


def kind_of(text: str) -> LineKind:
    """What a line's words say it is; a document where they say nothing.

    >>> kind_of("Zahlung 4711"), kind_of("Rechnung 4711")
    (<LineKind.PAYMENT: 'payment'>, <LineKind.DOCUMENT: 'document'>)
    """
    words = plain(text)
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), LineKind.DOCUMENT)


def weight_of_title(title: str) -> int:
    """How much a column's title speaks for open amounts."""
    words = plain(title)
    return (1 if _OPEN.search(words) else 0) - (2 if _NOT_OPEN.search(words) else 0)

"""Is this document a remittance advice at all? (POLICY rule 3)

Invoices, orders, statements, reminders, delivery notes and newsletters are not, however many of our numbers they list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.remittance.formats.labels import PAY
from workers.remittance.formats.layout import Line, has_digit
from workers.remittance.formats.unmade import is_promised, why_unmade, why_waiting
from workers.remittance.formats.vocabulary import plain

_ADVICE_TITLE = re.compile(
    r"\b(?:remittance(?: advice| detail\w*| notification| statement)?|payment (?:advice|notification"
    r"|detail\w*|stub|summary|remittance)"
    r"|notification of payment|bill payment|zahlungsavis|avis|zahlungsanzeige|uberweisungsavis"
    r"|zahlungsmitteilung|avis de (?:virement|paiement|reglement)"
    r"|aviso de pago|detalle de pago|avviso di (?:pagamento|bonifico)|betaaladvies|betalingsadvies"
    r"|betalingsspecificatie|(?:check|cheque|warrant|eft|transfer) (?:no|nr|number))\b"
)
_PAID = re.compile(
    r"\b(?:we (?:have )?(?:today )?(?:paid|instructed|transferred|remitted|sent)|has (?:been )?(?:paid"
    r"|sent you a payment|transferred)"
    r"|paid on|pay(?:ment)? date|check date|amount paid|total paid|pay to the order|to the order of"
    r"|uberweisen wir|uberweisen ihnen|wir uberw\w*"
    r"|haben wir|angewiesen|wir haben (?:\S+\s){0,12}(?:uberwiesen|gezahlt|bezahlt|beglichen)"
    r"|wurden? (?:\S+\s){0,8}uberwiesen|we hebben|hebben wij|overgemaakt|bonificat\w*"
    r"|se ha (?:realizado|efectuado|abonado)"
    r"|procede au reglement|nous avons|hemos|abbiamo|wij hebben|net paye"
    r"|total regle|payment of [a-z]{3}|net amount paid)\b"
)
_OTHER_TITLE = re.compile(
    r"^(?:(?:tax |sales |pro ?forma |commercial |copy )?invoice|rechnung|facture|factura|fattura"
    r"|factuur|credit (?:note|memo)|gutschrift|avoir|creditnota|nota (?:de|di) credito"
    r"|(?:monthly |account |customer |supplier )?statement(?: of accounts?)?|kontoauszug"
    r"|releve(?: de compte)?|estado de cuenta|estratto conto"
    r"|purchase order|order(?: confirmation| acknowledg\w*)?|bestellung|auftragsbestatigung"
    r"|(?:bon de )?commande|pedido|orden de compra|ordine|bestelling|inkooporder"
    r"|debit (?:note|memo)|belastung\w*|note de debit|chargeback notice"
    r"|(?:account |supplier |vendor )?(?:reconciliation|ledger)|balance confirmation|saldenbestatigung"
    r"|open items?|offene posten"
    r"|(?:payment |friendly |final |first |second )?reminder|overdue (?:notice|invoices?)"
    r"|(?:zahlungs)?erinnerung|mahnung|(?:lettre de )?relance|rappel|mise en demeure"
    r"|recordatorio|reclamacion|sollecito|(?:betalings)?herinnering|aanmaning|past due notice|final demand"
    r"|delivery note|packing (?:list|slip)|lieferschein|bon de livraison|albaran|documento di trasporto|pakbon"
    r"|goods receipt|quotation|quote|angebot|offerte|devis|presupuesto|preventivo|newsletter"
    r"|orderbevestiging|rekeningoverzicht|openstaande posten|partidas abiertas|partite aperte|postes ouverts"
    r"|(?:general )?terms (?:and conditions )?of (?:purchase|sale)|general terms.*|proof of delivery"
    r"|vendor (?:registration )?form)\b"
)
_REQUEST = re.compile(
    r"\b(?:please (?:pay|remit|send payment|settle|arrange payment|send (?:us )?(?:a )?cop\w+)"
    r"|amount due|total due|balance due by|now due|overdue"
    r"|payment is due|kindly (?:pay|remit|settle)|bitte (?:uberweisen|zahlen|begleichen)|zahlbar bis"
    r"|fallig am|a regler avant|merci de regler"
    r"|request(?:ing)? (?:a )?cop(?:y|ies)|send us (?:the )?(?:missing )?(?:invoice )?cop(?:y|ies)"
    r"|bill to|deliver to|ship to)\b"
)
_YOUR_PAYMENT = re.compile(r"\b(?:(?:your|our|latest) payment|reglement|virement|zahlung|pago|pagamento|betaling)\b")
# What follows the name of a document at the head of a column: it is not the name of the page.
_HEAD_OF_COLUMN = re.compile(
    r"[ /]*(?:no|nr|num|number|n|nummer|numero|#|ref\w*|id|date|datum|fecha|data|amount|betrag|montant|importe|importo"
    r"|bedrag|total|text|desc\w*|details?)\b"
)
_TITLE_LINES = 14
_MOST_ABOVE_ROWS = 4
_MAX_TITLE_WORDS = 7


@dataclass(frozen=True, slots=True)
class Evidence:
    """What reading the document found that speaks for an advice; ``titles`` are those of its tables.

    ``naming_lines`` are those with numbers of several documents we know: a label in front of such a number is no title.
    ``table_rows`` are lines: what they say of a document, such as that goods were rejected, is not said of the payment.
    """

    lists_items: bool
    is_called_paid: bool
    is_announced: bool
    first_table_line: int
    titles: tuple[str, ...]
    naming_lines: frozenset[int] = frozenset()
    table_rows: frozenset[int] = frozenset()


def why_not_an_advice(lines: Sequence[Line], evidence: Evidence) -> str:
    """Empty when the document is a remittance advice, else the reason why it is not."""
    if not evidence.lists_items:
        return "it lists no paid documents"
    texts = [line.text for line in lines if line.number not in evidence.table_rows]
    if unmade := why_unmade(texts) or why_waiting([line.text for line in lines]):
        return f"it says {unmade!r}"
    whole = "\n".join(plain(line.text) for line in lines)
    above = [line for line in lines if line.number < evidence.first_table_line]
    titles = [line for line in above if line.number not in evidence.naming_lines]
    other = _other_title(titles, evidence.first_table_line - _MOST_ABOVE_ROWS)
    asks = bool(_REQUEST.search(whole))
    weight = 2 * bool(_ADVICE_TITLE.search(whole)) + bool(_PAID.search(whole)) + evidence.is_called_paid
    weight += evidence.is_announced + any(PAY.search(plain(title)) for title in evidence.titles)
    is_to_come = is_promised(texts)
    if weight > 3 * bool(other) + 2 * asks + 3 * is_to_come:
        return ""
    if other:
        return f"it calls itself {other!r}"
    if asks or is_to_come:
        return "it asks for a payment" if asks else "it promises a payment"
    return "nothing says that something was paid"


def announces_advice(text: str) -> bool:
    """Whether a covering text speaks of a remittance or a payment made."""
    words = plain(text)
    return bool(_ADVICE_TITLE.search(words) or _PAID.search(words) or _YOUR_PAYMENT.search(words))


def _other_title(lines: Sequence[Line], first_heads: int) -> str:
    """The name of another kind of document above the first table, whose columns have their heads from a line on."""
    for line in lines[:_TITLE_LINES]:
        may_be_heads = line.number >= first_heads and len(line.segments) > 1 and not has_digit(line.text)
        for segment in line.segments:
            title = plain(segment.text)
            found = _OTHER_TITLE.match(title) if len(title.split()) <= _MAX_TITLE_WORDS else None
            if found is None or _ADVICE_TITLE.search(title):
                continue
            if not (may_be_heads and _HEAD_OF_COLUMN.match(title, found.end())):
                return title
    return ""

"""The labels of a payment's own facts, in the languages payers write: patterns over `vocabulary.plain` text.

Hints with a strength; what they find is weighed in `fields` and settled by what closes. Values only.
"""

from __future__ import annotations

import re

PAY = re.compile(
    r"\b(?:pay(?:ment|ing|able|s)?|paid|pymt|pmt|check|cheque|chq|warrant|eft|ach|wire|bacs|chaps|transfer\w*|remit\w*"
    r"|(?:aus)?zahl\w*|uberw\w*|bezahl\w*|gezahlt\w*|anweis\w*|vir(?:er|ons|ement\w*)|regle\w*|reglement|paye\w*|paiement|versement"
    r"|pag(?:o|os|ad[oa]|amos|amento|ato|hiamo)|transferencia|abonad\w*|bonifico|betal\w*|betaald|overgemaakt"
    r"|settle\w*"
    r"|instructed|przelew\w*|platnosc\w*|p\u0142atnosc\w*|zap\u0142acon\w*|zaplacon\w*|platb\w*|uhrad\w*|maks\w*"
    r"|utbetal\w*|innbetal\w*)\b"
)
NOT_PAID = re.compile(
    r"\b(?:discount\w*|skonto|escompte|balance|owing|outstanding|open|offen\w*|gross|brutto\w*|tax|vat|mwst|tva|iva|btw"
    r"|deduct\w*|abzug\w*|kurzung\w*|retenue\w*|limit|previous|terms|fee|charges?|invoiced|due|ytd|adjust\w*|withh\w*"
    r"|above|exceed\w*|(?:more|less) than|minimum|at least|capital|mindest\w*|superieur\w*|superior\w*|oltre|boven"
    r"|hold\w*|ubertrag|carried|brought|(?:sub|sous|sotto) ?tot\w*|zwischensumme|page total|on account|descuento"
    r"|sconto|korting)\b"
)
AMOUNT_WORD = re.compile(
    r"\b(?:amount|amt|betrag|montant|importe|importo|bedrag|total\w*|summe|gesamt\w*|totaal|sum|somme|summa"
    r"|belopp|bel\u00f8[bp]"
    r"|kwota|razem|suma|valor|castka|celkem)\b"
)
_NUMBER = (
    r"(?:no|nr|num(?:ber|ero)?|nummer|#|id|ref(?:erence|erenz|erencia)?|n|riferimento|kenmerk|referens|cislo|numer)"
)
_THING = (
    r"(?:payment|pymt|pmt|check|cheque|chq|warrant|eft|ach|wire|bacs|chaps|transfer|transaction|trace"
    r"|faster payment|sepa|zahlung\w*|uberweisung\w*|virement|reglement|paiement|pago|transferencia|pagamento|bonifico"
    r"|betaling\w*"
    r"|notification of payment|betalning\w*|przelewu|platnosci|platby)"
)
_PAPER = r"(?:remittance(?: advice)?|run|voucher|advice|avis|beleg|document|abrechnung|bordereau|remesa|distinta)"
_OF = r"(?:(?:of|du|de|del|della|der|des|van|for|your|the) )*"
# The payment's own number first, then that of the paper it is announced on, then anything called a reference.
REFERENCE_LABELS = (
    re.compile(
        rf"\b{_NUMBER} {_OF}{_THING}\b|\b{_THING} ?{_NUMBER}\b|\b{_THING} ?#"
        r"|\b(?:zahlungsreferenz|betal\w*(?:kenmerk|referens|nummer))\b"
    ),
    re.compile(
        rf"\b{_NUMBER} {_OF}{_PAPER}\b|\b{_PAPER} ?{_NUMBER}\b|\b{_PAPER} ?#|\b(?:belegnummer|belegnr|avisnummer)\b"
    ),
    re.compile(
        r"\b(?:our |unsere? |notre )?(?:ref(?:erence|erenz|erencia)?|referenz|kenmerk|riferimento|verwendungszweck"
        rf"|referens)\b|\b(?:{_THING}|{_PAPER})$"
    ),
    re.compile(r"^(?:no|nr|n|number)$"),
)
NOT_OURS = re.compile(
    r"\b(?:vendor|supplier|customer|account|konto|iban|bic|swift|invoice|order|po|tax|vat|phone|tel|fax|page|seite"
    r"|kunden\w*|lieferant\w*|kreditor\w*|fournisseur|client|site|bank|sort|routing|questions|siret|ust)\b"
)
REFERENCE_VALUE = re.compile(r"^[A-Z0-9][A-Z0-9/_.-]*\d[A-Z0-9/_.-]*$", re.IGNORECASE)
_PAID_THING = (
    r"(?:payment|pymt|pmt|pay|check|cheque|chq|warrant|eft|ach|wire|bacs|transfer|transaction|zahlung\w*|uberweisung\w*|virement"
    r"|reglement|paiement|pago|transferencia|pagamento|bonifico|betaling\w*|betal\w*|przelewu|platnosci)"
)
VALUE_DATE = re.compile(
    r"\b(?:value date|date de valeur|valeur|valuta\w*|data valuta|wertstellung|execution|ausfuhrung\w*|settlement date"
    r"|fecha (?:de )?valor|credited on|debit date|booking date)\b"
)
PAYMENT_DATE = re.compile(
    rf"\b(?:{_PAID_THING} ?(?:date|datum|dag|dato|on)|(?:date|datum|fecha|data|dato) (?:of |de |del |du |della |der )?"
    rf"(?:the )?{_PAID_THING}|paid on|zahl\w*datum|zahltag|zahlungsdatum|belegnummer datum|betaaldatum"
    r"|betal(?:nings)?dag)\b"
)
ANY_DATE = re.compile(r"\b(?:date|dated|datum|dato|fecha|data|vom|du|le|on|am)\b")
NOT_PAYMENT_DATE = re.compile(
    r"\b(?:invoice|due|fallig\w*|printed|gedruckt|print|period|delivery|order|rechnung\w*|received|created|run date"
    r"|facture|echeance)\b"
)
MAIL_FROM = re.compile(r"\W*(?:From|Von|De|Van|Da)\s*:", re.IGNORECASE)
MAIL_DATE = re.compile(
    r"\W*(?:Date|Sent|Gesendet|Datum|Envoy\u00e9(?: le)?|Verzonden|Inviato|Enviado(?: el)?|Data|Fecha)\s*:",
    re.IGNORECASE,
)
METHODS = re.compile(
    r"\b(ACH|EFT|wire(?: transfer)?|BACS|CHAPS|Faster Payment|SEPA|che(?:ck|que)|virement|[\u00dc\u00fc]berweisung"
    r"|direct debit|transferencia|bonifico|credit card)\b",
    re.IGNORECASE,
)

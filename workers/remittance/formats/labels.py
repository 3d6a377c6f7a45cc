"""The labels of a payment's own facts, in the languages payers write: patterns over `vocabulary.plain` text.

Hints with a strength; what they find is weighed in `fields` and settled by what closes. Values only.
"""

from __future__ import annotations

import re

PAY = re.compile(
    r"\b(?:pay(?:ment|ing|able|s)?|paid|pymt|pmt|check|cheque|chq|eft|ach|wire|bacs|chaps|transfer\w*|remit\w*"
    r"|zahl\w*|uberw\w*|bezahl\w*|gezahlt|anweis\w*|virement\w*|regle\w*|reglement|paye\w*|paiement|versement"
    r"|pag(?:o|os|ad[oa]|amos|amento|ato|hiamo)|transferencia|abonad\w*|bonifico|betal\w*|betaald|overgemaakt"
    r"|settle\w*"
    r"|instructed|przelew\w*|platnosc\w*|p\u0142atnosc\w*|zap\u0142acon\w*|zaplacon\w*|platb\w*|uhrad\w*|maks\w*"
    r"|utbetal\w*|innbetal\w*)\b"
)
NOT_PAID = re.compile(
    r"\b(?:discount\w*|skonto|escompte|balance|owing|outstanding|open|offen\w*|gross|brutto\w*|tax|vat|mwst|tva|iva|btw"
    r"|deduct\w*|abzug\w*|kurzung\w*|retenue\w*|limit|previous|terms|fee|charges?|invoiced|due|ytd|adjust\w*|withh\w*"
    r"|hold\w*|ubertrag|carried|brought|sub ?total|zwischensumme|page total|on account|descuento|sconto|korting)\b"
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
    r"(?:payment|pymt|pmt|check|cheque|chq|eft|ach|wire|bacs|chaps|transfer|remittance(?: advice)?|transaction|trace"
    r"|run|voucher|faster payment|sepa|zahlung\w*|uberweisung\w*|virement|reglement|paiement|pago"
    r"|transferencia|pagamento|bonifico|betaling\w*|advice|avis|beleg|notification of payment|document"
    r"|betalning\w*|przelewu|platnosci|platby)"
)
REFERENCE_LABELS = (
    re.compile(
        rf"\b{_NUMBER} (?:(?:of|du|de|del|della|der|des|van|for|your|the) )*{_THING}\b|\b{_THING} ?{_NUMBER}\b"
        rf"|\b{_THING} ?#|\b(?:belegnummer|belegnr|zahlungsreferenz|avisnummer|betal\w*(?:kenmerk|referens|nummer))\b"
    ),
    re.compile(
        r"\b(?:our |unsere? |notre )?(?:ref(?:erence|erenz|erencia)?|referenz|kenmerk|riferimento|verwendungszweck"
        rf"|referens)\b|\b{_THING}$"
    ),
    re.compile(r"^(?:no|nr|n|number)$"),
)
NOT_OURS = re.compile(
    r"\b(?:vendor|supplier|customer|account|konto|iban|bic|swift|invoice|order|po|tax|vat|phone|tel|fax|page|seite"
    r"|kunden\w*|lieferant\w*|kreditor\w*|fournisseur|client|site|bank|sort|routing|questions|siret|ust)\b"
)
REFERENCE_VALUE = re.compile(r"^[A-Z0-9][A-Z0-9/_.-]*\d[A-Z0-9/_.-]*$", re.IGNORECASE)
DATE_LABELS = (
    re.compile(
        rf"\b{_THING} ?(?:date|datum)\b|\b(?:paid on|value date|valeur|valuta\w*|wertstellung|execution|ausfuhrung\w*"
        r"|zahl\w*datum|zahltag|belegnummer datum|fecha (?:de )?(?:pago|valor)|data (?:valuta|pagamento|przelewu)"
        r"|betaaldatum|betal\w*(?:dag|dato|datum)|settlement date|date of payment|pay date)\b"
    ),
    re.compile(r"\b(?:date|dated|datum|dato|fecha|data|vom|du|le|on|am)\b"),
)
NOT_PAYMENT_DATE = re.compile(
    r"\b(?:invoice|due|fallig\w*|printed|gedruckt|print|period|delivery|order|rechnung\w*|received|created|run date"
    r"|facture|echeance)\b"
)
METHODS = re.compile(
    r"\b(ACH|EFT|wire(?: transfer)?|BACS|CHAPS|Faster Payment|SEPA|che(?:ck|que)|virement|[\u00dc\u00fc]berweisung"
    r"|direct debit|transferencia|bonifico|credit card)\b",
    re.IGNORECASE,
)

"""The words of remittance advices in English, German, French, Spanish, Italian and Dutch.

Hints only: what a column is, is settled by what closes and by what the payer's open items are called.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache


class Role(Enum):
    """What a column holds; ``STATED`` is the payment's own amount, repeated on every row, ``BASE`` a sum before tax."""

    REFERENCE = auto()
    OWN_REFERENCE = auto()
    ORDER = auto()
    PAYMENT_REFERENCE = auto()
    PAYMENT_DATE = auto()
    PAYMENT_AMOUNT = auto()
    STATED = auto()
    CURRENCY = auto()
    DATE = auto()
    TYPE = auto()
    TEXT = auto()
    REASON = auto()
    NET = auto()
    GROSS = auto()
    BALANCE = auto()
    DISCOUNT = auto()
    DEDUCTION = auto()
    MIXED = auto()
    TAX = auto()
    BASE = auto()
    AMOUNT = auto()


MONEY_ROLES = frozenset(
    (Role.NET, Role.GROSS, Role.BALANCE, Role.DISCOUNT, Role.DEDUCTION, Role.MIXED, Role.TAX, Role.BASE, Role.AMOUNT)
)

_DISCOUNT = (
    r"disc\w*|\w*skonto\w*|escompte|dto|descuentos?|descontos?|sconto|sconti|\w*korting\w*|rabais|remise|\w*rabatt?\w*"
    r"|sleva|alennus"
)
_DEDUCTION = (
    r"deduct\w*|ded|ret|adj\w*|withh\w*|wht|tds|allowances?|charge ?backs?|retenues?|abzug|kurzung\w*|differenz"
    r"|retencion\w*|deduccion\w*|trattenut\w*|ritenut\w*|\w*inhouding\w*|other ded|short ?paid|claims?"
    r"|avdrag|fradrag|fratrekk|potracen\w*|retencao|srazka|vahennys"
)
_PAYMENT = (
    r"payment|pymt|pmt|pay|check|cheque|chq|eft|ach|wire|transfer|remittance|zahlung\w*|uberweisung\w*"
    r"|virement|reglement|paiement|pago|transferencia|pagamento|bonifico|betaling\w*|bacs|voucher"
)
_NUMBER = r"no|nr|num|number|#|id|ref|reference|referenz|nummer|numero|n|referencia|riferimento|kenmerk"
_INVOICE = (
    r"invoice\w*|inv|bill|rechnung\w*|rg|re|facture|factura|fattura|factuur\w*|fact|vendor inv"
    r"|document|dokument|doc|documento|item|piece|faktur\w*|fatura|lasku\w*"
)

_ROLES: tuple[tuple[Role, str], ...] = (
    (
        Role.PAYMENT_REFERENCE,
        rf"(?:{_PAYMENT}) ?(?:{_NUMBER}|doc(?:ument)?)|zahlungsreferenz|zahlungsbeleg"
        r"|trace ?(?:no|number)?|run (?:no|id)",
    ),
    (
        Role.PAYMENT_DATE,
        rf"(?:{_PAYMENT}) (?:date|datum|on)|paid on|value date|(?:date|datum) (?:paid|of payment"
        r"|de (?:paiement|valeur))|zahldatum|valuta\w*|fecha (?:de )?(?:pago|valor)",
    ),
    (Role.PAYMENT_AMOUNT, r"(?:payment|check|cheque|remittance) (?:total|amount)|total (?:payment|paid)|paid total"),
    (Role.CURRENCY, r"currency|curr?|ccy|wahrung|whg|devise|moneda|divisa|valuta|iso"),
    (
        Role.MIXED,
        rf"(?:{_DISCOUNT}).*\b(?:{_DEDUCTION})|(?:{_DEDUCTION}).*\b(?:{_DISCOUNT})|abzuge|deductions?"
        r"|reductions?|less|minderung\w*",
    ),
    (Role.DISCOUNT, rf"(?:(?:cash|early|prompt|payment|pmt|less|settlement) )*(?:{_DISCOUNT})(?: \w+)*"),
    (
        Role.BASE,
        r"(?:taxable|tax base|base)(?: \w+)*|(?:base )?imponible|imponibile|grondslag|maatstaf(?: \w+)*"
        r"|(?:montant |total |base |prix )?(?:ht|hors (?:taxes?|tva))|(?:\w+ )?(?:excl|exkl|ohne|before|sin|senza|sans)"
        r"(?:usive)? (?:vat|tax|mwst|ust|tva|iva|btw|gst)|nettowarenwert|warenwert(?: netto)?",
    ),
    (Role.TAX, r"(?:vat|tax|mwst|ust|tva|iva|btw|gst|steuer)(?: \w+)*"),
    (
        Role.REASON,
        r".*reason.*|.*code|comments?|remarks?|reason\w*|memo|bemerkung\w*|grund|abzugsgrund|motif|motivo"
        r"|opmerking\w*|notes?|code|reason code",
    ),
    (Role.DEDUCTION, rf"(?:other |total |less |\w+ )?(?:{_DEDUCTION})(?: \w+)*"),
    (
        Role.BALANCE,
        r"(?:still |amount |amt |balance |total )*(?:owing|due|outstanding|remaining)|balance(?: \w+)?"
        r"|open(?: amount| amt)?|amount open|offen\w*|rest\w*|solde|saldo|openstaand|residuo|pendiente",
    ),
    (
        Role.NET,
        r"(?:net|amount|amt|total|sum|value|invoice)? ?(?:paid|pd)(?: amount| amt)?|net(?:to|t)?(?: \w+)*"
        r"|netto\w*|(?:amount|amt) (?:paid|remitted|applied|settled|of payment)|payment(?: amount| amt)?"
        r"|(?:aus)?zahl(?:ungs)?betrag|gezahlt|bezahlt|uberweisungsbetrag|(?:montant |net )*(?:paye|regle|a payer"
        r"|verse)|importe (?:pagado|neto|liquido)|pagado|liq(?:uido)?|zahlb(?:e?tr)?|(?:importo )?pagato|netto a pagare"
        r"|betaald\w*|betal[td]\w*|(?:te |zu |da |a )(?:betalen|voldoen|zahlen|pagare|pagar|regler)"
        r"|zap[l\u0142]acon\w*|pago|maksettu|valor (?:pago|liquido)|kwota netto|remitted"
        r"|applied(?: amount| amt)?|cash(?: applied)?|this payment|settled",
    ),
    (
        Role.OWN_REFERENCE,
        r"(?:our|unsere?|notre|nuestr[ao]|nostr[ao]|onze|ons|internal|ap|sap) \w+(?: \w+)*|beleg\w*"
        r"|voucher(?: \w+)?|journal|buchungsnr|doc id|line|pos\w*|lfd nr|nr|no|#|item no",
    ),
    (
        Role.ORDER,
        r"(?:purchase |customer |your |our )?(?:order|po|p o|bestell\w*|commande|pedido|ordine|bestelling"
        r"|auftrag\w*|orden)(?: (?:no|nr|number|#|nummer|id|n|ref))*(?: #)?",
    ),
    (
        Role.GROSS,
        rf"gross(?: \w+)*|brutto\w*|(?:{_INVOICE}|original|orig|face) (?:amount|amt|total|value|betrag"
        r"|gross)|(?:rechnungs|factuur|faktura)(?:betrag|bedrag|summe|wert)|original(?: \w+)?"
        r"|orig|(?:oorspr|urspr)\w*(?: \w+)?"
        r"|(?:montant|importe|importo) (?:d )?origin\w*|(?:montant|importe|importo|bedrag) (?:ttc|brut"
        r"|bruto|lordo|facture|factura|total)|brut|bruto|lordo|bruttobetrag|amount claimed|belegbetrag",
    ),
    (
        Role.DATE,
        rf"(?:{_INVOICE}|doc) ?(?:date|datum|dt)|date\w*|datum|rechnungsdatum|belegdatum|vom|du"
        r"|fecha(?: \w+)*|data(?: \w+)*|dt|due date|inv dt|date (?:de )?facture|factuurdatum",
    ),
    (
        Role.TYPE,
        r"type|typ|art|belegart|(?:doc|document|dokument) ?(?:type|typ|art|soort)"
        r"|piece|tipo|soort|kind|tran(?:saction)? type|trx type"
        r"|class|dt",
    ),
    (
        Role.REFERENCE,
        rf"(?:(?:your|ihre?|votre|v|su|vostr[ao]|uw|supplier|vendor|the) )*(?:{_INVOICE}|reference|ref"
        rf"|referenz|referencia|riferimento|kenmerk|numero|number|nummer)(?: ?(?:{_NUMBER}))*"
        rf"|n (?:de )?(?:facture|piece)|(?:no|nr|n|numero|num) (?:de |di )?(?:{_INVOICE})"
        rf"|rechnungs?n(?:umme)?r|factuurn(?:umme)?r|(?:{_INVOICE}) ?#|(?:{_NUMBER}) (?:{_INVOICE})"
        r"|ihre (?:belegnr|belegnummer|referenz|re nr)|your doc\w*|re nr|external (?:ref|document)\w*"
        r"|documents?|invoices?",
    ),
    (
        Role.TEXT,
        r"desc\w*|details?|particulars|text|buchungstext|libelle|concepto|descri\w*|omschrijving|product"
        r"|narrative|site|location|store|plant|division",
    ),
    (
        Role.AMOUNT,
        r"(?:line |total )?(?:amount|amt|betrag|montant|importe|importo|bedrag|value|total|sum|summe"
        r"|totale|totaal|belopp|bel\u00f8[bp]|kwota|valor|castka|summa)(?: \w+)?"
        r"|debits?|credit|soll|haben|debet|debe|haber|dare|avere|dr|cr",
    ),
)
_LONGEST_TITLE = 60
_NOT_PLAIN = re.compile(r"[^a-z0-9#/]+")
_COMPILED = tuple((role, re.compile(rf"(?:{pattern})")) for role, pattern in _ROLES)
_CODE = re.compile(r"\b(?:usd|eur|gbp|chf|inr|cad|aud|jpy|sek|nok|dkk|pln|in)\b|[()€$£]")

TOTAL = re.compile(
    r"\b(?:summa|razem|suma|sammanlagt|i ?alt|yhteensa|celkem|(?:sub|grand|page|net)?[ -]?total\w*|gesamt\w*|summe"
    r"|endsumme|zwischensumme|ubertrag|saldo|somme|totale"
    r"|totaal|subtotaal|suma|carried (?:forward|over)|brought (?:forward|over)|c/f|b/f|report|a reporter|carry"
    r"|(?:check|cheque|payment|remittance|paid) (?:amount|total)|amount (?:paid|remitted|transferred|of payment)"
    r"|net (?:payment|paid|amount)|(?:aus)?zahl(?:ungs)?betrag|uberweisungsbetrag|net a payer|montant (?:du virement"
    r"|regle|paye)|balance)\b"
)
# In running text a sum may be called by further words, which in a table would be names.
CALLED_TOTAL = re.compile(rf"{TOTAL.pattern}|\b(?:altogether|insgesamt|zusammen|au total|in totaal|in totale)\b")
DISCOUNT_WORD = re.compile(rf"\b(?:{_DISCOUNT}|prompt pay\w*|early pay\w*)\b")
DEDUCTION_WORD = re.compile(rf"\b(?:{_DEDUCTION}|less|abzugl|abzgl|moins|menos|meno|minus|tax|tva|iva|steuer\w*)\b")
SET_OFF_WORD = re.compile(
    rf"\b(?:{_DEDUCTION}|less|abzug\w*|abzgl|moins|menos|meno|minus|settled against|set ?off|off ?set|nett(?:ed|ing)"
    r"|verreken\w*|verrechn\w*|aufgerechnet|compens\w*|imput\w*)\b"
)
CREDIT_WORD = re.compile(
    r"\b(?:credits?|cr(?:edit)? (?:memo|note)s?|gutschrift\w*|avoirs?|abonos?|not[ae]s? (?:de credito|di credito)"
    r"|creditnota\w*|cms?|cns?)\b"
)


# Titles and labels are asked for again by every reader of a document.
@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """Lower case, no accents, one blank between words; punctuation other than ``#`` and ``/`` becomes a blank.

    >>> plain("N° facture:"), plain("Rechnungs-Nr."), plain("Abzüge")
    ('n facture', 'rechnungs nr', 'abzuge')
    """
    if text.isascii():
        return _NOT_PLAIN.sub(" ", text.lower()).strip()
    folded = unicodedata.normalize("NFKD", text.replace("°", " ").replace("º", " ").lower())
    kept = "".join(c if c.isalnum() or c in "#/" else "" if unicodedata.combining(c) else " " for c in folded)
    return " ".join(kept.split())


@lru_cache(maxsize=2_048)
def role_of(header: str) -> Role | None:
    """The role a column's header suggests, if any.

    >>> [str(role_of(title)) for title in ("Ihre Rechnung", "Amount Paid", "Still Owing")]
    ['Role.REFERENCE', 'Role.NET', 'Role.BALANCE']
    """
    if len(header) > _LONGEST_TITLE:
        return None
    text = " ".join(_CODE.sub(" ", plain(header)).split())
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(text)), None) if text else None

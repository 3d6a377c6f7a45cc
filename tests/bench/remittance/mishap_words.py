"""What payers write beside a figure that is not simply an invoice, in their languages."""

from __future__ import annotations

REASONS = {
    "en": ("Damaged goods", "Freight not agreed", "Pricing difference", "Marketing allowance"),
    "de": ("Warenbeschädigung", "Fracht nicht vereinbart", "Preisdifferenz", "Werbekostenzuschuss"),
    "fr": ("Marchandise abîmée", "Port non convenu", "Écart de prix", "Participation publicitaire"),
    "es": ("Mercancía dañada", "Portes no acordados", "Diferencia de precio", "Aportación publicitaria"),
    "nl": ("Beschadigde goederen", "Vracht niet afgesproken", "Prijsverschil", "Reclamebijdrage"),
    "it": ("Merce danneggiata", "Trasporto non concordato", "Differenza prezzo", "Contributo pubblicitario"),
}
WITHHOLDING = {
    "en": "Withholding tax",
    "de": "Quellensteuer",
    "fr": "Retenue à la source",
    "es": "Retención IRPF",
    "nl": "Bronbelasting",
    "it": "Ritenuta d'acconto",
}
ON_ACCOUNT = {
    "en": "Payment on account",
    "de": "Akonto",
    "fr": "Acompte",
    "es": "Pago a cuenta",
    "nl": "Vooruitbetaling",
    "it": "Acconto",
}
CHARGES = {
    "en": "Bank charges",
    "de": "Bankspesen",
    "fr": "Frais bancaires",
    "es": "Gastos bancarios",
    "nl": "Bankkosten",
    "it": "Spese bancarie",
}
TOTAL_DISCOUNT = {
    "en": "Early payment discount", "de": "Skonto gesamt", "fr": "Escompte global", "es": "Descuento global",
    "nl": "Totale korting", "it": "Sconto totale",
}  # fmt: skip

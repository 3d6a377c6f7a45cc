"""The words of a remittance advice in the languages of the payers, with what else a payer may call the same thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language; a family may put its own word in the place of any of these."""

    title: str
    payer: str
    payee: str
    paid_on: str
    reference: str
    amount: str
    method: str
    total: str
    subtotal: str
    carried: str
    brought: str
    credits: str
    invoices: str
    page: str
    greeting: str
    covering: str
    headings: dict[str, str]


def _headings(joined: str) -> dict[str, str]:
    keys = (
        "ours theirs date gross discount deduction withholding net text po currency type debit credit position reason"
    )
    return dict(zip(keys.split(), joined.split("|"), strict=True))


WORDS = {
    "en": Words(
        title="Remittance Advice",
        payer="Payer",
        payee="Payee",
        paid_on="Payment date",
        reference="Payment reference",
        amount="Payment amount",
        method="Payment method",
        total="Total",
        subtotal="Subtotal",
        carried="Carried forward",
        brought="Brought forward",
        credits="Credit notes",
        invoices="Invoices",
        page="Page",
        greeting="Dear Sir or Madam,",
        covering="please find our remittance advice attached.",
        headings=_headings(
            "Invoice No.|Our document|Invoice date|Gross|Discount|Deduction|WHT|Net paid|Description|PO number"
            "|Curr.|Type|Debit|Credit|Item|Reason"
        ),
    ),
    "de": Words(
        title="Zahlungsavis",
        payer="Zahler",
        payee="Empfänger",
        paid_on="Zahlungsdatum",
        reference="Zahlungsreferenz",
        amount="Zahlbetrag",
        method="Zahlweg",
        total="Gesamtbetrag",
        subtotal="Zwischensumme",
        carried="Übertrag",
        brought="Übertrag von Seite",
        credits="Gutschriften",
        invoices="Rechnungen",
        page="Seite",
        greeting="Sehr geehrte Damen und Herren,",
        covering="anbei erhalten Sie unser Zahlungsavis.",
        headings=_headings(
            "Rechnungs-Nr.|Unser Beleg|Rechnungsdatum|Brutto|Skonto|Abzug|Quellensteuer|Netto|Text|Bestellung"
            "|Währung|Art|Soll|Haben|Pos.|Grund"
        ),
    ),
    "fr": Words(
        title="Avis de paiement",
        payer="Payeur",
        payee="Bénéficiaire",
        paid_on="Date de paiement",
        reference="Référence du paiement",
        amount="Montant du paiement",
        method="Mode de règlement",
        total="Total",
        subtotal="Sous-total",
        carried="À reporter",
        brought="Report",
        credits="Avoirs",
        invoices="Factures",
        page="Page",
        greeting="Madame, Monsieur,",
        covering="veuillez trouver ci-joint notre avis de paiement.",
        headings=_headings(
            "N° de facture|Notre pièce|Date facture|Montant brut|Escompte|Retenue|Retenue fiscale|Montant net"
            "|Libellé|Commande|Devise|Type|Débit|Crédit|Poste|Motif"
        ),
    ),
    "es": Words(
        title="Aviso de pago",
        payer="Pagador",
        payee="Beneficiario",
        paid_on="Fecha de pago",
        reference="Referencia de pago",
        amount="Importe del pago",
        method="Forma de pago",
        total="Total",
        subtotal="Subtotal",
        carried="Suma y sigue",
        brought="Suma anterior",
        credits="Abonos",
        invoices="Facturas",
        page="Página",
        greeting="Estimados señores:",
        covering="adjuntamos nuestro aviso de pago.",
        headings=_headings(
            "N.º factura|Nuestro doc.|Fecha factura|Importe bruto|Descuento|Deducción|Retención|Importe neto"
            "|Concepto|Pedido|Divisa|Tipo|Debe|Haber|Pos.|Motivo"
        ),
    ),
    "nl": Words(
        title="Betalingsadvies",
        payer="Betaler",
        payee="Begunstigde",
        paid_on="Betaaldatum",
        reference="Betalingskenmerk",
        amount="Betaald bedrag",
        method="Betaalwijze",
        total="Totaal",
        subtotal="Subtotaal",
        carried="Transport",
        brought="Transport vorige pagina",
        credits="Creditnota's",
        invoices="Facturen",
        page="Pagina",
        greeting="Geachte heer, mevrouw,",
        covering="bijgaand ontvangt u ons betalingsadvies.",
        headings=_headings(
            "Factuurnummer|Ons stuk|Factuurdatum|Bruto|Korting|Inhouding|Bronbelasting|Netto|Omschrijving|Order"
            "|Valuta|Soort|Debet|Credit|Pos.|Reden"
        ),
    ),
    "it": Words(
        title="Avviso di pagamento",
        payer="Ordinante",
        payee="Beneficiario",
        paid_on="Data pagamento",
        reference="Riferimento pagamento",
        amount="Importo pagamento",
        method="Modalità di pagamento",
        total="Totale",
        subtotal="Subtotale",
        carried="A riportare",
        brought="Riporto",
        credits="Note di credito",
        invoices="Fatture",
        page="Pagina",
        greeting="Gentili Signori,",
        covering="in allegato il nostro avviso di pagamento.",
        headings=_headings(
            "N. fattura|Ns. documento|Data fattura|Lordo|Sconto|Trattenuta|Ritenuta|Netto pagato|Descrizione"
            "|Ordine|Valuta|Tipo|Dare|Avere|Pos.|Motivo"
        ),
    ),
}

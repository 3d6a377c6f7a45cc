"""What else arrives in a remittance mailbox: invoices, statements, reminders, orders, requests, promises, news.

None of them says that a payment was made to us; some list our document numbers and sums all the same.
"""

from __future__ import annotations

from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Pairs, Sheet, Text

_TITLES = {
    "invoice": "Invoice|Rechnung|Facture|Factura|Factuur|Fattura",
    "statement": "Statement of account|Kontoauszug|Relevé de compte|Extracto de cuenta|Rekeningoverzicht"
    "|Estratto conto",
    "reminder": "Payment reminder|Zahlungserinnerung|Rappel de paiement|Recordatorio de pago|Betalingsherinnering"
    "|Sollecito di pagamento",
    "credit note": "Credit note|Gutschrift|Avoir|Nota de abono|Creditnota|Nota di credito",
    "order": "Purchase order|Bestellung|Bon de commande|Pedido de compra|Inkooporder|Ordine di acquisto",
}
_ASKS = {
    "en": "Could you send us a copy of invoice {number}? We cannot find it.",
    "de": "Bitte senden Sie uns eine Kopie der Rechnung {number}, sie liegt uns nicht vor.",
    "fr": "Pourriez-vous nous envoyer une copie de la facture {number} ? Nous ne la trouvons pas.",
    "es": "¿Podrían enviarnos una copia de la factura {number}? No la encontramos.",
    "nl": "Kunt u ons een kopie van factuur {number} sturen? Wij kunnen deze niet vinden.",
    "it": "Potreste inviarci una copia della fattura {number}? Non la troviamo.",
}
_PROMISES = {
    "en": "Thank you for your reminder. We will pay invoice {number} with our payment run next week.",
    "de": "danke für Ihre Mahnung. Rechnung {number} zahlen wir mit dem Zahllauf nächster Woche.",
    "fr": "Merci de votre rappel. La facture {number} sera réglée la semaine prochaine.",
    "es": "Gracias por su recordatorio. Pagaremos la factura {number} la próxima semana.",
    "nl": "Dank voor uw herinnering. Factuur {number} betalen wij volgende week.",
    "it": "Grazie del sollecito. La fattura {number} sarà pagata la prossima settimana.",
}
_NEWS = {
    "en": "Our autumn news: new opening hours, a new colleague in sales, and 10 % off all lighting until 30 November.",
    "de": "Unsere Herbstnachrichten: neue Öffnungszeiten und 10 % auf alle Leuchten bis 30. November.",
    "fr": "Nos nouvelles d'automne : nouveaux horaires et 10 % sur l'éclairage jusqu'au 30 novembre.",
    "es": "Noticias de otoño: nuevo horario y un 10 % en iluminación hasta el 30 de noviembre.",
    "nl": "Ons herfstnieuws: nieuwe openingstijden en 10 % korting op verlichting tot 30 november.",
    "it": "Novità d'autunno: nuovi orari e 10 % su tutta l'illuminazione fino al 30 novembre.",
}
_LANGUAGES = tuple(_ASKS)


def sheet(paper: Paper) -> Sheet:
    """The document of the case's genre, in the payer's language."""
    genre, language = paper.case.genre, paper.family.language
    letters = {"copy request": _ASKS, "promise": _PROMISES, "newsletter": _NEWS}
    if genre in letters:
        text = letters[genre][language].format(number=paper.case.items[0].number)
        blocks: list[Block] = [Text(paper.case.printed_payer, bold=True), Gap(), Text(text, size=11)]
        return Sheet(tuple(blocks), genre, look=paper.family.look)
    title = _TITLES[genre].split("|")[_LANGUAGES.index(language)]
    return Sheet((*_letterhead(paper, title), _table(paper)), title, paper.case.printed_payer, paper.family.look)


def _letterhead(paper: Paper, title: str) -> list[Block]:
    words = paper.words
    facts = ((title, f"{paper.rng.randrange(10_000, 99_999)}"), (words.headings["date"], paper.day(paper.payment)))
    return [Text(paper.case.printed_payer, size=13, bold=True), Gap(), Text(VENDOR), Gap(),
            Text(title, size=14, bold=True), Pairs(facts), Gap()]  # fmt: skip


def _table(paper: Paper) -> Block:
    """An invoice and an order have articles of their own; a statement and a reminder list documents."""
    own = paper.case.genre in ("invoice", "order", "credit note")
    columns = [Column("position", 5), Column("text", 40)] if own else [Column("theirs", 14), Column("date", 12)]
    columns.append(Column("net", 12, title=paper.words.headings["gross"]))
    lines: tuple[Line, ...] = paper.payment.lines
    rows = paper.rows(columns, lines, paper.payment.currency)
    rows.append(paper.sum_row(columns, paper.words.total, sum(line.net for line in lines)))
    return paper.grid(columns, rows)

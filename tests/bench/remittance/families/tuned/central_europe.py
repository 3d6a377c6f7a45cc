"""German payers: credit sections, letters in running text, SAP forms, own file per payment."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice, fact, letterhead, more_lines
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Row, Sheet, Text

_DE = Numbers(",", ".", "x-")
_SECTION_COLUMNS = (
    Column("position", 5),
    Column("ours", 16),
    Column("date", 12),
    Column("net", 14, title="Betrag EUR"),
)


def _in_sections(paper: Paper) -> Sheet:
    """Invoices, then credit memos under a heading of their own with amounts that carry no sign."""
    payment, words = paper.payment, paper.words
    positive = [line for line in payment.lines if line.net >= 0]
    negative = [line for line in payment.lines if line.net < 0]
    blocks: list[Block] = [
        *letterhead(paper),
        Pairs(tuple(fact(paper, payment, n) for n in ("reference", "paid_on"))),
        Gap(),
    ]
    blocks += [Text(words.invoices, bold=True), _section(paper, positive, 1), Gap()]
    if negative:
        blocks += [Text(words.credits, bold=True), _section(paper, negative, -1), Gap()]
    total = f"{words.total} {words.invoices} {paper.money(sum(line.net for line in positive))}"
    credit = f"abzüglich {words.credits} {paper.money(-sum(line.net for line in negative))}"
    blocks += [Text(total, align="right"), *([Text(credit, align="right")] if negative else [])]
    paid = f"{words.amount} {payment.currency} {paper.money(payment.amount)}"
    blocks += [Text(paid, bold=True, align="right"), *([Text(more_lines(paper, payment))] if payment.hidden else [])]
    return Sheet(tuple(blocks), words.title, look=paper.family.look)


def _section(paper: Paper, lines: list[Line], sign: int) -> Block:
    rows = []
    for number, line in enumerate(lines, 1):
        cells = [paper.cell(column.key, line, "", number) for column in _SECTION_COLUMNS[:-1]]
        rows.append(Row((*cells, paper.money(sign * line.net))))
    return paper.grid(_SECTION_COLUMNS, rows, rules="rows")


def _in_words(paper: Paper) -> Sheet:
    """A letter; each document is a sentence."""
    payment = paper.payment
    opening = (
        f"am {paper.day(payment)} haben wir Ihnen unter der Referenz {payment.reference} den Betrag von"
        f" {paper.money(payment.amount)} {payment.currency} überwiesen. Die Zahlung setzt sich wie folgt zusammen:"
    )
    blocks: list[Block] = [*letterhead(paper), Text(paper.words.greeting), Gap(), Text(opening), Gap()]
    for line in payment.lines:
        kind = "Rechnung" if line.net >= 0 else "Gutschrift"
        day = f" vom {paper.cell('date', line, '', 0)}" if line.issued else ""
        less = f" abzüglich {paper.money(line.discount)} {payment.currency} Skonto" if line.discount else ""
        start = f"{kind} {line.reference}{day} über {paper.money(line.gross)} {payment.currency}{less}"
        blocks.append(
            Text(
                f"{start}, gezahlt {paper.money(line.net)} {payment.currency}"
                if less or line.gross != line.net
                else start
            )
        )
    if payment.hidden:
        blocks += [Gap(), Text(more_lines(paper, payment))]
    blocks += [Gap(), Text("Mit freundlichen Grüßen")]
    return Sheet((*blocks, Text(paper.case.printed_payer)), "Zahlung", look=paper.family.look)


FAMILIES = (
    Family(
        id="t05",
        about="Invoices and credit memos in sections; the credit section prints amounts without a sign.",
        sheet=_in_sections,
        format="platypus",
        language="de",
        numbers=_DE,
        days="%d.%m.%Y",
        methods=("Überweisung",),
        numberings=("re-slash", "vk", "sap"),
        shows=frozenset(),
        odds={"credits": 2},
        look=Look(points=9.5),
    ),
    Family(
        id="t06",
        about="A letter that tells the payment in sentences.",
        sheet=_in_words,
        format="canvas",
        language="de",
        numbers=Numbers(",", ".", "- x"),
        days="%d. %B %Y",
        methods=("Überweisung",),
        numberings=("re-slash", "vk", "eight"),
        shows=frozenset({"gross", "discount"}),
        lines=(1, 7),
        look=Look(serif=True, points=10.5),
    ),
    Family(
        id="t07",
        about="SAP form on a landscape print list: document types, currency per line, our number as assignment.",
        sheet=advice(
            Plan(
                columns=(
                    Column("type"),
                    Column("theirs"),
                    Column("date"),
                    Column("ours"),
                    Column("text"),
                    Column("currency"),
                    Column("gross"),
                    Column("discount"),
                    Column("net"),
                ),
                facts=("reference", "paid_on", "currency", "amount"),
                facts_across=2,
                page_rows=24,
                carries=True,
            )
        ),
        format="courier",
        language="de",
        numbers=Numbers(",", ".", "x-", zero="0,00"),
        days="%d.%m.%y",
        currencies=("EUR", "CHF"),
        methods=("SEPA",),
        numberings=("zeros", "long", "sap"),
        shows=frozenset({"gross", "discount", "text"}),
        lines=(3, 55),
        headings={
            "theirs": "Belegnr.",
            "ours": "Zuordnung",
            "gross": "Bruttobetrag",
            "net": "Zahlbetrag",
            "currency": "Währg",
        },
        look=Look(landscape=True, points=8),
    ),
    Family(
        id="t08",
        about="Several payments in one mail, each announced in a PDF of its own.",
        sheet=advice(
            Plan(
                columns=(
                    Column("ours", 16),
                    Column("date"),
                    Column("gross"),
                    Column("cut", title="Abzug"),
                    Column("net"),
                    Column("reason", 20),
                ),
                facts=("payer", "reference", "paid_on", "amount"),
                rules="grid",
            )
        ),
        format="fpdf2",
        language="de",
        numbers=_DE,
        days="%d.%m.%Y",
        methods=("SEPA",),
        shows=frozenset({"gross", "discount", "deduction"}),
        lines=(3, 12),
        payments=(1, 3),
        files_per_payment=True,
    ),
)

"""A group's clearing list in two languages: two rows per item, deliveries and orders on the second, carried sums."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, PageBreak, Pairs, Row, Sheet, Text

_HEAD = (
    "Beleg-Nr.\nDoc. no.", "Ihre Referenz\nYour reference", "Belegdatum\nDoc. date", "Brutto\nGross",
    "Abzüge\nDeductions", "Zahlbetrag\nNet",
)  # fmt: skip
_PER_PAGE = 9


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(4), addressee(), Gap(),
                           Text("Zahlungsavis / Payment advice", size=13, bold=True)]  # fmt: skip
    for payment in paper.payments:
        facts = (
            ("Zahlungsbeleg / Payment document", payment.reference), ("Valuta / Value date", paper.day(payment)),
            ("Lieferant / Vendor", own_number(paper.rng, "10####")), ("Währung / Currency", payment.currency),
        )  # fmt: skip
        blocks += [Gap(4), Pairs(facts, across=2), Gap(), *_pages(paper, payment)]
    return Sheet(tuple(blocks), "Zahlungsavis", "Maschinell erstellt / Computer generated", paper.family.look)


def _pages(paper: Paper, payment: Payment) -> list[Block]:
    blocks: list[Block] = []
    running = 0
    for start in range(0, len(payment.lines), _PER_PAGE):
        page = payment.lines[start : start + _PER_PAGE]
        rows = [row for line in page for row in _rows(paper, line)]
        if start:
            blocks.append(PageBreak())
            rows.insert(0, _sum("Übertrag / Brought forward", running, paper))
        running += sum(line.net for line in page)
        is_last = start + _PER_PAGE >= len(payment.lines)
        rows.append(
            _sum("Gesamtsumme / Total", payment.amount, paper)
            if is_last
            else _sum("Zwischensumme / Carried forward", running, paper)
        )
        blocks.append(Grid(_HEAD, tuple(rows), aligned("lllrrr"), (15, 34, 13, 16, 14, 16)))
    return blocks


def _sum(label: str, amount: int, paper: Paper) -> Row:
    return Row(("", label, "", "", "", paper.money(amount)), strong=True)


def _rows(paper: Paper, line: Line) -> list[Row]:
    """A reason stands where the delivery stands otherwise."""
    order = line.item.po_number if line.item and line.item.po_number else own_number(paper.rng, "45########")
    below = line.text or f"LS {own_number(paper.rng, '80######')}  Best. {order}"
    cut = paper.family.numbers.write_or_blank(line.discount + line.deduction)
    date = paper.cell("date", line, "", 1)
    figures = paper.money(line.gross), cut, paper.money(line.net)
    return [Row((line.their_number, line.reference, date, *figures)), Row(("", below, "", "", "", ""))]


FAMILY = Family(
    id="k24",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    language="de",
    numbers=Numbers(",", ".", "x-", zero="0,00"),
    days="%d.%m.%Y",
    methods=("Überweisung",),
    numberings=("sap", "re-slash", "inv-year", "eight"),
    shows=frozenset({"gross", "discount", "deduction", "text"}),
    lines=(2, 26),
    look=Look(landscape=True, points=8.5),
)

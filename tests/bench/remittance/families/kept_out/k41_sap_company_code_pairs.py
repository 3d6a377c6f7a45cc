"""A German SAP advice with a company code box: voucher above our number, discount and net on the item's second line."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Belegnummer\nReferenz", "Belegdatum\nText", "Bruttobetrag\nSkonto/Abzug", "Wrg\n", "\nNettobetrag")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap()]
    for payment in paper.payments:
        facts = (
            ("Buchungskreis", own_number(paper.rng, "1#00")), ("Kreditor", own_number(paper.rng, "0000######")),
            ("Zahlungsbeleg", payment.reference), ("Zahlungsdatum", paper.day(payment)),
            ("Sachbearbeiter", "Fr. Lindner"), ("Telefon", own_number(paper.rng, "0711 ######-##")),
        )  # fmt: skip
        rows = [row for line in payment.lines for row in _rows(paper, line, payment)]
        rows.append(Row(("Summe", "", "", payment.currency, paper.money(payment.amount)), strong=True))
        blocks += [Pairs(facts, across=3, stacked=True), Gap(), Text("Zahlungsavis", size=13, bold=True), Gap(4),
                   Text("wir haben die folgenden Posten reguliert und den Betrag auf Ihr Konto angewiesen:"), Gap(),
                   Grid(_HEAD, tuple(rows), aligned("llrlr"), (22, 30, 18, 7, 18))]  # fmt: skip
    return Sheet(tuple(blocks), "Zahlungsavis", "Sitz der Gesellschaft: Stuttgart · HRB 21487", paper.family.look)


def _rows(paper: Paper, line: Line, payment: Payment) -> list[Row]:
    """The payer's own voucher above, our number and the figures to book below."""
    cut = paper.family.numbers.write_or_blank(line.discount + line.deduction)
    first = Row((line.their_number, paper.cell("date", line, "", 1), paper.money(line.gross), payment.currency, ""))
    return [first, Row((line.reference, line.text, cut, "", paper.money(line.net)))]


FAMILY = Family(
    id="k41",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="de",
    numbers=Numbers(",", ".", "x-"),
    days="%d.%m.%Y",
    methods=("Überweisung",),
    numberings=("re-slash", "eight", "sap", "letters"),
    shows=frozenset({"gross", "discount", "deduction", "text"}),
    lines=(2, 20),
    look=Look(points=8.5),
)

"""A French transfer notice: amounts with tax, discounts on lines of their own, the net only in a box at the foot."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Pièce", "Vos références", "Date", "Échéance", "Montant TTC")
_REMARKS = (
    "Facture reçue tardivement, merci d'adresser vos prochaines pièces par courriel.",
    "Bon à payer donné par l'atelier.",
    "Livraison complétée, litige clos.",
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(), Text("AVIS DE VIREMENT", size=13, bold=True)]
    for payment in paper.payments:
        facts = (("Virement n°", payment.reference), ("Date d'exécution", paper.day(payment)),
                 ("Votre code chez nous", own_number(paper.rng, "F0####")), ("Devise", payment.currency))  # fmt: skip
        rows = [row for line in payment.lines for row in _rows(paper, line)]
        blocks += [Gap(), Pairs(facts, across=2), Gap(),
                   Grid(_HEAD, tuple(rows), aligned("lllrr"), (14, 34, 13, 13, 18), "grid"), Gap(16),
                   _box(paper, payment)]  # fmt: skip
    return Sheet(tuple(blocks), "Avis de virement", "SAS au capital de 2 400 000 €", paper.family.look)


def _rows(paper: Paper, line: Line) -> list[Row]:
    """The document with its whole amount; below it what is taken off, now and then a remark without a figure."""
    whole = line.net + line.discount + line.deduction
    date = paper.cell("date", line, "", 1)
    rows = [Row((own_number(paper.rng, "AC26-####"), line.reference, date, date, paper.money(whole)))]
    if line.discount:
        rows.append(Row(("", "Escompte pour règlement anticipé", "", "", paper.money(-line.discount))))
    if line.deduction:
        rows.append(Row(("", f"Retenue : {line.reason}", "", "", paper.money(-line.deduction))))
    if paper.rng.random() < 0.12:
        rows.append(Row(("", paper.rng.choice(_REMARKS), "", "", "")))
    return rows


def _box(paper: Paper, payment: Payment) -> Grid:
    whole = sum(line.net + line.discount + line.deduction for line in payment.lines)
    cells = (("Total TTC", whole), ("Escomptes et retenues", whole - payment.amount),
             ("Net à payer", payment.amount))  # fmt: skip
    rows = (Row(tuple(label for label, _ in cells)), Row(tuple(paper.money(amount) for _, amount in cells), True))
    return Grid((), rows, aligned("ccc"), (10, 12, 10), "grid")


FAMILY = Family(
    id="k44",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="fr",
    numbers=Numbers(",", " ", "-x"),
    days="%d/%m/%Y",
    methods=("Virement",),
    numberings=("fv", "eight", "six", "inv-year"),
    shows=frozenset({"discount", "deduction"}),
    lines=(2, 18),
    odds={"wrong sum": 0, "not all lines": 0},
    look=Look(points=8.5, serif=True),
)

"""A German file with semicolons: sentences above, short titles, cells of two lines, currency in each cell, a foot."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Row, Sheet, Text

_HEAD = ("Pos.", "Bel.", "Bez.", "R.-Nr.", "R.-Dat.", "Btr.", "Sk.", "Abz.", "Grd.", "Zahlbtr.")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text(f"Zahlungsavis der {paper.case.printed_payer}"),
        Text(f"an {VENDOR}, Kd.-Nr. bei uns 7{paper.rng.randrange(1000, 9999)}"),
    ]  # fmt: skip
    for payment in paper.payments:
        blocks += [
            Text(f"Zahlung {payment.reference} vom {paper.day(payment)} per {payment.method} in {payment.currency}"),
            Text("Rückfragen bitte nur schriftlich an die Kreditorenbuchhaltung"), Gap(),
            Grid(_HEAD, tuple(_rows(paper, payment)), aligned("rllllrrrlr"), (10,) * 10), Gap(),
            *_foot(paper, payment),
        ]  # fmt: skip
    return Sheet(tuple(blocks), "Avis", look=paper.family.look)


def _rows(paper: Paper, payment: Payment) -> list[Row]:
    return [_row(paper, line, number, payment.currency) for number, line in enumerate(payment.lines, 1)]


def _row(paper: Paper, line: Line, number: int, currency: str) -> Row:
    def told(amount: int) -> str:
        return f"{paper.money(amount)} {currency}" if amount else ""

    own, date = own_number(paper.rng, "51########"), paper.cell("date", line, "", number)
    cells = told(line.gross), told(line.discount), told(line.deduction), line.reason, told(line.net)
    named = f"Wareneingang\nLS {own_number(paper.rng, '80######')}"
    return Row((str(number), own, named, line.reference, date, *cells))


def _foot(paper: Paper, payment: Payment) -> list[Block]:
    """Sentences below the table; the sum of the amounts before cuts stands there, too."""
    gross, cut = sum(line.gross for line in payment.lines), sum(line.discount for line in payment.lines)
    sums = f"Summe Belege {paper.money(gross)} {payment.currency}; davon Skonto {paper.money(cut)} {payment.currency}"
    return [
        Text(sums),
        Text(f"Überweisungsbetrag {paper.money(payment.amount)} {payment.currency}"),
        Text(f"{len(payment.lines)} Positionen"),
    ]


FAMILY = Family(
    id="k50",
    about=__doc__,
    sheet=_sheet,
    format="csv",
    language="de",
    numbers=Numbers(",", ".", "x-"),
    days="%d.%m.%y",
    methods=("Überweisung",),
    numberings=("re-slash", "eight", "letters", "dots"),
    shows=frozenset({"gross", "discount", "deduction"}),
    lines=(2, 30),
    look=Look(delimiter=";", broken=True),
)

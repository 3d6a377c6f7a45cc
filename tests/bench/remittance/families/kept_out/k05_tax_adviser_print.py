"""A German tax adviser's ledger: unsigned amounts with S or H behind them, as the payer's account has them."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number, sender
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Pairs, Row, Sheet, Text

_HEAD = ("Rechnungs-Nr.", "Belegdatum", "Rechnungsbetrag", "", "Skonto", "Zahlbetrag", "")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), Text("Avis zur Sammelüberweisung", size=13, bold=True)]
    for payment in paper.payments:
        facts = (
            ("Kreditor", own_number(paper.rng, "7####")), ("Ausführung am", paper.day(payment)),
            ("Zahlungs-Nr.", payment.reference), ("Währung", payment.currency),
        )  # fmt: skip
        rows = [_row(paper, line) for line in payment.lines]
        rows.append(Row(("Überweisungsbetrag", "", "", "", "", paper.money(payment.amount), "H"), strong=True))
        aligns = aligned("llrlrrl")
        blocks += [Gap(), Pairs(facts, across=2), Gap(), Grid(_HEAD, tuple(rows), aligns, (18, 11, 14, 2, 10, 14, 2))]
    return Sheet(tuple(blocks), "Avis", "Finanzbuchführung", paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    side = "S" if line.net < 0 else "H"
    date = paper.cell("date", line, "", 1)
    figures = paper.money(abs(line.gross)), side, paper.money(line.discount), paper.money(abs(line.net)), side
    return Row((line.reference, date, *figures))


FAMILY = Family(
    id="k05",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="de",
    numbers=Numbers(",", "."),
    days="%d.%m.%y",
    methods=("Überweisung",),
    numberings=("re-slash", "fv", "branch", "eight"),
    shows=frozenset({"gross", "discount"}),
    lines=(2, 26),
)

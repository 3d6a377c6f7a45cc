"""A Spanish accounting package: taxable base and VAT beside each document's total, what is kept back and paid."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Fra. n.º", "Fecha", "Base imp.", "IVA 21 %", "Total fra.", "A deducir", "Motivo", "Líquido")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Text(f"CIF {own_number(paper.rng, 'B########')}", size=7.5), Gap(),
                           addressee(), Gap(), Text("CARTA DE PAGO", size=14, bold=True, align="center")]  # fmt: skip
    for payment in paper.payments:
        facts = (
            ("Orden de pago", payment.reference), ("Fecha valor", paper.day(payment)),
            ("Proveedor", own_number(paper.rng, "400#####")), ("Moneda", payment.currency),
        )  # fmt: skip
        rows = [_row(paper, line) for line in payment.lines]
        grid = Grid(_HEAD, (*rows, _totals(paper, payment)), aligned("llrrrrlr"), (18, 11, 12, 11, 13, 11, 24, 13))
        blocks += [Gap(), Pairs(facts, across=2), Gap(), grid]
    return Sheet(tuple(blocks), "Carta de pago", look=paper.family.look)


def _totals(paper: Paper, payment: Payment) -> Row:
    gross = sum(line.gross for line in payment.lines)
    base = sum(_base(line) for line in payment.lines)
    cut = sum(line.deduction for line in payment.lines)
    figures = (paper.money(figure) for figure in (base, gross - base, gross, cut))
    return Row(("TOTALES", "", *figures, "", paper.money(payment.amount)), strong=True)


def _row(paper: Paper, line: Line) -> Row:
    base = _base(line)
    figures = (paper.money(figure) for figure in (base, line.gross - base, line.gross))
    cut = paper.family.numbers.write_or_blank(line.deduction)
    date = paper.cell("date", line, "", 1)
    return Row((line.reference, date, *figures, cut, line.reason, paper.money(line.net)))


def _base(line: Line) -> int:
    return line.gross * 100 // 121


FAMILY = Family(
    id="k27",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="es",
    numbers=Numbers(",", ".", "x-"),
    days="%d/%m/%y",
    methods=("Transferencia",),
    numberings=("fv", "branch", "six", "vk"),
    shows=frozenset({"gross", "deduction"}),
    lines=(2, 24),
    look=Look(points=7.5, margin=36),
)

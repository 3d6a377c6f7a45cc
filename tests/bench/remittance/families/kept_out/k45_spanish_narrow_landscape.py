"""A Spanish ERP's list of paid due dates: fifteen narrow columns across the page, every title cut to a few letters."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Lín.", "Soc.", "Ejer.", "N.doc.", "S/Fra.", "F.fra.", "F.vto.", "Ped.", "Base", "IVA", "T.fra.", "Dto.pp",
         "Ret.", "Mot.", "Líq.")  # fmt: skip
_WIDTHS = (5, 5, 5, 11, 16, 10, 10, 9, 12, 11, 12, 10, 11, 20, 12)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text(paper.case.printed_payer, size=11, bold=True),
                           Text("Relación de vencimientos pagados", size=10)]  # fmt: skip
    for payment in paper.payments:
        facts = (("Acreedor", f"{own_number(paper.rng, '4000####')} {VENDOR}"), ("Orden de pago", payment.reference),
                 ("Fecha valor", paper.day(payment)), ("Divisa", payment.currency))  # fmt: skip
        rows = [_row(paper, line, number) for number, line in enumerate(payment.lines, 1)]
        rows.append(_totals(paper, payment))
        blocks += [Gap(6), Pairs(facts, across=4, stacked=True), Gap(6),
                   Grid(_HEAD, tuple(rows), aligned("ccclllllrrrrrlr"), _WIDTHS, "rows")]  # fmt: skip
    return Sheet(tuple(blocks), "Relación de pagos", "Documento informativo sin validez fiscal", paper.family.look)


def _row(paper: Paper, line: Line, number: int) -> Row:
    base = round(line.gross / 1.21)
    date = paper.cell("date", line, "", number)
    blank = paper.family.numbers.write_or_blank
    own = own_number(paper.rng, "19######"), line.reference, date, date, own_number(paper.rng, "45####")
    taxed = paper.money(base), paper.money(line.gross - base), paper.money(line.gross)
    return Row((str(number), "0100", "2026", *own, *taxed, blank(line.discount), blank(line.deduction), line.reason,
                paper.money(line.net)))  # fmt: skip


def _totals(paper: Paper, payment: Payment) -> Row:
    """Sums of the last columns only: base and tax are not added up."""
    gross, discount, deduction = (sum(getattr(line, name) for line in payment.lines)
                                  for name in ("gross", "discount", "deduction"))  # fmt: skip
    figures = paper.money(gross), paper.money(discount), paper.money(deduction), "", paper.money(payment.amount)
    return Row(("", "", "", "Total", *[""] * 6, *figures), strong=True)


FAMILY = Family(
    id="k45",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    language="es",
    numbers=Numbers(",", ".", "x-", zero="0,00"),
    days="%d.%m.%y",
    methods=("Transferencia",),
    numberings=("fv", "eight", "letters", "six"),
    shows=frozenset({"gross", "discount", "deduction"}),
    lines=(3, 45),
    look=Look(landscape=True, points=6.5, margin=28),
)

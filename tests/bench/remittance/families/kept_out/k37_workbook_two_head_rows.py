"""A retailer's workbook: a preamble, two rows of titles, four kinds of numbers, three days per row, a foot."""

from __future__ import annotations

from datetime import timedelta

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers, write_day
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_ABOVE = ("Our side", "", "Your side", "", "", "", "Amounts", "", "", "", "")
_HEAD = ("Site", "Doc", "Delivery note", "Invoice", "Tax point", "Due", "Invoice value", "Settlement disc.",
         "Claim", "Claim reason", "Remitted")  # fmt: skip


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("Supplier remittance extract"), Gap()]
    for payment in paper.payments:
        facts = (
            ("Remitter", paper.case.printed_payer), ("Supplier", f"{own_number(paper.rng, 'S#####')} {VENDOR}"),
            ("BACS reference", payment.reference), ("Payment date", paper.day(payment)),
            ("Currency", payment.currency), ("Remittance value", paper.plain(payment.amount)),
        )  # fmt: skip
        rows = [Row(_HEAD), *(_row(paper, line, payment) for line in payment.lines), _totals(paper, payment)]
        blocks += [Pairs(facts, separator=""), Gap(), Grid(_ABOVE, tuple(rows), aligned("llllllrrrlr"), (10,) * 11)]
        blocks += [Gap(), Text(f"Rows: {len(payment.lines)}"), Text("End of extract")]
    return Sheet(tuple(blocks), "Remittance extract", look=paper.family.look)


def _totals(paper: Paper, payment: Payment) -> Row:
    sums = [sum(figures) for figures in zip(*((x.gross, x.discount, x.deduction) for x in payment.lines), strict=True)]
    cells = ["Total", *[""] * 5, *(paper.money(figure) for figure in sums), "", paper.money(payment.amount)]
    return Row(tuple(cells), strong=True)


def _row(paper: Paper, line: Line, payment: Payment) -> Row:
    family, rng = paper.family, paper.rng
    due = write_day(payment.paid_on - timedelta(days=1), family.days, family.language)
    own = own_number(rng, "0###"), own_number(rng, "19########"), own_number(rng, "8#######")
    cuts = paper.money(line.discount), paper.money(line.deduction), line.reason
    date = paper.cell("date", line, "", 1)
    return Row((*own, line.reference, date, due, paper.money(line.gross), *cuts, paper.money(line.net)))


FAMILY = Family(
    id="k37",
    about=__doc__,
    sheet=_sheet,
    format="xlsx",
    numbers=Numbers(group=""),
    currencies=("GBP", "EUR"),
    methods=("BACS",),
    numberings=("eight", "inv-year", "six", "zeros"),
    shows=frozenset({"gross", "discount", "deduction"}),
    lines=(3, 50),
    look=Look(native=True),
)

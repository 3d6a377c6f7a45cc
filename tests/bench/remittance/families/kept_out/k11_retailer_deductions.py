"""A US retailer's check detail: two printed lines per document, code and reason of a deduction on the second."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("INVOICE NBR", "INV DATE", "DEPT/STORE", "INVOICE AMT", "DEDUCTIONS", "AMOUNT PAID")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text(paper.case.printed_payer.upper(), size=12, bold=True),
        Text("VENDOR PAYMENT DETAIL"),
        Gap(),
    ]
    for payment in paper.payments:
        facts = (
            ("VENDOR", f"{own_number(paper.rng, '######')} {VENDOR.upper()}"), ("PAYMENT NBR", payment.reference),
            ("PAYMENT DATE", paper.day(payment)), ("CURRENCY", payment.currency),
            ("PAYMENT AMOUNT", paper.plain(payment.amount)),
        )  # fmt: skip
        rows = [row for line in payment.lines for row in _rows(paper, line)]
        totals = ("PAYMENT TOTAL", "", "", "", "", paper.money(payment.amount))
        aligns = aligned("lllrrr")
        blocks += [Pairs(facts, separator=""), Gap(),
                   Grid(_HEAD, (*rows, Row(totals, strong=True)), aligns, (18, 11, 14, 13, 12, 13))]  # fmt: skip
    return Sheet(tuple(blocks), "Vendor payment detail", look=paper.family.look)


def _rows(paper: Paper, line: Line) -> list[Row]:
    store = own_number(paper.rng, "D## / ####")
    figures = paper.money(line.gross), paper.money(-line.deduction) if line.deduction else "", paper.money(line.net)
    rows = [Row((line.reference, paper.cell("date", line, "", 1), store, *figures))]
    if line.reason:
        rows.append(Row(("", f"{paper.rng.randrange(10, 99)} {line.reason}", "", "", "", "")))
    return rows


FAMILY = Family(
    id="k11",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    numbers=Numbers(minus="x-"),
    days="%m/%d/%y",
    currencies=("USD",),
    methods=("ACH", "Check"),
    numberings=("eight", "letters", "zeros", "six"),
    shows=frozenset({"gross", "deduction"}),
    lines=(3, 34),
    odds={"deductions": 3, "withheld": 0},
    look=Look(size="letter"),
)

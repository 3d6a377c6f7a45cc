"""A workbook out of a shared service centre: real numbers and days, the same amounts again in the group's currency."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Clearing doc", "Assignment", "Vendor reference", "Doc. date", "Crcy", "Gross doc. crcy", "Disc. doc. crcy",
         "Paid doc. crcy", "Paid group crcy")  # fmt: skip
_RATE = 83  # hundredths of the group's currency for one of the document's


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text(f"{paper.case.printed_payer} Shared Services"), Text("Payment details export"), Gap()]
    for payment in paper.payments:
        facts = (
            ("Vendor", VENDOR), ("Payment document", payment.reference), ("Value date", paper.day(payment)),
            ("Paid amount", f"{paper.plain(payment.amount)} {payment.currency}"),
        )  # fmt: skip
        aligns = aligned("lllllrrrr")
        widths = (12, 14, 18, 12, 6, 14, 12, 14, 14)
        blocks += [Pairs(facts), Gap(), Grid(_HEAD, tuple(_rows(paper, payment)), aligns, widths), Gap()]
    return Sheet(tuple(blocks), "Payment details", look=paper.family.look)


def _rows(paper: Paper, payment: Payment) -> list[Row]:
    rows = [_row(paper, line, payment) for line in payment.lines]
    group = sum(_in_group(line.net) for line in payment.lines)
    last = ("Result", "", "", "", payment.currency, "", "", paper.money(payment.amount), paper.money(group))
    return [*rows, Row(last, strong=True)]


def _row(paper: Paper, line: Line, payment: Payment) -> Row:
    figures = (line.gross, line.discount, line.net, _in_group(line.net))
    own = own_number(paper.rng, "15########"), own_number(paper.rng, "20261###")
    date = paper.cell("date", line, "", 1)
    return Row((*own, line.reference, date, payment.currency, *(paper.money(figure) for figure in figures)))


def _in_group(minor: int) -> int:
    return minor * _RATE // 100


FAMILY = Family(
    id="k19",
    about=__doc__,
    sheet=_sheet,
    format="xlsx",
    numbers=Numbers(group=""),
    days="%Y-%m-%d",
    currencies=("USD", "EUR"),
    methods=("Wire",),
    numberings=("sap", "eight", "inv-year", "long"),
    shows=frozenset({"gross", "discount"}),
    lines=(3, 60),
    look=Look(native=True),
)

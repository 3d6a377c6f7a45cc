"""A file straight out of an ERP's tables: technical field names for titles, a sign column, no total, no letterhead."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Grid, Look, Row, Sheet

_HEAD = ("LAUFD", "VBLNR", "NAME1", "BELNR", "XBLNR", "BLDAT", "WAERS", "WRBTR", "WSKTO", "NEBTR", "RWBTR")


def _sheet(paper: Paper) -> Sheet:
    """The payment's own figures stand in every row: day, number, payer, and the sum in the last column."""
    rows = [_row(paper, line, payment) for payment in paper.payments for line in payment.lines]
    aligns = aligned("lllllllrrrr")
    blocks: tuple[Block, ...] = (Grid(_HEAD, tuple(rows), aligns, (10,) * 11),)
    return Sheet(blocks, "REGUP", look=paper.family.look)


def _row(paper: Paper, line: Line, payment: Payment) -> Row:
    head = paper.day(payment), payment.reference, paper.case.printed_payer, own_number(paper.rng, "51########")
    figures = (line.gross, line.discount, line.net, payment.amount)
    date = paper.cell("date", line, "", 1)
    return Row((*head, line.reference, date, payment.currency, *(paper.money(figure) for figure in figures)))


FAMILY = Family(
    id="k21",
    about=__doc__,
    sheet=_sheet,
    format="csv",
    numbers=Numbers(group=""),
    days="%Y%m%d",
    methods=("SEPA",),
    numberings=("sap", "re-slash", "letters", "long"),
    shows=frozenset({"gross", "discount"}),
    lines=(2, 40),
    look=Look(delimiter=";"),
)

"""Cheques with their stub: the items as a bare list, without head words or in two newspaper columns."""

from __future__ import annotations

from dataclasses import replace

from tests.bench.remittance.family import Family, Figure
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import VENDOR, Plan, advice, more_lines
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Columns, Gap, Look, Pairs, Sheet, Text

_BARE = Plan(
    columns=(Column("date"), Column("ours", 16), Column("text", 20), Column("net")),
    facts=("payee", "reference", "paid_on", "amount"),
    facts_below=True,
    has_head=False,
    has_total=False,
    rules="none",
)
_NOTHING: frozenset[Figure] = frozenset()
_STUB_COLUMNS = (Column("date", 9), Column("ours", 14), Column("net", 10))


def _stub_in_columns(paper: Paper) -> Sheet:
    """The cheque on top, the items below in two columns, the first filled before the second."""
    payment = paper.payment
    cheque: list[Block] = [
        Text(paper.case.printed_payer, size=12, bold=True),
        Pairs((("CHECK NO", payment.reference), ("DATE", paper.day(payment))), across=2),
        Text(f"PAY TO THE ORDER OF {VENDOR.upper()}"),
        Text(f"EXACTLY {payment.currency} {paper.money(payment.amount)}", size=12, bold=True, align="right"),
        Gap(40),
        Text("DETACH AND RETAIN THIS STATEMENT"),
        Gap(),
    ]
    rows = paper.rows(_STUB_COLUMNS, payment.lines, payment.currency)
    half = -(-len(rows) // 2)
    parts = (rows[:half], rows[half:]) if len(rows) > 6 else (rows,)
    grids = Columns(tuple(paper.grid(_STUB_COLUMNS, part) for part in parts))
    foot = [Text(more_lines(paper, payment))] if payment.hidden else []
    return Sheet((*cheque, grids, Gap(), *foot), "Check", look=paper.family.look)


_PLAIN = Family(
    id="t02",
    about="A small American office: invoices above, cheque facts below, not one head word over the columns.",
    sheet=advice(_BARE),
    format="canvas",
    numbers=Numbers(minus="(x)"),
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("Check",),
    numberings=("inv-year", "letters", "six"),
    shows=frozenset({"text"}),
    headings={"fact.reference": "Check number", "fact.paid_on": "Check date", "fact.amount": "Check amount"},
    look=Look(size="letter", serif=True, points=10),
)
FAMILIES = (
    _PLAIN,
    replace(
        _PLAIN,
        id="t03",
        about="A cheque whose stub sets the items in two newspaper columns; credits end in CR.",
        sheet=_stub_in_columns,
        format="canvas",
        numbers=Numbers(minus="x CR"),
        days="%m/%d/%y",
        numberings=("letters", "eight", "six"),
        shows=_NOTHING,
        lines=(5, 24),
        look=Look(size="letter", points=8.5),
    ),
    replace(
        _PLAIN,
        id="t04",
        about="A line printer's voucher: asterisks before the amounts, credits in their own column.",
        sheet=advice(
            Plan(
                columns=(
                    Column("theirs"),
                    Column("ours"),
                    Column("date"),
                    Column("debit"),
                    Column("credit"),
                    Column("net"),
                ),
                facts=("reference", "paid_on", "amount"),
            )
        ),
        format="courier",
        numbers=Numbers(minus="x-", before="**"),
        days="%d-%b-%y",
        headings={"theirs": "VOUCHER", "ours": "YOUR REF", "date": "DATE", "net": "NET AMOUNT"},
        shows=_NOTHING,
        look=Look(size="letter", landscape=True, points=10),
    ),
)

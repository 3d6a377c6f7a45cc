"""A US payables suite's separate advice: boxed facts above, credits in brackets, months in letters, portrait letter."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Row, Sheet, Text

_COLUMNS = (
    Column("ours", 20, "Document Number"),
    Column("date", 12, "Document Date"),
    Column("text", 26, "Document Description"),
    Column("discount", 12, "Discount Taken"),
    Column("net", 14, "Amount Paid"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text(paper.case.printed_payer.upper(), size=11, bold=True),
        Text("Payment Notification - Separate Remittance Advice", size=12, bold=True, align="center"),
        Gap(),
    ]
    for payment in paper.payments:
        amount = f"{paper.plain(payment.amount)} {payment.currency}"
        facts = (
            ("Supplier Name", VENDOR), ("Supplier Number", own_number(paper.rng, "1####")),
            ("Paper Document Number", payment.reference), ("Payment Date", paper.day(payment)),
            ("Payment Process Profile", payment.method), ("Payment Amount", amount),
        )  # fmt: skip
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        rows.append(Row(("", "", "", "Payment Total:", paper.money(payment.amount)), strong=True))
        blocks += [Pairs(facts, across=2, stacked=True), Gap(14), paper.grid(_COLUMNS, rows, rules="rows")]
    return Sheet(tuple(blocks), "Remittance", "Do not reply to this message", paper.family.look)


FAMILY = Family(
    id="k02",
    about=__doc__,
    sheet=_sheet,
    format="fpdf2",
    numbers=Numbers(minus="(x)", zero="0.00"),
    days="%d-%b-%Y",
    currencies=("USD",),
    methods=("EFT", "ACH"),
    numberings=("inv-year", "eight", "letters", "six"),
    shows=frozenset({"discount", "text"}),
    lines=(1, 30),
    look=Look(size="letter"),
)

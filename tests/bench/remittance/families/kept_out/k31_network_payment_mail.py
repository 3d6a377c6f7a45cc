"""A payment network's mail, tables inside tables: the sum large on top, invoices below, dollar signs, no total."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Sheet, Text

_COLUMNS = (
    Column("ours", 24, "Invoice #"),
    Column("date", 16, "Invoice date"),
    Column("gross", 16, "Amount due"),
    Column("net", 16, "Amount paid"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("Good news: money is on its way to you", hidden=True), Text("paylane", size=18)]
    for payment in paper.payments:
        facts = (("Confirmation number", payment.reference), ("Deposit date", paper.day(payment)),
                 ("Sent by", paper.case.printed_payer), ("Paid to", f"{VENDOR} - account ending in 7731"))  # fmt: skip
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        blocks += [
            Text(f"{paper.case.printed_payer} paid you {paper.money(payment.amount)} {payment.currency}", size=15),
            Text("It will be deposited into your bank account by ACH. Any fee of $0.00 is paid by your customer."),
            Gap(), Pairs(facts, separator=""), Gap(), Text("What this payment is for", bold=True),
            paper.grid(_COLUMNS, rows, rules="rows"), Gap(),
        ]  # fmt: skip
    blocks += [Text("View payment details"), Text("paylane, 1600 Bridge Pkwy, Redwood City CA 94065", size=7)]
    return Sheet(tuple(blocks), "Payment", look=paper.family.look)


FAMILY = Family(
    id="k31",
    about=__doc__,
    sheet=_sheet,
    format="html",
    numbers=Numbers(before="$", minus="(x)"),
    days="%b %d, %Y",
    currencies=("USD",),
    methods=("ACH",),
    numberings=("inv-year", "six", "eight", "letters"),
    shows=frozenset({"gross"}),
    lines=(1, 16),
    odds={"currency": 0},
    platform="paylane.example",
    subject="{payer} sent you a payment",
    look=Look(nested=True),
)

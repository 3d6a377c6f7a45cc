"""A payables portal: every document is a small block of labels and values, three to a row, and no table anywhere."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Sheet, Text


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("payflow", size=17, bold=True), Gap()]
    for payment in paper.payments:
        amount = f"{paper.plain(payment.amount)} {payment.currency}"
        blocks += [
            Text(f"{paper.case.printed_payer} has paid you {amount}", size=12, bold=True),
            Pairs((("To", VENDOR), ("Payment number", payment.reference), ("Paid on", paper.day(payment)),
                   ("Paid by", payment.method))),
        ]  # fmt: skip
        for line in payment.lines:
            blocks += [Gap(8), Pairs(_block(paper, line, payment.currency), across=2)]
        blocks += [Gap(12), Text(f"Total paid: {amount}", bold=True)]
    return Sheet(tuple(blocks), "You have been paid", "Sent by payflow on behalf of your customer", paper.family.look)


def _block(paper: Paper, line: Line, currency: str) -> tuple[tuple[str, str], ...]:
    kind = "Credit note" if line.net < 0 else "Invoice"
    date = paper.cell("date", line, currency, 1)
    return ((kind, line.reference), (f"{kind} date", date), (f"{kind} amount", paper.money(line.gross)),
            ("Amount paid", paper.money(line.net)))  # fmt: skip


FAMILY = Family(
    id="t40",
    about=__doc__,
    sheet=_sheet,
    format="chromium",
    numbers=Numbers(),
    days="%b %d, %Y",
    currencies=("USD", "EUR", "GBP"),
    methods=("ACH", "Virtual card"),
    numberings=("inv-year", "letters", "eight", "six"),
    shows=frozenset({"gross"}),
    lines=(1, 12),
    platform="notify-payflow.example",
    look=Look(size="letter"),
)

"""A marketplace settles for a buyer: orders and invoices beside each other, a fee per line, payout on the right."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Order ID", "Seller invoice", "Invoiced on", "Item total", "Withheld", "Withheld for", "Payout")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("tradeplaza", size=18, bold=True), Text("Payout statement for sellers", size=11), Gap()]
    for payment in paper.payments:
        facts = (
            ("Seller", VENDOR), ("Buyer", paper.case.printed_payer), ("Payout ID", payment.reference),
            ("Payout initiated", paper.day(payment)), ("Payout", f"{paper.plain(payment.amount)} {payment.currency}"),
        )  # fmt: skip
        rows = [_row(paper, line) for line in payment.lines]
        rows.append(Row(("Payout total", "", "", "", "", "", paper.money(payment.amount)), strong=True))
        aligns = aligned("lllrrlr")
        blocks += [Pairs(facts, stacked=True, across=5), Gap(),
                   Grid(_HEAD, tuple(rows), aligns, (17, 16, 11, 12, 10, 17, 12), "rows")]  # fmt: skip
    return Sheet(tuple(blocks), "Payout statement", "tradeplaza payments ltd", paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    order = own_number(paper.rng, "TP-###-#######")
    withheld = paper.family.numbers.write_or_blank(-line.deduction)
    date = paper.cell("date", line, "", 1)
    return Row((order, line.reference, date, paper.money(line.gross), withheld, line.reason, paper.money(line.net)))


FAMILY = Family(
    id="k14",
    about=__doc__,
    sheet=_sheet,
    format="chromium",
    numbers=Numbers(minus="- x"),
    days="%d %b %Y",
    currencies=("EUR", "GBP"),
    methods=("Payout",),
    numberings=("inv-year", "letters", "eight"),
    shows=frozenset({"gross", "deduction"}),
    lines=(2, 30),
    odds={"withheld": 0},
    platform="tradeplaza-payouts.example",
    look=Look(landscape=True),
)

"""A cloud ledger's bill payment voucher: original, due and paid amounts side by side, our number inside a sentence."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Date", "Description", "Orig. Amt.", "Amt. Due", "Discount", "Applied Amt.")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text(paper.case.printed_payer, size=14, bold=True), Text("Bill Payment", size=16), Gap()]
    for payment in paper.payments:
        facts = (
            ("Payment #", payment.reference), ("Date", paper.day(payment)), ("Method", payment.method),
            ("Currency", payment.currency), ("Vendor ID", own_number(paper.rng, "V####")),
        )  # fmt: skip
        blocks += [Pairs(facts), Gap(), _table(paper, payment)]
    return Sheet(tuple(blocks), "Bill Payment", look=paper.family.look)


def _table(paper: Paper, payment: Payment) -> Grid:
    rows = [_row(paper, line, payment) for line in payment.lines]
    rows.append(Row(("", "Amount", "", "", "", paper.money(payment.amount)), strong=True))
    return Grid(_HEAD, tuple(rows), aligned("llrrrr"), (9, 26, 11, 11, 9, 12), "rows")


def _row(paper: Paper, line: Line, payment: Payment) -> Row:
    """What was billed once, and what was still due before this payment."""
    original = line.item.amount if line.item else line.gross
    kind = "Bill Credit" if line.net < 0 else "Bill"
    described = f"{kind} #{line.reference}" if line.reference else line.text
    figures = (original, line.gross, line.discount, line.net)
    date = paper.cell("date", line, payment.currency, 1)
    return Row((date, described, *(paper.money(figure) for figure in figures)))


FAMILY = Family(
    id="t41",
    about=__doc__,
    sheet=_sheet,
    format="chromium",
    numbers=Numbers(minus="-x"),
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("Bill Payment", "ACH"),
    numberings=("inv-year", "six", "branch", "letters"),
    shows=frozenset({"gross", "discount"}),
    lines=(1, 25),
    odds={"part-paid before": 3},
    look=Look(size="letter", landscape=False),
)

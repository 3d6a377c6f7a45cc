"""A US small business' voucher check: the same stub twice, for the payee and for the file, with balances due."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.kept_out_parts import aligned, in_words, own_number, sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Row, Sheet, Text

_HEAD = ("Date", "Type", "Reference", "Original Amt.", "Balance Due", "Discount", "Payment")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = []
    for payment in paper.payments:
        stub = _stub(paper, payment)
        words = in_words(payment.amount).capitalize()
        blocks += [
            *sender(paper),
            Text(f"{payment.reference}", align="right", bold=True),
            Text(paper.day(payment), align="right"),
            Text(f"PAY TO THE ORDER OF   {VENDOR}"),
            Text(f"${paper.plain(payment.amount)}", align="right", bold=True),
            Text(f"{words}***************************** DOLLARS"),
            Text(f"MEMO  Acct {own_number(paper.rng, '####-##')}", size=8),
            Gap(18), *stub, Gap(28), *stub,
        ]  # fmt: skip
    return Sheet(tuple(blocks), "Check", look=paper.family.look)


def _stub(paper: Paper, payment: Payment) -> list[Block]:
    rows = [_row(paper, line) for line in payment.lines]
    total = Row(("", "", "", "", "", "Check Amount", paper.money(payment.amount)), strong=True)
    bank = f"Operating Checking ...{own_number(paper.rng, '44##')}"
    return [
        Text(f"{paper.case.printed_payer}      No. {payment.reference}", size=9, bold=True),
        Text(f"{VENDOR}      {paper.day(payment)}"),
        Grid(_HEAD, (*rows, total), aligned("lllrrrr"), (11, 9, 20, 14, 14, 13, 14)),
        Text(f"{bank}      {payment.currency}  {paper.plain(payment.amount)}", size=8),
    ]


def _row(paper: Paper, line: Line) -> Row:
    """A document's original amount is that of our book, whatever of it was paid before."""
    is_own = line.item is not None and (line.item.amount < 0) == (line.net < 0)
    original = line.item.amount if line.item and is_own else line.gross
    kind = "Credit" if line.net < 0 else "Bill"
    discount = paper.family.numbers.write_or_blank(line.discount)
    figures = paper.money(original), paper.money(line.gross), discount, paper.money(line.net)
    return Row((paper.cell("date", line, "", 1), kind, line.reference, *figures))


FAMILY = Family(
    id="k30",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("Check",),
    numberings=("six", "inv-year", "letters", "zeros"),
    shows=frozenset({"gross", "discount"}),
    lines=(1, 12),
    odds={"currency": 0},
    look=Look(size="letter", points=8),
)

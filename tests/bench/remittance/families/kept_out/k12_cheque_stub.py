"""A cheque with its stub: the items in two newspaper columns, below them the cheque with its stars."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import in_words, own_number, sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Payment
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Columns, Gap, Look, Pairs, Sheet, Text

_COLUMNS = (Column("date", 9, "DATE"), Column("ours", 15, "YOUR INVOICE"), Column("net", 11, "AMOUNT"))


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = []
    for payment in paper.payments:
        blocks += [
            Pairs((("Check no.", payment.reference), ("Check date", paper.day(payment)),
                   ("Vendor", own_number(paper.rng, "V-####"))), across=3),
            Gap(),
            _stub(paper, payment),
            Gap(24),
            *sender(paper),
            Text(f"No. {payment.reference}        {paper.day(payment)}", align="right"),
            Text(f"PAY {in_words(payment.amount).upper()} {payment.currency}"),
            Text(f"**********{paper.plain(payment.amount)}", align="right", bold=True),
            Text(f"TO THE ORDER OF {VENDOR}"),
        ]  # fmt: skip
    return Sheet(tuple(blocks), "Check stub", "VOID AFTER 90 DAYS", paper.family.look)


def _stub(paper: Paper, payment: Payment) -> Columns:
    """Filled from the top of the left column to the foot of the right one."""
    rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
    half = (len(rows) + 1) // 2
    parts = [rows[:half], rows[half:]] if half >= 3 else [rows]
    return Columns(tuple(paper.grid(_COLUMNS, part, rules="head") for part in parts))


FAMILY = Family(
    id="k12",
    about=__doc__,
    sheet=_sheet,
    format="typst",
    numbers=Numbers(minus="-x"),
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("Check",),
    numberings=("six", "inv-year", "letters"),
    shows=frozenset(),
    lines=(2, 26),
    odds={"shortened": 0.5},
    look=Look(size="letter"),
)

"""A small UK ledger's remittance: the payer's own sides, invoices stand under Credit."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, own_number, sender
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Sheet, Text

_COLUMNS = (
    Column("date", 10, "Date"),
    Column("ours", 16, "Ref"),
    Column("text", 24, "Details"),
    Column("credit", 12, "Debit"),
    Column("debit", 12, "Credit"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text("REMITTANCE ADVICE", size=15, bold=True, align="right"),
        *sender(paper),
        Gap(),
        addressee(),
    ]
    for payment in paper.payments:
        facts = (
            ("Account", own_number(paper.rng, "BRI##")), ("Date", paper.day(payment)),
            (f"{payment.method} No", payment.reference),
        )  # fmt: skip
        amount = f"{payment.currency} {paper.plain(payment.amount)}"
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        blocks += [Gap(), Pairs(facts, separator=""), Gap(), paper.grid(_COLUMNS, rows), Gap(),
                   Text(f"Amount Paid   {amount}", bold=True, align="right")]  # fmt: skip
    return Sheet(tuple(blocks), "Remittance Advice", look=paper.family.look)


FAMILY = Family(
    id="k04",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    days="%d/%m/%Y",
    numbers=Numbers(),
    currencies=("GBP",),
    methods=("BACS", "Cheque"),
    numberings=("six", "zeros", "inv-year", "vk"),
    shows=frozenset({"text"}),
    lines=(1, 22),
    odds={"credits": 2},
    look=Look(serif=True),
)

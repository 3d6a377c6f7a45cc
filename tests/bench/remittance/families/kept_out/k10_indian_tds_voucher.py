"""An Indian ERP's payment voucher: lakhs and crores, tax deducted at source in a column, the sum in words."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import in_words, own_number, sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Pairs, Sheet, Text

_COLUMNS = (
    Column("position", 5, "Sl. No."),
    Column("ours", 17, "Bill No."),
    Column("date", 11, "Bill Dt."),
    Column("gross", 14, "Bill Amt"),
    Column("deduction", 12, "TDS / Dedn."),
    Column("reason", 16, "Remarks", wrap=16),
    Column("net", 14, "Net Amt"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Text("PAYMENT ADVICE", size=14, bold=True, align="center"), Gap()]
    for payment in paper.payments:
        facts = (
            ("Party", VENDOR), ("Voucher No.", own_number(paper.rng, "BPV/26-27/####")),
            ("UTR No.", payment.reference), ("Value Date", paper.day(payment)),
            ("Mode", payment.method), ("Party PAN", "AABCB1234F"),
        )  # fmt: skip
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        rows.append(paper.sum_row(_COLUMNS, "Total", payment.amount))
        words = f"{payment.currency} {in_words(payment.amount).title()} Only"
        blocks += [
            Pairs(facts, across=2, separator=" :"),
            Gap(),
            paper.grid(_COLUMNS, rows, rules="grid"),
            Gap(4),
            Text(words),
            Text(f"Net Payable {payment.currency} {paper.plain(payment.amount)}", bold=True),
        ]
    return Sheet(tuple(blocks), "Payment Advice", "This is a computer generated advice.", paper.family.look)


FAMILY = Family(
    id="k10",
    about=__doc__,
    sheet=_sheet,
    format="chromium",
    numbers=Numbers(indian=True, minus="(x)", zero="-"),
    days="%d-%m-%Y",
    currencies=("INR",),
    methods=("RTGS", "NEFT"),
    numberings=("branch", "six", "inv-year", "zeros"),
    shows=frozenset({"gross", "deduction"}),
    lines=(1, 20),
    odds={"withheld": 4},
)

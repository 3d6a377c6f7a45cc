"""An Indian ledger's bill-wise voucher: kind, number and reason run on in one cell, Dr and Cr behind amounts."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import in_words, own_number, sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Particulars", "Bill date", "Amount (Rs.)")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), Text("Bank Payment Voucher", size=13, bold=True, align="center")]
    for payment in paper.payments:
        facts = (("No.", own_number(paper.rng, "BP/####/26-27")), ("Dated", paper.day(payment)),
                 ("Instrument", f"{payment.method} {payment.reference}"), ("Currency", payment.currency))  # fmt: skip
        rows = [Row((f"Account : {VENDOR}", "", _sided(paper, payment.amount)), strong=True)]
        rows += [_row(paper, line) for line in payment.lines]
        rows.append(Row((f"Through : HDFC Bank A/c {own_number(paper.rng, '5010########')}", "", "")))
        words = f"Amount (in words) : INR {in_words(payment.amount).title()} Only"
        blocks += [Gap(), Pairs(facts, across=2, separator=" :"), Gap(),
                   Grid(_HEAD, tuple(rows), ("left", "left", "right"), (50, 14, 20), "grid"), Gap(4), Text(words),
                   Text(f"Rs. {paper.plain(payment.amount)}", size=11, bold=True, align="right")]  # fmt: skip
    blocks += [Gap(20), Text("Receiver's Signature                         Authorised Signatory")]
    return Sheet(tuple(blocks), "Payment Voucher", look=paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    told = f"    Agst Ref  {line.reference}" if line.reference else f"    On Account  {line.text}"
    reason = f"  ({line.reason})" if line.reason and line.reference else ""
    return Row((f"{told}{reason}", paper.cell("date", line, "", 1), _sided(paper, line.net)))


def _sided(paper: Paper, minor: int) -> str:
    return f"{paper.money(abs(minor))} {'Cr' if minor < 0 else 'Dr'}"


FAMILY = Family(
    id="k33",
    about=__doc__,
    sheet=_sheet,
    format="typst",
    numbers=Numbers(indian=True),
    days="%d-%b-%y",
    currencies=("INR",),
    methods=("NEFT", "RTGS"),
    numberings=("branch", "eight", "inv-year", "re-slash"),
    shows=frozenset({"text"}),
    lines=(1, 18),
    odds={"currency": 0},
    look=Look(points=9.5),
)

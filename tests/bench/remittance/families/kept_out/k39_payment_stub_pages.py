"""A US ERP's payment stub over pages: the facts again on every page, the sum on the last only, stars before amounts."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import own_number, sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Payment
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, PageBreak, Pairs, Sheet, Text

_COLUMNS = (
    Column("type", 6, "Ty"),
    Column("theirs", 13, "Document"),
    Column("ours", 20, "Supplier Invoice"),
    Column("date", 11, "Inv Date"),
    Column("text", 24, "Remark"),
    Column("gross", 15, "Gross Amount"),
    Column("discount", 12, "Discount"),
    Column("net", 15, "Payment Amount"),
)
_PER_PAGE = 16


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = []
    letterhead = sender(paper)
    for payment in paper.payments:
        address = own_number(paper.rng, "00######")
        starts = range(0, len(payment.lines), _PER_PAGE)
        for page, start in enumerate(starts, 1):
            blocks += [PageBreak()] if page > 1 else []
            blocks += [*letterhead, Gap(4), *_head(paper, payment, address, page)]
            rows = paper.rows(_COLUMNS, payment.lines[start : start + _PER_PAGE], payment.currency)
            if start == starts[-1]:
                rows.append(paper.sum_row(_COLUMNS, "", payment.amount))
            blocks.append(paper.grid(_COLUMNS, rows))
            blocks.append(_foot(paper, payment) if start == starts[-1] else Text("*** continued on next page ***"))
    return Sheet(tuple(blocks), "Payment stub", look=paper.family.look)


def _head(paper: Paper, payment: Payment, address: str, page: int) -> list[Block]:
    facts = (("Payee", f"{address}  {VENDOR}"), ("Payment Number", payment.reference),
             ("Payment Date", paper.day(payment)), ("Page", str(page)))  # fmt: skip
    return [Text("Automatic Payments - Payment Stub", bold=True), Pairs(facts, across=2), Gap(6)]


def _foot(paper: Paper, payment: Payment) -> Text:
    return Text(f"Total this payment  {payment.currency}  {paper.plain(payment.amount)}", bold=True, align="right")


FAMILY = Family(
    id="k39",
    about=__doc__,
    sheet=_sheet,
    format="fpdf2",
    numbers=Numbers(minus="x-", before="**", zero=".00"),
    days="%m/%d/%y",
    currencies=("USD", "GBP"),
    methods=("EFT", "Wire"),
    numberings=("eight", "inv-year", "letters", "long"),
    shows=frozenset({"gross", "discount", "text"}),
    lines=(3, 44),
    look=Look(size="letter", landscape=True, serif=True, points=8.5),
)

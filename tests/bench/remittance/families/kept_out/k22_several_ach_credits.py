"""A US notification of several ACH credits in one document, each with its own lines and its own total."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import own_number
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Sheet, Text

_COLUMNS = (
    Column("theirs", 14, "Voucher"),
    Column("ours", 18, "Vendor Inv #"),
    Column("date", 12, "Inv Date"),
    Column("po", 12, "PO"),
    Column("net", 14, "Paid"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text("ACH Credit Notification", size=15, bold=True),
        Text(f"Originator {paper.case.printed_payer}  Company ID {own_number(paper.rng, '1#########')}"),
    ]
    for number, payment in enumerate(paper.payments, 1):
        facts = (
            ("Trace", payment.reference), ("Settlement date", paper.day(payment)),
            ("Credit amount", f"{payment.currency} {paper.plain(payment.amount)}"),
        )  # fmt: skip
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        rows.append(paper.sum_row(_COLUMNS, f"Credit {number} total", payment.amount))
        blocks += [Gap(16), Text(f"Credit {number} of {len(paper.payments)}", bold=True), Pairs(facts, across=3),
                   Gap(6), paper.grid(_COLUMNS, rows, rules="rows")]  # fmt: skip
    return Sheet(tuple(blocks), "ACH credits", "Questions: treasury services", paper.family.look)


FAMILY = Family(
    id="k22",
    about=__doc__,
    sheet=_sheet,
    format="fpdf2",
    numbers=Numbers(minus="xCR"),
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("ACH",),
    numberings=("inv-year", "letters", "zeros"),
    shows=frozenset(),
    lines=(4, 24),
    payments=(2, 3),
    odds={"paid in two": 0},  # whether two payments of a mail may share a document is arguable
    look=Look(size="letter", points=8.5),
)

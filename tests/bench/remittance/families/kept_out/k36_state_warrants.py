"""A state treasury's print: warrants, items grouped by agency, number and text run on, no thousands mark."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("VOUCHER", "INVOICE NUMBER / DESCRIPTION", "INV DATE", "AMOUNT")
_AGENCIES = ("0450 DEPT OF TRANSPORTATION", "0712 BOARD OF EDUCATION", "1120 PARKS AND WILDLIFE")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text("OFFICE OF THE STATE TREASURER"),
        Text(f"ON BEHALF OF {paper.case.printed_payer.upper()}"),
        Text(f"VENDOR {own_number(paper.rng, '0000######')} {VENDOR.upper()}"),
    ]
    for payment in paper.payments:
        facts = (
            ("WARRANT NUMBER", payment.reference), ("ISSUE DATE", paper.day(payment)),
            ("WARRANT AMOUNT", f"{paper.plain(payment.amount)} {payment.currency}"),
        )  # fmt: skip
        rows = [row for agency, lines in _per_agency(payment) for row in _group(paper, agency, lines)]
        rows.append(Row(("", "WARRANT TOTAL", "", paper.money(payment.amount))))
        blocks += [Gap(), Pairs(facts), Gap(), Grid(_HEAD, tuple(rows), aligned("lllr"), (12, 44, 12, 16))]
    return Sheet(tuple(blocks), "Warrants", look=paper.family.look)


def _per_agency(payment: Payment) -> list[tuple[str, list[Line]]]:
    size = max(1, -(-len(payment.lines) // len(_AGENCIES)))
    parts = [list(payment.lines[n : n + size]) for n in range(0, len(payment.lines), size)]
    return list(zip(_AGENCIES, parts, strict=False))


def _group(paper: Paper, agency: str, lines: list[Line]) -> list[Row]:
    total = Row(("", "AGENCY TOTAL", "", paper.money(sum(line.net for line in lines))))
    return [Row((f"AGENCY {agency}", "", "", "")), *(_row(paper, line) for line in lines), total]


def _row(paper: Paper, line: Line) -> Row:
    voucher = own_number(paper.rng, "V0######")
    told = f"{line.reference} {paper.cell('text', line, '', 1).upper()}".strip()
    return Row((voucher, told, paper.cell("date", line, "", 1), paper.money(line.net)))


FAMILY = Family(
    id="k36",
    about=__doc__,
    sheet=_sheet,
    format="courier",
    numbers=Numbers(group="", minus="x-"),
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("Warrant",),
    numberings=("inv-year", "eight", "letters", "six"),
    shows=frozenset({"text"}),
    lines=(2, 24),
    payments=(1, 3),
    odds={"paid in two": 0, "shortened": 0.5},
    look=Look(size="letter", points=9),
)

"""A freight auditor pays for a shipper: loads and freight bills beside our numbers, codes explained below, tiny."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Load", "Freight bill", "Carrier invoice", "Ship date", "From", "To", "Weight", "Billed", "Audit adj.",
         "Code", "Paid")  # fmt: skip
_TOWNS = ("Memphis TN", "Laredo TX", "Joliet IL", "Ontario CA", "Savannah GA")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("LANEWISE freight audit & payment", size=13, bold=True), Gap(4)]
    for payment in paper.payments:
        codes = _codes(payment)
        facts = (
            ("Paid on behalf of", paper.case.printed_payer), ("Payee", VENDOR), ("EFT trace", payment.reference),
            ("Settlement", paper.day(payment)), ("Currency", payment.currency),
            ("Net payment", paper.plain(payment.amount)),
        )  # fmt: skip
        rows = [_row(paper, line, codes) for line in payment.lines]
        rows.append(Row(("Totals", *[""] * 6, *_totals(paper, payment)), strong=True))
        widths = (11, 12, 18, 10, 12, 12, 8, 12, 11, 6, 12)
        blocks += [Pairs(facts, across=3), Gap(), Grid(_HEAD, tuple(rows), aligned("llllllrrrcr"), widths, "rows")]
        blocks += [Text(f"{code} = {reason}", size=6.5) for reason, code in codes.items()]
    return Sheet(tuple(blocks), "Settlement", "Disputes within 180 days: claims desk, lane 4", paper.family.look)


def _codes(payment: Payment) -> dict[str, str]:
    reasons = sorted({line.reason for line in payment.lines if line.reason})
    return {reason: f"A{number}" for number, reason in enumerate(reasons, 1)}


def _totals(paper: Paper, payment: Payment) -> tuple[str, str, str, str]:
    gross, cut = (sum(figures) for figures in ([x.gross for x in payment.lines], [x.deduction for x in payment.lines]))
    return paper.money(gross), paper.money(-cut), "", paper.money(payment.amount)


def _row(paper: Paper, line: Line, codes: dict[str, str]) -> Row:
    rng = paper.rng
    there = rng.choice(_TOWNS), rng.choice(_TOWNS), str(rng.randrange(200, 40_000))
    own = own_number(rng, "L#######"), own_number(rng, "4########")
    figures = paper.money(line.gross), paper.money(-line.deduction), codes.get(line.reason, ""), paper.money(line.net)
    return Row((*own, line.reference, paper.cell("date", line, "", 1), *there, *figures))


FAMILY = Family(
    id="k34",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    numbers=Numbers(minus="-x"),
    days="%m/%d/%y",
    currencies=("USD",),
    methods=("EFT",),
    numberings=("eight", "letters", "inv-year", "six"),
    shows=frozenset({"gross", "deduction"}),
    lines=(3, 44),
    odds={"withheld": 0},
    platform="lanewise-settlements.example",
    look=Look(size="letter", landscape=True, points=6.5, margin=30),
)

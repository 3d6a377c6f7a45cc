"""A hospital group prints its EDI remittance: segment names instead of titles, what is paid before what was billed."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("SEG", "QUAL", "REF IDENT", "REF DATE", "MON AMT", "BILLED AMT", "DISC AMT")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = []
    for payment in paper.payments:
        facts = (
            ("ST  TRANSACTION SET", "820 PAYMENT ORDER/REMITTANCE ADVICE"),
            ("BPR TOTAL PAYMENT", f"{paper.plain(payment.amount)} {payment.currency}"),
            ("BPR METHOD / EFFECTIVE DATE", f"{payment.method}  {paper.day(payment)}"),
            ("TRN TRACE NUMBER", payment.reference),
            ("N1  PR PAYER", paper.case.printed_payer.upper()),
            ("N1  PE PAYEE", VENDOR.upper()),
        )
        rows = tuple(_row(paper, line) for line in payment.lines)
        aligns = aligned("llllrrr")
        control = own_number(paper.rng, "CTL#########")
        blocks += [Text(f"*** EDI PRINT {control} ***"), Gap(), Pairs(facts, separator="  "), Gap(),
                   Grid(_HEAD, rows, aligns, (5, 5, 22, 10, 14, 14, 12)), Gap(),
                   Text(f"SE  SEGMENTS {len(rows) + 8}   END OF TRANSACTION")]  # fmt: skip
    return Sheet(tuple(blocks), "EDI 820", look=paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    kind = "CM" if line.net < 0 else "IV"
    figures = paper.money(line.net), paper.money(line.gross), paper.money(line.discount)
    return Row(("RMR", kind, line.reference, paper.cell("date", line, "", 1), *figures))


FAMILY = Family(
    id="k15",
    about=__doc__,
    sheet=_sheet,
    format="courier",
    numbers=Numbers(group="", minus="-x"),
    days="%Y%m%d",
    currencies=("USD",),
    methods=("ACH", "CTX"),
    numberings=("eight", "six", "letters", "zeros"),
    shows=frozenset({"gross", "discount"}),
    lines=(2, 50),
    look=Look(size="letter", points=8.5),
)

"""An Italian ERP's payment slip: number and day of a document in one cell, the discount before the sum, wide print."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Rif.", "Documento", "Causale", "Importo documento", "Abbuono", "Importo pagato")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text(paper.case.printed_payer), Text("DISTINTA DI PAGAMENTO FORNITORI"), Gap()]
    for payment in paper.payments:
        facts = (
            ("Spett.le", VENDOR), ("Cod. fornitore", own_number(paper.rng, "F0####")), ("Valuta", payment.currency),
            ("Bonifico n.", payment.reference), ("Data valuta", paper.day(payment)),
        )  # fmt: skip
        rows = [_row(paper, line, number) for number, line in enumerate(payment.lines, 1)]
        rows.append(Row(("", "", "", "", "TOTALE BONIFICO", paper.money(payment.amount))))
        aligns = aligned("rllrrr")
        blocks += [Pairs(facts), Gap(), Grid(_HEAD, tuple(rows), aligns, (4, 30, 18, 16, 14, 16)), Gap()]
    return Sheet(tuple(blocks), "Distinta", look=paper.family.look)


def _row(paper: Paper, line: Line, number: int) -> Row:
    date = paper.cell("date", line, "", 1)
    kind = "N.C. n." if line.net < 0 else "Ft. n."
    document = f"{kind} {line.reference} del {date}" if line.reference else line.text
    causal = line.text or ("Storno" if line.net < 0 else "Saldo")
    return Row((f"{number:03d}", document, causal, paper.money(line.gross), paper.money(line.discount),
                paper.money(line.net)))  # fmt: skip


FAMILY = Family(
    id="k07",
    about=__doc__,
    sheet=_sheet,
    format="courier",
    language="it",
    numbers=Numbers(",", ".", "-x"),
    days="%d/%m/%Y",
    methods=("Bonifico",),
    numberings=("eight", "branch", "six", "letters"),
    shows=frozenset({"gross", "discount"}),
    lines=(2, 30),
    odds={"labelled": 0},
    look=Look(landscape=True, points=8),
)

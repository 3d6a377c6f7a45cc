"""An Italian account extract with a transfer: document and day in a sentence, two sides, running balance, stamp."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Operazione", "A Vs. credito", "A Vs. debito", "Saldo progr.")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(),
                           Text("Dettaglio partite pagate", size=13, bold=True)]  # fmt: skip
    for payment in paper.payments:
        facts = (
            ("Bonifico CRO", payment.reference), ("Data valuta", paper.day(payment)),
            ("Conto fornitore", own_number(paper.rng, "29.01.####")),
            ("Importo bonifico", f"{payment.currency} {paper.plain(payment.amount)}"),
        )  # fmt: skip
        blocks += [Gap(), Pairs(facts, across=2), Gap(),
                   Grid(_HEAD, tuple(_rows(paper, payment)), aligned("lrrr"), (52, 15, 15, 16), "rows")]  # fmt: skip
    return Sheet(tuple(blocks), "Dettaglio partite", look=paper.family.look)


def _rows(paper: Paper, payment: Payment) -> list[Row]:
    rows, running = [], 0
    for line in payment.lines:
        running += line.net
        debit, credit = paper.cell("debit", line, "", 1), paper.cell("credit", line, "", 1)
        rows.append(Row((_told(paper, line), debit, credit, paper.money(running))))
    return rows


def _told(paper: Paper, line: Line) -> str:
    if not line.reference:
        return line.text
    kind = "Vs. nota credito" if line.net < 0 and not line.reason else "Vs. fattura"
    reason = f" - {line.reason}" if line.reason else ""
    return f"{kind} n. {line.reference} del {paper.cell('date', line, '', 1)}{reason}"


FAMILY = Family(
    id="k28",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    language="it",
    numbers=Numbers(",", "."),
    days="%d.%m.%Y",
    methods=("Bonifico",),
    numberings=("fv", "eight", "letters", "re-slash"),
    shows=frozenset({"text"}),
    lines=(2, 24),
    odds={"labelled": 0},
    look=Look(stamp="PAGATO"),
)

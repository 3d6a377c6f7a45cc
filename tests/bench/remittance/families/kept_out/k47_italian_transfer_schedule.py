"""An Italian transfer schedule: number, day and reason in the purpose's capitals, a sum for each kind of document."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Prog.", "Causale", "Prot. IVA", "Importo")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(), Text("DISTINTA BONIFICI FORNITORI", bold=True)]
    for payment in paper.payments:
        facts = (("Distinta n.", payment.reference), ("Valuta beneficiario", paper.day(payment)),
                 ("Banca", "Credito Valtellino Ag. 4"), ("Divisa", payment.currency))  # fmt: skip
        blocks += [Gap(), Pairs(facts, across=2), Gap(),
                   Grid(_HEAD, tuple(_rows(paper, payment)), aligned("clcr"), (7, 58, 13, 17), "head")]  # fmt: skip
    return Sheet(tuple(blocks), "Distinta", "Salvo buon fine", paper.family.look)


def _rows(paper: Paper, payment: Payment) -> list[Row]:
    """Documents paid first, then under a heading of their own what is taken back; a sum for each, then the transfer."""
    parts = (
        ("Totale documenti", [line for line in payment.lines if line.net >= 0]),
        ("Totale storni", [line for line in payment.lines if line.net < 0]),
    )
    rows: list[Row] = []
    for label, lines in parts:
        if not lines:
            continue
        if label == "Totale storni":
            rows.append(Row(("", "STORNI E NOTE DI CREDITO", "", ""), strong=True))
        rows += [_row(paper, line) for line in lines]
        rows.append(Row(("", label, "", paper.money(sum(line.net for line in lines))), strong=True))
    return [*rows, Row(("", "IMPORTO BONIFICO", "", paper.money(payment.amount)), strong=True)]


def _row(paper: Paper, line: Line) -> Row:
    date = paper.cell("date", line, "", 1)
    if not line.reference:
        told = line.text.upper()
    else:
        kind = "STORNO" if line.net < 0 else "SALDO FATT."
        told = f"{kind} {line.reference} DEL {date} {line.text.upper()}".strip()
    return Row((own_number(paper.rng, "###"), told, own_number(paper.rng, "A/####"), paper.money(line.net)))


FAMILY = Family(
    id="k47",
    about=__doc__,
    sheet=_sheet,
    format="fpdf2",
    language="it",
    numbers=Numbers(",", ".", "-x"),
    days="%d/%m/%Y",
    methods=("Bonifico",),
    numberings=("fv", "eight", "six", "branch"),
    shows=frozenset({"text"}),
    lines=(2, 20),
    odds={"labelled": 0},
    look=Look(points=8),
)

"""A Dutch ERP's payment specification: kinds of documents in words, original amounts beside what is paid."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = (
    "Documentdatum",
    "Documentsoort",
    "Ons documentnr.",
    "Uw documentnr.",
    "Oorspr. bedrag",
    "Korting",
    "Te betalen",
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("Specificatie van betaling", size=15), *sender(paper), Gap(), addressee(), Gap()]
    for payment in paper.payments:
        facts = (
            ("Crediteurnr.", own_number(paper.rng, "K#####")), ("Betaling", payment.reference),
            ("Boekingsdatum", paper.day(payment)), ("Betalingsvorm", payment.method),
            ("Wij betalen u", f"{payment.currency} {paper.plain(payment.amount)}"), ("BTW-nr.", "NL812345678B01"),
        )  # fmt: skip
        rows = [_row(paper, line) for line in payment.lines]
        rows.append(Row(("", "", "", "", "", "Totaal", paper.money(payment.amount)), strong=True))
        aligns = aligned("llllrrr")
        blocks += [Pairs(facts, across=2), Gap(), Grid(_HEAD, tuple(rows), aligns, (16, 16, 12, 15, 12, 8, 12), "grid")]
    return Sheet(tuple(blocks), "Betalingsspecificatie", "KvK 24123456", paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    kind = "Creditnota" if line.net < 0 else "Factuur"
    date = paper.cell("date", line, "", 1)
    money = (paper.money(line.gross), paper.family.numbers.write_or_blank(line.discount), paper.money(line.net))
    return Row((date, kind, line.their_number, line.reference, *money))


FAMILY = Family(
    id="t42",
    about=__doc__,
    sheet=_sheet,
    format="typst",
    language="nl",
    numbers=Numbers(",", ".", "- x"),
    days="%d-%m-%Y",
    methods=("SEPA",),
    numberings=("vk", "fv", "eight", "inv-year"),
    shows=frozenset({"gross", "discount"}),
    lines=(2, 40),
    look=Look(points=8),
)

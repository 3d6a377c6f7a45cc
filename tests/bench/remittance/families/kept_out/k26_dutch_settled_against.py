"""A Dutch bookkeeping program: what is paid in one table, what is settled against it in another without a sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers, write_day
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Boekstuk", "Uw nummer", "Datum", "Vervaldatum", "Omschrijving", "Bedrag")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(), Text("Specificatie van onze betaling", size=13)]
    for payment in paper.payments:
        facts = (
            ("Betaalopdracht", payment.reference), ("Uitvoerdatum", paper.day(payment)),
            ("Ons relatienummer voor u", own_number(paper.rng, "1#####")),
        )  # fmt: skip
        total = f"Overgemaakt bedrag: {payment.currency} {paper.plain(payment.amount)}"
        blocks += [Gap(), Pairs(facts), *_sections(paper, payment), Gap(), Text(total, bold=True)]
    return Sheet(tuple(blocks), "Specificatie", "Pagina", paper.family.look)


def _sections(paper: Paper, payment: Payment) -> list[Block]:
    paid = [line for line in payment.lines if line.net >= 0]
    against = [line for line in payment.lines if line.net < 0]
    blocks = _section(paper, "Door ons betaald", "Totaal betaald", paid)
    return blocks + (_section(paper, "Hiermee verrekend", "Totaal verrekend", against) if against else [])


def _section(paper: Paper, title: str, total: str, lines: Sequence[Line]) -> list[Block]:
    rows = [_row(paper, line) for line in lines]
    rows.append(Row(("", total, "", "", "", paper.money(abs(sum(line.net for line in lines)))), strong=True))
    return [Gap(), Text(title, bold=True), Grid(_HEAD, tuple(rows), aligned("lllllr"), (13, 20, 12, 12, 26, 14))]


def _row(paper: Paper, line: Line) -> Row:
    family = paper.family
    due = write_day(line.issued + timedelta(days=30), family.days, family.language) if line.issued else ""
    text = paper.cell("text", line, "", 1)
    date = paper.cell("date", line, "", 1)
    return Row((line.their_number, line.reference, date, due, text, paper.money(abs(line.net))))


FAMILY = Family(
    id="k26",
    about=__doc__,
    sheet=_sheet,
    format="typst",
    language="nl",
    numbers=Numbers(",", "."),
    days="%d-%m-%Y",
    methods=("SEPA",),
    numberings=("vk", "six", "eight", "letters"),
    shows=frozenset({"text"}),
    lines=(2, 22),
    odds={"credits": 2},
    look=Look(points=8.5),
)

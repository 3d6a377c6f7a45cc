"""A Dutch SEPA payment specification: our number somewhere in a description over two or three lines, dark head band."""

from __future__ import annotations

import textwrap

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Nr.", "Boekstuk", "Omschrijving", "Vervaldatum", "Te betalen")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(),
                           Text("Specificatie SEPA-betaalopdracht", size=13, bold=True)]  # fmt: skip
    for payment in paper.payments:
        facts = (
            ("Batch", payment.reference), ("Uitvoeringsdatum", paper.day(payment)),
            ("Crediteur", own_number(paper.rng, "16####")),
            ("Bedrag", f"{payment.currency} {paper.plain(payment.amount)}"),
        )  # fmt: skip
        rows = [_row(paper, line, number) for number, line in enumerate(payment.lines, 1)]
        rows.append(Row(("", "", f"Totaal {len(rows)} posten", "", paper.money(payment.amount)), strong=True))
        blocks += [Gap(), Pairs(facts), Gap(), Grid(_HEAD, tuple(rows), aligned("rllrr"), (5, 13, 34, 14, 15), "rows")]
    return Sheet(tuple(blocks), "Betaalspecificatie", "KvK 34188214 · Btw NL8123.45.678.B01", paper.family.look)


def _row(paper: Paper, line: Line, number: int) -> Row:
    """What is told of a line without a number of ours is its text alone."""
    date = paper.cell("date", line, "", number)
    kind = "Creditnota" if line.net < 0 else "Factuur"
    told = f"{kind} {line.reference} d.d. {date}" if line.reference else ""
    below = line.text or paper.cell("text", line, "", number)
    told = "\n".join(textwrap.wrap(f"{told} {below}".strip(), 27, break_on_hyphens=False))
    return Row((str(number), own_number(paper.rng, "26-#####"), told, date, paper.money(line.net)))


FAMILY = Family(
    id="k46",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="nl",
    numbers=Numbers(",", ".", "-x"),
    days="%d-%m-%Y",
    methods=("SEPA",),
    numberings=("vk", "eight", "inv-year", "letters"),
    shows=frozenset({"text"}),
    lines=(2, 16),
    odds={"labelled": 0},
    look=Look(dark=True),
)

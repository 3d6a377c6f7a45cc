"""A German authority's payment order: our numbers inside the purpose, budget codes beside it, one sum below."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Lfd. Nr.", "Haushaltsstelle", "Verwendungszweck", "Betrag")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Text("- Stadtkasse -", size=8), Gap(), addressee(), Gap(),
                           Text("Zahlungsmitteilung", size=13, bold=True)]  # fmt: skip
    for payment in paper.payments:
        facts = (
            ("Kassenzeichen", own_number(paper.rng, "5.0###.######.#")), ("Zahlungsnummer", payment.reference),
            ("Zahltag", paper.day(payment)), ("Zahlweg", payment.method),
        )  # fmt: skip
        rows = [_row(paper, line, number) for number, line in enumerate(payment.lines, 1)]
        blocks += [
            Gap(), Pairs(facts, across=2, stacked=True), Gap(),
            Grid(_HEAD, tuple(rows), aligned("rllr"), (7, 18, 40, 14), "grid"), Gap(4),
            Text(f"Auszahlungsbetrag: {paper.plain(payment.amount)} {payment.currency}", bold=True, align="right"),
        ]  # fmt: skip
    blocks.append(Text("Diese Mitteilung wurde maschinell erstellt und ist ohne Unterschrift gültig.", size=7.5))
    return Sheet(tuple(blocks), "Zahlungsmitteilung", look=paper.family.look)


def _row(paper: Paper, line: Line, number: int) -> Row:
    kind = "Gutschrift" if line.net < 0 else "Rechnung"
    purpose = f"{kind} {line.reference} vom {paper.cell('date', line, '', 1)}" if line.reference else line.text
    return Row((str(number), own_number(paper.rng, "1.####.####00.#"), purpose, paper.money(line.net)))


FAMILY = Family(
    id="k16",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    language="de",
    numbers=Numbers(",", ".", "-x"),
    days="%d.%m.%Y",
    methods=("SEPA-Überweisung",),
    numberings=("re-slash", "six", "vk", "dots"),
    shows=frozenset(),
    lines=(1, 18),
    odds={"labelled": 0},
    look=Look(points=9.5),
)

"""A German SAP payment run's letter: gross and deductions per item, the net only as the sum of all. Minus behind."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Beleg", "Ihr Beleg", "vom", "Abzüge", "Bruttobetrag")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap()]
    for payment in paper.payments:
        own = own_number(paper.rng, "20######")
        amount = paper.plain(payment.amount)
        blocks += [
            Pairs((("Unser Zeichen", own), ("Ihr Konto bei uns", own_number(paper.rng, "7#####")),
                   ("Zahlungsbeleg", payment.reference), ("Datum", paper.day(payment))), across=2),
            Gap(),
            Text("Sehr geehrte Damen und Herren,"),
            Text(f"die unten aufgeführten Posten regulieren wir zum {paper.day(payment)} durch {payment.method}\n"
                 f"mit dem Betrag von {payment.currency} {amount}."),
            Gap(),
        ]  # fmt: skip
        rows = [_row(paper, line) for line in payment.lines]
        cut = sum(line.discount for line in payment.lines)
        rows.append(Row(("Summe", "", "", paper.money(cut), paper.money(payment.amount + cut)), strong=True))
        rows.append(Row(("Zahlbetrag", "", "", "", paper.money(payment.amount)), strong=True))
        blocks.append(Grid(_HEAD, tuple(rows), aligned("lllrr"), (12, 18, 11, 13, 15)))
    blocks += [Gap(), Text("Mit freundlichen Grüßen"), Text("Kreditorenbuchhaltung")]
    return Sheet(tuple(blocks), "Zahlungsavis", look=paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    """What is paid for an item is its gross amount less the deductions; no column says so."""
    date = paper.cell("date", line, "", 1)
    return Row(
        (line.their_number, line.reference, date, paper.money(line.discount), paper.money(line.net + line.discount))
    )


FAMILY = Family(
    id="k01",
    about=__doc__,
    sheet=_sheet,
    format="courier",
    language="de",
    numbers=Numbers(",", ".", "x-", zero="0,00"),
    days="%d.%m.%Y",
    methods=("Überweisung",),
    numberings=("sap", "re-slash", "eight", "dots"),
    shows=frozenset({"discount"}),
    lines=(2, 45),
    look=Look(points=9),
)

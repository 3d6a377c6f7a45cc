"""A German small firm's HTML mail: the discount in a row below its invoice; nothing says net or gross."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Row, Sheet, Text


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("Guten Tag,"), Gap()]
    for payment in paper.payments:
        rows = [row for line in payment.lines for row in _rows(paper, line, payment.currency)]
        total = f"{paper.plain(payment.amount)} {payment.currency}"
        rows.append(Row(("Überweisungsbetrag", total), strong=True))
        blocks += [
            Text(f"wir haben heute, am {paper.day(payment)}, folgende Posten an Sie überwiesen "
                 f"(Verwendungszweck {payment.reference}):"),
            Gap(), Grid((), tuple(rows), ("left", "right"), (60, 20), "rows"), Gap(),
        ]  # fmt: skip
    blocks += [Text("Freundliche Grüße"), Text(f"{paper.case.printed_payer}\nBuchhaltung, Durchwahl -214")]
    return Sheet(tuple(blocks), "Zahlung", look=paper.family.look)


def _rows(paper: Paper, line: Line, currency: str) -> list[Row]:
    """The invoice with its own amount; what is taken off stands in the row below it."""
    kind = "Gutschrift" if line.net < 0 else "Rechnung"
    date = paper.cell("date", line, "", 1)
    told = f"{kind} {line.reference} vom {date}" if line.reference else line.text
    rows = [Row((told, f"{paper.plain(line.net + line.discount)} {currency}"))]
    if line.discount:
        rows.append(Row((f"abzgl. Skonto zu {kind} {line.reference}", f"{paper.plain(-line.discount)} {currency}")))
    return rows


FAMILY = Family(
    id="k40",
    about=__doc__,
    sheet=_sheet,
    format="html",
    language="de",
    numbers=Numbers(",", "."),
    days="%d. %B %Y",
    methods=("Überweisung",),
    numberings=("re-slash", "six", "eight", "dots"),
    shows=frozenset({"discount"}),
    lines=(1, 12),
    odds={"labelled": 0},
    subject="Zahlung {reference}",
    look=Look(nested=True),
)

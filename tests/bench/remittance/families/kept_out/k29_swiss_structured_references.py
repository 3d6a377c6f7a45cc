"""A Swiss ERP's notice: slip references of 27 digits and due days beside our numbers, apostrophes, carried sums."""

from __future__ import annotations

from datetime import timedelta

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers, write_day
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, PageBreak, Pairs, Row, Sheet, Text

_PER_PAGE = 14


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(16), addressee(), Gap(16),
                           Text("Vergütungsanzeige", size=14, bold=True)]  # fmt: skip
    for payment in paper.payments:
        facts = (
            ("Zahlungslauf", payment.reference), ("Valuta", paper.day(payment)),
            ("Zulasten IBAN", own_number(paper.rng, "CH## 0483 5#### #### #### #")),
            ("Zugunsten IBAN", "CH93 0076 2011 6238 5295 7"),
        )  # fmt: skip
        blocks += [Pairs(facts, separator=""), Gap(), *_pages(paper, payment)]
    blocks.append(Text("Wir bitten um gleichlautende Buchung.", size=8))
    return Sheet(tuple(blocks), "Vergütungsanzeige", look=paper.family.look)


def _pages(paper: Paper, payment: Payment) -> list[Block]:
    head = ("Rechnung", "QR-Referenz", "Fällig", "Rechnungsbetrag", "Skonto", f"Zahlung {payment.currency}")
    blocks: list[Block] = []
    running = 0
    for start in range(0, len(payment.lines), _PER_PAGE):
        page = payment.lines[start : start + _PER_PAGE]
        rows = [_row(paper, line) for line in page]
        if start:
            blocks.append(PageBreak())
            rows.insert(0, _sum("Übertrag", running, paper))
        running += sum(line.net for line in page)
        is_last = start + _PER_PAGE >= len(payment.lines)
        rows.append(
            _sum("Total Vergütung", payment.amount, paper) if is_last else _sum("Zu übertragen", running, paper)
        )
        blocks.append(Grid(head, tuple(rows), aligned("lllrrr"), (18, 30, 11, 15, 10, 15), "rows"))
    return blocks


def _sum(label: str, amount: int, paper: Paper) -> Row:
    return Row((label, "", "", "", "", paper.money(amount)), strong=True)


def _row(paper: Paper, line: Line) -> Row:
    slip = own_number(paper.rng, "## ##### ##### ##### ##### #####")
    discount = paper.family.numbers.write_or_blank(line.discount)
    due = write_day(line.issued + timedelta(days=30), paper.family.days, "de") if line.issued else ""
    return Row((line.reference, slip, due, paper.money(line.gross), discount, paper.money(line.net)))


FAMILY = Family(
    id="k29",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="de",
    numbers=Numbers(".", "'", "-x"),
    days="%d.%m.%y",
    currencies=("CHF",),
    methods=("Vergütung",),
    numberings=("six", "eight", "re-slash", "letters"),
    shows=frozenset({"gross", "discount"}),
    lines=(2, 34),
    look=Look(points=8),
)

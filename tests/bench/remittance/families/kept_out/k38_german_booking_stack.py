"""A German booking stack as a file: unsigned amounts with S or H in the next column, our number as voucher field."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet

_HEAD = ("Umsatz", "S/H", "WKZ", "Konto", "Gegenkonto", "Belegfeld 1", "Belegdatum", "Skonto", "Buchungstext")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = []
    for payment in paper.payments:
        facts = (
            ("Auftraggeber", paper.case.printed_payer), ("Empfänger", VENDOR),
            ("Zahlungsreferenz", payment.reference), ("Ausführung", paper.day(payment)),
            ("Zahlbetrag", f"{paper.plain(payment.amount)} {payment.currency}"),
        )  # fmt: skip
        rows = tuple(_row(paper, line, payment) for line in payment.lines)
        blocks += [Pairs(facts), Gap(), Grid(_HEAD, rows, aligned("rllllllrl"), (10,) * 9)]
    return Sheet(tuple(blocks), "Avis", look=paper.family.look)


def _row(paper: Paper, line: Line, payment: Payment) -> Row:
    """What the payer owes goes down on the debit side (S); a credit memo comes back on H."""
    side = "H" if line.net < 0 else "S"
    accounts = "71200", "1800"
    taken = paper.family.numbers.write_or_blank(line.discount)
    text = paper.cell("text", line, "", 1)
    date = paper.cell("date", line, "", 1)
    return Row((paper.money(abs(line.net)), side, payment.currency, *accounts, line.reference, date, taken, text))


FAMILY = Family(
    id="k38",
    about=__doc__,
    sheet=_sheet,
    format="csv",
    language="de",
    numbers=Numbers(",", ""),
    days="%d.%m.%Y",
    methods=("SEPA",),
    numberings=("re-slash", "six", "vk", "letters"),
    shows=frozenset({"discount", "text"}),
    lines=(2, 40),
    look=Look(delimiter=";"),
)

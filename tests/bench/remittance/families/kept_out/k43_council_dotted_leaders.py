"""A UK council's BACS remittance: no table, number and day in a sentence, dotted leaders to the amount, no grouping."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Sheet, Text

_WIDTH = 74


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text(paper.case.printed_payer.upper()),
        Text("Corporate Resources - Exchequer Services\nCivic Centre, PO Box 214"), Gap(),
        Text("BACS REMITTANCE"), Gap(), Text(f"{VENDOR}\n14 Canal Wharf\nLeeds LS1 4BR"),
    ]  # fmt: skip
    for payment in paper.payments:
        heads = (
            ("Supplier number", own_number(paper.rng, "1####")), ("BACS reference", payment.reference),
            ("Date money will reach your account", paper.day(payment)), ("Currency", payment.currency),
        )  # fmt: skip
        blocks += [Gap(), *(Text(_led(*pair)) for pair in heads), Gap(), Text("In settlement of:")]
        blocks += [Text(_line(paper, line)) for line in payment.lines]
        blocks += [Gap(), Text(_led("Total paid direct to your bank", paper.money(payment.amount)))]
    blocks += [Gap(), Text("Queries: exchequer@council.example or 01632 960 184. Please quote your supplier number.")]
    return Sheet(tuple(blocks), "BACS remittance", look=paper.family.look)


def _line(paper: Paper, line: Line) -> str:
    kind = "Credit note" if line.net < 0 else "Invoice"
    return _led(f"  {kind} {line.reference} dated {paper.cell('date', line, '', 1)}", paper.money(line.net))


def _led(label: str, value: str) -> str:
    """``Invoice 4711 dated 3 May ......... 12.00``."""
    return f"{label} {'.' * max(3, _WIDTH - len(label) - len(value))} {value}"


FAMILY = Family(
    id="k43",
    about=__doc__,
    sheet=_sheet,
    format="courier",
    numbers=Numbers(group="", minus="x-"),
    days="%d %B %Y",
    currencies=("GBP",),
    methods=("BACS",),
    numberings=("inv-year", "eight", "zeros", "letters"),
    shows=frozenset(),
    lines=(1, 22),
    odds={"labelled": 0, "list of numbers": 0.5},
    look=Look(points=9.5),
)

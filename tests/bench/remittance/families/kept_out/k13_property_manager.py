"""A property manager's letter: a small table per building with its own heading and subtotal, one transfer over all."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.kept_out_parts import addressee, sender
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Sheet, Text

_COLUMNS = (
    Column("ours", 20, "Your invoice"),
    Column("date", 14, "Dated"),
    Column("text", 26, "For"),
    Column("net", 14, "We pay"),
)
_BUILDINGS = ("14 Harbour Street", "Kingsway House", "The Old Brewery, Block C", "Meadow Court 1-31")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(16), addressee(), Gap(16)]
    for payment in paper.payments:
        amount = f"{payment.currency} {paper.plain(payment.amount)}"
        blocks += [
            Text("Dear Sirs,"),
            Text(f"On {paper.day(payment)} we transferred {amount} to your account under the reference\n"
                 f"{payment.reference}, for the owners of the buildings below:"),
        ]  # fmt: skip
        for building, lines in _per_building(payment):
            rows = paper.rows(_COLUMNS, lines, payment.currency)
            rows.append(paper.sum_row(_COLUMNS, "Subtotal", sum(line.net for line in lines)))
            blocks += [Gap(), Text(building, bold=True), paper.grid(_COLUMNS, rows)]
        blocks += [Gap(), Text(f"Transferred in total: {amount}", bold=True), Gap()]
    blocks += [Text("Yours faithfully,"), Text("Property accounts")]
    return Sheet(tuple(blocks), "Payment to contractor", "Managing agents, regulated by RICS", paper.family.look)


def _per_building(payment: Payment) -> list[tuple[str, list[Line]]]:
    size = max(1, -(-len(payment.lines) // len(_BUILDINGS)))
    parts = [list(payment.lines[n : n + size]) for n in range(0, len(payment.lines), size)]
    return list(zip(_BUILDINGS, parts, strict=False))


FAMILY = Family(
    id="k13",
    about=__doc__,
    sheet=_sheet,
    format="typst",
    days="%d %B %Y",
    currencies=("GBP", "EUR"),
    methods=("BACS",),
    numberings=("inv-year", "six", "vk", "branch"),
    shows=frozenset({"text"}),
    lines=(2, 20),
    look=Look(serif=True, points=10),
)

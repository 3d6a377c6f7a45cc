"""A Spanish mail with a pasted table that has no total: the sum stands in the sentence above, a signature below."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Sheet, Text

_COLUMNS = (
    Column("type", 8, "Clase"),
    Column("ours", 18, "Su factura"),
    Column("po", 12, "Pedido"),
    Column("date", 12, "Fecha"),
    Column("net", 14, "Importe transferido"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("Buenos días:"), Gap()]
    for payment in paper.payments:
        amount = f"{paper.plain(payment.amount)} {payment.currency}"
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        blocks += [
            Text(f"Con fecha {paper.day(payment)} les hemos hecho una transferencia de {amount}, referencia "
                 f"{payment.reference}, por los documentos siguientes:"),
            Gap(), paper.grid(_COLUMNS, rows, rules="grid"), Gap(),
        ]  # fmt: skip
    blocks += [Text("Un saludo,"), Text(f"Administración\n{paper.case.printed_payer}\nTel. 96 345 12 80")]
    return Sheet(tuple(blocks), "Transferencia")


FAMILY = Family(
    id="k18",
    about=__doc__,
    sheet=_sheet,
    format="html",
    language="es",
    numbers=Numbers(",", ".", "-x", after=" €"),
    days="%d-%m-%Y",
    methods=("Transferencia",),
    numberings=("fv", "six", "eight", "branch"),
    shows=frozenset(),
    lines=(1, 16),
    odds={"currency": 0},
    subject="Transferencia realizada {reference}",
)

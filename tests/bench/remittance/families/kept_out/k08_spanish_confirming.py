"""A Spanish bank that pays for its client: the bank writes, the client is named inside, due days and fees mislead."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Pairs, Row, Sheet, Text

_HEAD = ("N.º orden", "N.º factura", "F. emisión", "F. vencimiento", "Divisa", "Importe")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [
        Text("Banco Ibérico de Pagos, S.A.", size=15, bold=True),
        Text("Servicio de Confirming", size=11),
        Gap(),
        Text(f"A la atención de {VENDOR}"),
        Text("Les comunicamos el abono en su cuenta de las facturas que su cliente nos ha ordenado pagar."),
    ]
    for payment in paper.payments:
        facts = (
            ("Cliente ordenante", paper.case.printed_payer), ("Remesa n.º", payment.reference),
            ("Fecha de abono", paper.day(payment)),
            ("Importe abonado", f"{paper.plain(payment.amount)} {payment.currency}"),
            ("Contrato", own_number(paper.rng, "0049-####-##")),
        )  # fmt: skip
        rows = [_row(paper, line, payment) for line in payment.lines]
        rows.append(Row(("", "TOTAL REMESA", "", "", payment.currency, paper.money(payment.amount)), strong=True))
        aligns = aligned("llcccr")
        blocks += [Gap(), Pairs(facts), Gap(), Grid(_HEAD, tuple(rows), aligns, (12, 20, 12, 12, 8, 14), "grid")]
    blocks.append(Text("Gastos de emisión: 0,00. Importe máximo anticipable: 150.000,00 EUR.", size=7))
    return Sheet(tuple(blocks), "Confirming", look=paper.family.look)


def _row(paper: Paper, line: Line, payment: Payment) -> Row:
    date = paper.cell("date", line, "", 1)
    order = own_number(paper.rng, "C########")
    return Row((order, line.reference, date, paper.day(payment), payment.currency, paper.money(line.net)))


FAMILY = Family(
    id="k08",
    about=__doc__,
    sheet=_sheet,
    format="fpdf2",
    language="es",
    numbers=Numbers(",", ".", "-x"),
    days="%d/%m/%Y",
    methods=("Confirming",),
    numberings=("fv", "eight", "letters", "vk"),
    shows=frozenset(),
    lines=(1, 24),
    platform="confirming-banco-iberico.example",
)

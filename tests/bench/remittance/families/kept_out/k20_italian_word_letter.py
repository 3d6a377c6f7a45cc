"""An Italian letter out of a word processor: the facts run on in sentences above a plain table."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, sender
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Sheet, Text

_COLUMNS = (
    Column("ours", 20, "Vs. documento"),
    Column("date", 12, "del"),
    Column("text", 24, "Oggetto"),
    Column("net", 14, "Euro"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(), Text("Oggetto: pagamento Vs. fatture", bold=True)]
    for payment in paper.payments:
        amount = f"{payment.currency} {paper.plain(payment.amount)}"
        columns = (*_COLUMNS[:3], Column("net", 14, f"Importo {payment.currency}"))
        rows = paper.rows(columns, payment.lines, payment.currency)
        rows.append(paper.sum_row(columns, "Totale bonifico", payment.amount))
        blocks += [
            Gap(),
            Text(f"Vi comunichiamo di avere disposto in data {paper.day(payment)} un bonifico di {amount} "
                 f"(CRO {payment.reference}) a saldo dei seguenti documenti:"),
            Gap(), paper.grid(columns, rows, rules="grid"), Gap(),
        ]  # fmt: skip
    blocks += [Text("Cordiali saluti"), Text(f"Ufficio amministrazione\n{paper.case.printed_payer}")]
    return Sheet(tuple(blocks), "Pagamento", look=paper.family.look)


FAMILY = Family(
    id="k20",
    about=__doc__,
    sheet=_sheet,
    format="docx",
    language="it",
    numbers=Numbers(",", ".", "-x"),
    days="%d %B %Y",
    methods=("Bonifico",),
    numberings=("fv", "six", "re-slash", "eight"),
    shows=frozenset({"text"}),
    lines=(1, 15),
)

"""English-speaking payers: portals, TDS, monthly subtotals, one payment over two files, purchase orders only."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice, fact, letterhead, more_lines
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Row, Sheet, Text
from tests.bench.remittance.tricks import white_text, zero_width

_TDS_COLUMNS = (Column("theirs", 12), Column("ours", 16), Column("date"), Column("gross", 13), Column("net", 13))


def _tax_below(paper: Paper) -> Sheet:
    """Each document with its tax on a row of its own below; the net stands on the document's row."""
    payment = paper.payment
    rows: list[Row] = []
    for number, line in enumerate(payment.lines, 1):
        rows.append(Row(tuple(paper.cell(column.key, line, payment.currency, number) for column in _TDS_COLUMNS)))
        if line.deduction:
            rows.append(_tax_row(paper, line))
    rows.append(paper.sum_row(_TDS_COLUMNS, paper.words.total, payment.amount))
    facts = Pairs(tuple(fact(paper, payment, name) for name in ("payee", "reference", "paid_on", "amount")))
    more: list[Block] = [Text(more_lines(paper, payment))] if payment.hidden else []
    blocks: list[Block] = [*letterhead(paper), facts, Gap(), paper.grid(_TDS_COLUMNS, rows, rules="rows"), *more]
    return Sheet(tuple(blocks), paper.words.title, look=paper.family.look)


def _tax_row(paper: Paper, line: Line) -> Row:
    return Row(("", line.reason, "", paper.money(-line.deduction), ""))


FAMILIES = (
    Family(
        id="t22",
        about="Indian payer: lakh grouping, tax deducted at source on a row below its invoice.",
        sheet=_tax_below,
        format="platypus",
        numbers=Numbers(indian=True),
        days="%d-%b-%Y",
        currencies=("INR",),
        methods=("NEFT", "RTGS"),
        numberings=("inv-year", "long", "vk"),
        shows=frozenset({"gross", "deduction"}),
        odds={"withheld": 3, "deductions": 0},
    ),
    Family(
        id="t23",
        about="Typeset list over several pages with subtotals per month and carried totals.",
        sheet=advice(
            Plan(
                columns=(Column("date"), Column("ours", 16), Column("text", 22), Column("net")),
                facts=("reference", "paid_on", "method", "amount"),
                page_rows=26,
                carries=True,
                subtotals="month",
            )
        ),
        format="typst",
        numbers=Numbers(minus="-x"),
        days="%d %b %Y",
        currencies=("GBP",),
        methods=("BACS",),
        numberings=("letters", "eight", "inv-year"),
        shows=frozenset({"text"}),
        lines=(8, 63),
        look=Look(serif=True, points=10),
    ),
    Family(
        id="t24",
        about="One payment over two PDF files; only the second has the total.",
        sheet=advice(
            Plan(
                columns=(Column("ours", 15), Column("date"), Column("gross"), Column("discount"), Column("net")),
                facts=("reference", "paid_on", "amount"),
                rules="rows",
                has_total=False,
            )
        ),
        format="platypus",
        currencies=("USD",),
        days="%m/%d/%Y",
        methods=("ACH",),
        shows=frozenset({"gross", "discount"}),
        lines=(4, 16),
        pages_in_files=2,
        odds={"unreadable": 0},
    ),
    Family(
        id="t25",
        about="Printed web page with white words on white and zero-width spaces inside the references.",
        sheet=zero_width(
            white_text(
                advice(
                    Plan(
                        columns=(Column("ours", 16), Column("po"), Column("gross"), Column("discount"), Column("net")),
                        facts=("payer", "paid_on", "reference", "amount"),
                        facts_stacked=True,
                        facts_across=4,
                        rules="rows",
                    )
                ),
                "Invoice INV-2026-999999 1,000.00",
            )
        ),
        format="chromium",
        numbers=Numbers(before="$", minus="(x)"),
        days="%m/%d/%Y",
        currencies=("USD",),
        methods=("ACH",),
        odds={"currency": 0},
        shows=frozenset({"gross", "discount"}),
    ),
    Family(
        id="t26",
        about="A construction firm that knows its purchase orders only.",
        sheet=advice(
            Plan(
                columns=(Column("position", 5), Column("ours", 14, title="Order"), Column("text", 20), Column("net")),
                facts=("payee", "method", "reference", "paid_on", "amount"),
                rules="grid",
            )
        ),
        format="typst",
        numbers=Numbers(trim=True),
        days="%d/%m/%Y",
        currencies=("GBP",),
        methods=("BACS",),
        shows=frozenset({"text"}),
        lines=(1, 6),
        odds={"only order numbers": 90, "credits": 0.3, "shortened": 0, "children": 0.3},
        look=Look(points=10, tint=True),
    ),
    Family(
        id="t27",
        about="Several payments one under the other in one document, unusual head words.",
        sheet=advice(
            Plan(
                columns=(
                    Column("date", title="Tax point"),
                    Column("ours", 15, title="Supplier doc"),
                    Column("net", title="Settled"),
                ),
                facts=("reference", "paid_on", "amount"),
                facts_across=3,
            )
        ),
        format="platypus",
        days="%d %B %Y".replace("%B", "%b"),
        currencies=("GBP", "EUR"),
        methods=("BACS",),
        shows=frozenset(),
        lines=(3, 18),
        payments=(1, 3),
        headings={"fact.reference": "Run", "fact.paid_on": "Value date", "fact.amount": "Paid"},
    ),
)

"""Columns too narrow for what they hold: references and texts over several lines, centred or at the foot of a row."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice
from tests.bench.remittance.paper import Column
from tests.bench.remittance.sheet import Look

FAMILIES = (
    Family(
        id="t28",
        about="Dutch typeset list, references broken over two lines, cells centred in their row.",
        sheet=advice(
            Plan(
                columns=(
                    Column("theirs", 8, wrap=6),
                    Column("ours", 8, wrap=9),
                    Column("date", 10),
                    Column("text", 14, wrap=12),
                    Column("gross"),
                    Column("discount", 8),
                    Column("net"),
                ),
                facts=("payee", "reference", "paid_on", "amount"),
                valign="middle",
            )
        ),
        format="typst",
        language="nl",
        numbers=Numbers(",", ".", "-x"),
        days="%d-%m-%Y",
        methods=("SEPA",),
        numberings=("inv-year", "vk", "long"),
        shows=frozenset({"gross", "discount", "text"}),
        look=Look(landscape=True),
    ),
    Family(
        id="t29",
        about="American canvas form, long references broken bluntly, wrapped descriptions above and below the amount.",
        sheet=advice(
            Plan(
                columns=(Column("ours", 9, wrap=8), Column("text", 14, wrap=10), Column("date", 10), Column("net")),
                facts=("payee", "reference", "paid_on", "amount"),
                valign="middle",
                rules="none",
            )
        ),
        format="canvas",
        numbers=Numbers(minus="x-"),
        days="%m/%d/%Y",
        currencies=("USD",),
        methods=("ACH",),
        numberings=("inv-year", "long", "letters"),
        shows=frozenset({"text"}),
        lines=(3, 30),
        look=Look(size="letter"),
    ),
    Family(
        id="t30",
        about="Italian ruled table with wrapped heads, references at the foot of their cells.",
        sheet=advice(
            Plan(
                columns=(
                    Column("ours", 10, wrap=10),
                    Column("date", 10, wrap=8),
                    Column("gross", 10, wrap=7),
                    Column("cut", 9, title="Sconti e\ntrattenute"),
                    Column("net", 11, wrap=8),
                    Column("reason", 14, wrap=12),
                ),
                facts=("reference", "paid_on", "amount"),
                rules="grid",
                valign="bottom",
            )
        ),
        format="fpdf2",
        language="it",
        numbers=Numbers(",", ".", "-x"),
        days="%d/%m/%y",
        methods=("Bonifico",),
        numberings=("fv", "inv-year", "dots"),
        shows=frozenset({"gross", "discount", "deduction"}),
        look=Look(embedded=True, points=8.5),
    ),
    Family(
        id="t31",
        about="French landscape print list grouped by sign, with subtotals, no total row.",
        sheet=advice(
            Plan(
                columns=(Column("type"), Column("theirs"), Column("ours"), Column("date"), Column("net")),
                facts=("payer", "reference", "paid_on", "amount"),
                subtotals="sign",
                has_total=False,
            )
        ),
        format="courier",
        language="fr",
        numbers=Numbers(",", ".", "xCR"),
        days="%d.%m.%Y",
        methods=("Virement", "Chèque"),
        numberings=("sap", "zeros", "fv"),
        shows=frozenset(),
        lines=(2, 30),
        look=Look(points=9.5),
    ),
    Family(
        id="t32",
        about="Dutch Word letter with the minus sign of typographers and deductions with reasons.",
        sheet=advice(
            Plan(
                columns=(Column("ours", 14), Column("gross"), Column("deduction"), Column("reason", 18), Column("net")),
                facts=("payee", "paid_on", "reference", "amount"),
            )
        ),
        format="docx",
        language="nl",
        numbers=Numbers(",", ".", "\N{MINUS SIGN}x"),
        days="%d %B %Y",
        methods=("SEPA",),
        shows=frozenset({"gross", "deduction"}),
    ),
)

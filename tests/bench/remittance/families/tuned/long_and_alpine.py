"""A Swiss payer's apostrophes, a French list over several pages, and a portal's mail with thin spaces."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice
from tests.bench.remittance.paper import Column
from tests.bench.remittance.sheet import Look

FAMILIES = (
    Family(
        id="t36",
        about="Swiss advice: apostrophes between thousands, our number last, facts set side by side.",
        sheet=advice(
            Plan(
                columns=(
                    Column("position", 5),
                    Column("theirs", 13),
                    Column("date"),
                    Column("gross"),
                    Column("discount", 9),
                    Column("net"),
                    Column("ours", 14),
                ),
                facts=("payer", "paid_on", "reference", "amount"),
                facts_across=2,
                rules="rows",
            )
        ),
        format="fpdf2",
        language="de",
        numbers=Numbers(".", "'", "-x", zero="-"),
        days="%d.%m.%Y",
        currencies=("CHF",),
        methods=("Bankzahlung",),
        numberings=("re-slash", "eight", "dots"),
        shows=frozenset({"gross", "discount"}),
        headings={"ours": "Ihre Faktura", "theirs": "Kreditorenbeleg", "net": "Zahlung"},
    ),
    Family(
        id="t37",
        about="A French list over several pages: the head repeats, totals are not carried, deductions have reasons.",
        sheet=advice(
            Plan(
                columns=(
                    Column("date"),
                    Column("ours", 14),
                    Column("gross"),
                    Column("deduction"),
                    Column("reason", 20),
                    Column("net"),
                ),
                facts=("payee", "method", "reference", "paid_on", "amount"),
                rules="head",
            )
        ),
        format="platypus",
        language="fr",
        numbers=Numbers(",", "\N{NO-BREAK SPACE}", "x-"),
        days="%d/%m/%y",
        methods=("Virement", "LCR"),
        numberings=("fv", "long", "vk"),
        shows=frozenset({"gross", "deduction"}),
        lines=(25, 63),
        look=Look(serif=True),
    ),
    Family(
        id="t38",
        about="A Spanish portal's HTML mail, thin spaces between thousands, the payment's facts below the table.",
        sheet=advice(
            Plan(
                columns=(Column("ours", 14), Column("po"), Column("date"), Column("net")),
                facts=("payer", "reference", "paid_on", "amount"),
                facts_below=True,
                rules="grid",
            )
        ),
        format="html",
        language="es",
        numbers=Numbers(",", "\N{NARROW NO-BREAK SPACE}", "- x"),
        days="%d de %B de %Y",
        methods=("Transferencia",),
        numberings=("fv", "six", "letters"),
        shows=frozenset(),
        platform="cobros-plataforma.example",
    ),
)

"""French, Spanish and Italian payers: spaces as thousands marks, debit and credit columns, withholding tax."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice
from tests.bench.remittance.paper import Column
from tests.bench.remittance.sheet import Look

_FR = Numbers(",", "\N{NO-BREAK SPACE}", "-x")
_ES = Numbers(",", ".", "-x")

FAMILIES = (
    Family(
        id="t09",
        about="A ruled French table: discount and deduction columns with a reason, amounts grouped by no-break spaces.",
        sheet=advice(
            Plan(
                columns=(
                    Column("theirs", 12),
                    Column("ours", 14),
                    Column("date"),
                    Column("gross"),
                    Column("discount", 9),
                    Column("deduction", 9),
                    Column("net"),
                    Column("reason", 16, wrap=18),
                ),
                facts=("payer", "paid_on", "method", "reference", "amount"),
                rules="grid",
            )
        ),
        format="fpdf2",
        language="fr",
        numbers=_FR,
        days="%d/%m/%Y",
        methods=("Virement",),
        numberings=("fv", "eight", "dots"),
        shows=frozenset({"gross", "discount", "deduction"}),
        look=Look(landscape=True, points=8.5),
    ),
    Family(
        id="t10",
        about="Spanish settlement: debit and credit columns and no net column, subtotals by sign.",
        sheet=advice(
            Plan(
                columns=(Column("date"), Column("ours", 14), Column("text", 22), Column("debit"), Column("credit")),
                facts=("payee", "reference", "paid_on", "amount"),
                rules="rows",
                total_column="debit",
            )
        ),
        format="platypus",
        language="es",
        numbers=_ES,
        days="%d/%m/%Y",
        methods=("Transferencia", "Confirming"),
        numberings=("fv", "letters", "branch"),
        shows=frozenset({"text"}),
        odds={"credits": 1.6},
        look=Look(tint=True),
    ),
    Family(
        id="t11",
        about="Italian print of a web portal with the withholding of professional fees in a column of its own.",
        sheet=advice(
            Plan(
                columns=(
                    Column("position", 5),
                    Column("ours", 14),
                    Column("date"),
                    Column("gross"),
                    Column("withholding"),
                    Column("reason", 14),
                    Column("net"),
                ),
                facts=("payer", "payee", "reference", "paid_on", "amount"),
                facts_across=2,
            )
        ),
        format="chromium",
        language="it",
        numbers=Numbers(",", ".", "x-"),
        days="%d/%m/%Y",
        methods=("Bonifico",),
        numberings=("branch", "fv", "eight"),
        shows=frozenset({"gross", "deduction"}),
        odds={"withheld": 2},
        look=Look(points=10),
    ),
    Family(
        id="t12",
        about="French Word document: facts as lines of text, a table without rules.",
        sheet=advice(
            Plan(
                columns=(Column("ours", 14), Column("date"), Column("gross"), Column("discount"), Column("net")),
                facts=("reference", "paid_on", "amount"),
                rules="grid",
            )
        ),
        format="docx",
        language="fr",
        numbers=Numbers(",", " ", "-x"),
        days="%d %B %Y",
        methods=("Virement",),
        numberings=("fv", "six", "re-slash"),
        shows=frozenset({"gross", "discount"}),
    ),
    Family(
        id="t13",
        about="Spanish advice on a page turned by 90 degrees, head words printed twice as false bold.",
        sheet=advice(
            Plan(
                columns=(
                    Column("ours", 14),
                    Column("theirs", 14),
                    Column("date"),
                    Column("gross"),
                    Column("discount"),
                    Column("net"),
                ),
                facts=("reference", "paid_on", "method", "amount"),
                facts_across=2,
            )
        ),
        format="canvas",
        language="es",
        numbers=_ES,
        days="%d-%m-%Y",
        methods=("Transferencia",),
        numberings=("inv-year", "vk", "six"),
        shows=frozenset({"gross", "discount"}),
        look=Look(landscape=True, rotated=True, doubled=True),
    ),
)

"""Advices as data files: CSV and spreadsheets, with and without facts above the table."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice
from tests.bench.remittance.paper import Column
from tests.bench.remittance.sheet import Look

FAMILIES = (
    Family(
        id="t18",
        about="English CSV with commas; debit memos and discounts signed, dates ISO.",
        sheet=advice(
            Plan(
                columns=(
                    Column("theirs"),
                    Column("ours"),
                    Column("date"),
                    Column("gross"),
                    Column("discount"),
                    Column("net"),
                ),
                facts=("payer", "reference", "paid_on", "amount", "currency"),
            )
        ),
        format="csv",
        numbers=Numbers(group="", zero="0.00"),
        currencies=("USD", "GBP"),
        methods=("ACH",),
        shows=frozenset({"gross", "discount"}),
        lines=(2, 40),
        look=Look(delimiter=","),
    ),
    Family(
        id="t19",
        about="German spreadsheet with amounts as text and a deduction column with reasons.",
        sheet=advice(
            Plan(
                columns=(
                    Column("ours"),
                    Column("date"),
                    Column("gross"),
                    Column("deduction"),
                    Column("reason"),
                    Column("net"),
                ),
                facts=("payer", "reference", "paid_on", "amount"),
            )
        ),
        format="xlsx",
        language="de",
        numbers=Numbers(",", ".", "-x", zero="-"),
        days="%d.%m.%Y",
        methods=("SEPA",),
        shows=frozenset({"gross", "deduction"}),
    ),
    Family(
        id="t20",
        about="Spreadsheet with real numbers and days; the total has no label beside it.",
        sheet=advice(
            Plan(
                columns=(Column("date"), Column("ours"), Column("po"), Column("net")),
                facts=("payer", "reference", "paid_on", "amount"),
            )
        ),
        format="xlsx",
        numbers=Numbers(group=""),
        currencies=("USD",),
        methods=("ACH",),
        shows=frozenset(),
        look=Look(native=True),
    ),
    Family(
        id="t21",
        about="Italian CSV with semicolons and decimal commas.",
        sheet=advice(
            Plan(
                columns=(Column("ours"), Column("date"), Column("net")),
                facts=("payer", "reference", "paid_on", "amount"),
            )
        ),
        format="csv",
        language="it",
        numbers=Numbers(",", "", "-x"),
        days="%d/%m/%Y",
        methods=("Bonifico",),
        numberings=("fv", "branch", "dots"),
        shows=frozenset(),
    ),
)

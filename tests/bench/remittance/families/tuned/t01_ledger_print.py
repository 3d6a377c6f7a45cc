"""A German ledger's print list: fixed pitch, minus behind the amount, carried totals on every page."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice
from tests.bench.remittance.paper import Column
from tests.bench.remittance.sheet import Look

_PLAN = Plan(
    columns=(Column("theirs"), Column("ours"), Column("date"), Column("gross"), Column("discount"), Column("net")),
    facts=("reference", "paid_on", "method", "amount"),
    page_rows=22,
    carries=True,
)
FAMILY = Family(
    id="t01",
    about=__doc__,
    sheet=advice(_PLAN),
    format="courier",
    language="de",
    numbers=Numbers(",", ".", "x-", zero="0,00"),
    days="%d.%m.%Y",
    methods=("SEPA", "Überweisung"),
    numberings=("re-slash", "eight", "sap"),
    shows=frozenset({"gross", "discount"}),
    lines=(4, 60),
    look=Look(points=9),
)

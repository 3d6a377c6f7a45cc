"""A fillable form whose values live in its fields, an EDI file, and a holding that pays by branch."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import VENDOR, Plan, advice
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Look, Sheet, Text


def _x12_820(paper: Paper) -> Sheet:
    """ANSI X12 820: one RMR segment per document, its date in a DTM below."""
    payment = paper.payment
    day, short = f"{payment.paid_on:%Y%m%d}", f"{payment.paid_on:%y%m%d}"
    head = [
        f"ISA*00*          *00*          *ZZ*PAYER          *ZZ*BRIGHTWATER    *{short}*0900*U*00401*000000001*0*P*>",
        f"GS*RA*PAYER*BRIGHTWATER*{day}*0900*1*X*004010",
        "ST*820*0001",
        f"BPR*C*{paper.money(payment.amount)}*C*ACH*CTX*01*021000021*DA*1234567*1234567890**01*031000011*DA*7654321*{day}",
        f"TRN*1*{payment.reference}",
        f"CUR*PR*{payment.currency}",
        f"N1*PR*{paper.case.printed_payer}",
        f"N1*PE*{VENDOR}",
        "ENT*1",
    ]
    for line in payment.lines:
        kind = "IV" if line.net >= 0 else "CM"
        taken = f"*{paper.money(line.discount)}" if line.discount else ""
        head.append(f"RMR*{kind}*{line.reference}**{paper.money(line.net)}*{paper.money(line.gross)}{taken}")
        if line.issued:
            head.append(f"DTM*003*{line.issued:%Y%m%d}")
    tail = [f"SE*{len(head) - 1}*0001", "GE*1*1", "IEA*1*000000001"]
    return Sheet((Text("~\n".join([*head, *tail]) + "~"),), "820")


FAMILIES = (
    Family(
        id="t33",
        about="A holding pays for its branches: subtotals by our customer number.",
        sheet=advice(
            Plan(
                columns=(
                    Column("date"),
                    Column("ours", 14),
                    Column("theirs", 14),
                    Column("gross"),
                    Column("discount"),
                    Column("net"),
                ),
                facts=("payer", "reference", "paid_on", "amount"),
                rules="rows",
                subtotals="branch",
            )
        ),
        format="platypus",
        language="es",
        numbers=Numbers(",", ".", "-x", zero="0,00"),
        days="%d/%m/%Y",
        methods=("Transferencia",),
        shows=frozenset({"gross", "discount"}),
        odds={"children": 1.6},
        look=Look(landscape=True),
    ),
    Family(
        id="t34",
        about="A fillable form: the values are in its fields, not in the page's text.",
        sheet=advice(
            Plan(
                columns=(Column("ours", 14), Column("date"), Column("gross"), Column("discount"), Column("net")),
                facts=("payer", "reference", "paid_on", "amount"),
            )
        ),
        format="canvas",
        currencies=("USD",),
        days="%m/%d/%Y",
        methods=("Check",),
        shows=frozenset({"gross", "discount"}),
        lines=(1, 12),
        look=Look(size="letter", fields=True, points=10),
    ),
    Family(
        id="t35",
        about="ANSI X12 820 as an attachment.",
        sheet=_x12_820,
        format="x12",
        numbers=Numbers(group=""),
        currencies=("USD",),
        methods=("ACH",),
        shows=frozenset({"gross", "discount"}),
        odds={"no advice": 0, "look-alike": 0, "not all lines": 0},
    ),
)

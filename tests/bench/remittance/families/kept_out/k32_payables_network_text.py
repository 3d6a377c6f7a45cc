"""A payables network's plain mail: a paragraph of labelled lines per invoice between rules, the total around."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.kept_out_parts import own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Pairs, Sheet, Text

_RULE = Text("-" * 60)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text(f"Hello {VENDOR},")]
    for payment in paper.payments:
        amount = f"{paper.plain(payment.amount)} {payment.currency}"
        blocks += [
            Gap(),
            Text(f"A payment of {amount} from {paper.case.printed_payer} was sent to you by {payment.method}."),
            Gap(),
            Pairs((("Payment ID", payment.reference), ("Payment Date", paper.day(payment)),
                   ("Customer Service", "1-800-555-0142"))),
            _RULE,
        ]  # fmt: skip
        for line in payment.lines:
            blocks += [Pairs(_labelled(paper, line)), _RULE]
        blocks.append(Text(f"Invoices paid: {len(payment.lines)}    Total Payment: {amount}"))
    blocks += [Gap(), Text("Please do not reply. Log in to the supplier hub to manage how you are paid.")]
    return Sheet(tuple(blocks), "Payment")


def _labelled(paper: Paper, line: Line) -> tuple[tuple[str, str], ...]:
    rows = [("Invoice Number", line.reference), ("Invoice Date", paper.cell("date", line, "", 1)),
            ("PO Number", paper.cell("po", line, "", 1)), ("Location", own_number(paper.rng, "Site ####")),
            ("Invoice Amount", paper.money(line.gross))]  # fmt: skip
    if line.deduction:
        rows += [("Adjustment", paper.money(-line.deduction)), ("Adjustment Reason", line.reason)]
    return (*rows, ("Amount Paid", paper.money(line.net)))


FAMILY = Family(
    id="k32",
    about=__doc__,
    sheet=_sheet,
    format="text",
    days="%m/%d/%Y",
    currencies=("USD",),
    methods=("ACH", "direct deposit"),
    numberings=("inv-year", "letters", "eight", "six"),
    shows=frozenset({"gross", "deduction"}),
    lines=(1, 10),
    platform="vendorhub-payments.example",
    subject="Payment {reference} from {payer}",
)

"""A supplier portal's HTML mail, tables in tables: attributes above, the currency before every amount, brackets."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("Document Reference", "Document Type", "Document Date", "PO Number", "Invoice Amount", "Discount Taken",
         "Amount Paid")  # fmt: skip


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("Action: FYI  Payment Remittance Advice", bold=True), Gap()]
    for payment in paper.payments:
        facts = (
            ("From", paper.case.printed_payer), ("To", VENDOR), ("Supplier Site", own_number(paper.rng, "PAY-####")),
            ("Payment Document", payment.reference), ("Payment Date", paper.day(payment)),
            ("Payment Amount", f"{payment.currency} {paper.plain(payment.amount)}"),
            ("Payment Process Request", own_number(paper.rng, "PPR_2026_####")),
            ("Remit-to Account", own_number(paper.rng, "XXXXXX####")),
        )  # fmt: skip
        rows = [_row(paper, line, payment.currency) for line in payment.lines]
        blocks += [Pairs(facts, separator=""), Gap(), Grid(_HEAD, tuple(rows), aligned("llllrrr"), (10,) * 7, "grid")]
    blocks.append(Text("Please do not reply to this message. It was sent by an unattended mailbox.", size=8))
    return Sheet(tuple(blocks), "Payment Remittance", look=paper.family.look)


def _row(paper: Paper, line: Line, currency: str) -> Row:
    kind = "Credit Memo" if line.net < 0 else "Standard"
    figures = (_money(paper, amount, currency) for amount in (line.gross, line.discount, line.net))
    return Row((line.reference, kind, paper.cell("date", line, "", 1), own_number(paper.rng, "77####"), *figures))


def _money(paper: Paper, amount: int, currency: str) -> str:
    written = f"{currency} {paper.plain(abs(amount))}"
    return f"({written})" if amount < 0 else written


FAMILY = Family(
    id="k42",
    about=__doc__,
    sheet=_sheet,
    format="html",
    numbers=Numbers(minus="(x)"),
    days="%d-%b-%Y",
    currencies=("USD", "GBP", "EUR"),
    methods=("EFT",),
    numberings=("inv-year", "eight", "letters", "branch"),
    shows=frozenset({"gross", "discount"}),
    lines=(1, 18),
    subject="FYI: Payment {reference} Remittance",
    look=Look(nested=True),
)

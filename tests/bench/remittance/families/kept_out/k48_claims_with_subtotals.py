"""A US administrator's explanation of payment: a block per claim with its sum, a legend of codes, takebacks last."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import aligned, own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.mishap_words import REASONS, WITHHOLDING
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Look, Pairs, Row, Sheet, Text

_HEAD = ("ACCOUNT / INVOICE", "SERVICE DATE", "BILLED", "ADJUSTED", "CODE", "PAID")
_CODES = {reason: f"{45 + 11 * n}" for n, reason in enumerate((*REASONS["en"], WITHHOLDING["en"]))}


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [Text("EXPLANATION OF PAYMENT", size=12, bold=True),
                           Text(f"Administrator for {paper.case.printed_payer}")]  # fmt: skip
    for payment in paper.payments:
        facts = (("PROVIDER", VENDOR.upper()), ("EFT TRACE", payment.reference), ("EFT DATE", paper.day(payment)),
                 ("TAX ID", own_number(paper.rng, "##-#######")))  # fmt: skip
        table = Grid(_HEAD, tuple(_rows(paper, payment)), aligned("llrrcr"), (28, 14, 14, 13, 8, 15), "head")
        blocks += [Gap(), Pairs(facts, across=2), Gap(), table]
    legend = "\n".join(f"{code}  {reason}" for reason, code in _CODES.items())
    blocks += [Gap(), Text("CODES", bold=True, size=8), Text(legend, size=7.5)]
    return Sheet(tuple(blocks), "Explanation of payment", look=paper.family.look)


def _rows(paper: Paper, payment: Payment) -> list[Row]:
    paid = [line for line in payment.lines if line.net >= 0]
    taken = [line for line in payment.lines if line.net < 0]
    rows: list[Row] = []
    while paid:
        size = paper.rng.randint(1, 4)
        claim, paid = paid[:size], paid[size:]
        rows.append(Row((f"CLAIM {own_number(paper.rng, '26######-##')}", "", "", "", "", ""), strong=True))
        rows += [_row(paper, line) for line in claim]
        rows.append(_sum(paper, "CLAIM SUBTOTAL", claim))
    if taken:
        rows.append(Row(("TAKEBACKS", "", "", "", "", ""), strong=True))
        rows += [*(_row(paper, line) for line in taken), _sum(paper, "TAKEBACK SUBTOTAL", taken)]
    total = ("EFT TOTAL", "", "", "", "", f"{payment.currency} {paper.money(payment.amount)}")
    return [*rows, Row(total, strong=True)]


def _row(paper: Paper, line: Line) -> Row:
    adjusted = paper.family.numbers.write_or_blank(line.deduction)
    date = paper.cell("date", line, "", 1)
    return Row((line.reference, date, paper.money(line.gross), adjusted, _CODES.get(line.reason, ""),
                paper.money(line.net)))  # fmt: skip


def _sum(paper: Paper, label: str, lines: list[Line]) -> Row:
    gross, cut, net = (sum(getattr(line, name) for line in lines) for name in ("gross", "deduction", "net"))
    return Row((label, "", paper.money(gross), paper.money(cut), "", paper.money(net)))


FAMILY = Family(
    id="k48",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    numbers=Numbers(minus="(x)", zero="0.00"),
    days="%m/%d/%y",
    currencies=("USD",),
    methods=("EFT",),
    numberings=("inv-year", "eight", "letters", "six"),
    shows=frozenset({"gross", "deduction"}),
    lines=(2, 26),
    odds={"deductions": 2, "withheld": 0.5},
    look=Look(size="letter", points=8.5),
)

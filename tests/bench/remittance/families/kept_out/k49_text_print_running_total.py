"""A ledger's print pasted into a mail: numbered lines, what is paid so far beside each, page heads between the rows."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import own_number
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Sheet, Text

_PER_PAGE = 11
_HEAD = "LINE  YOUR DOCUMENT         DATED     BATCH     DISC TAKEN     AMOUNT PAID    PAID TO HERE"


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = []
    for payment in paper.payments:
        pages = [payment.lines[n : n + _PER_PAGE] for n in range(0, len(payment.lines), _PER_PAGE)]
        running = 0
        for number, page in enumerate(pages, 1):
            blocks += _page_head(paper, payment, number)
            for place, line in enumerate(page, (number - 1) * _PER_PAGE + 1):
                running += line.net
                blocks.append(Text(_line(paper, line, place, running)))
            if number < len(pages):
                blocks += [Text("CONTINUED OVERLEAF".rjust(len(_HEAD))), Gap()]
        blocks += [Text("=" * len(_HEAD)), Text("TOTAL REMITTED".ljust(58) + paper.money(payment.amount).rjust(15)),
                   Text("* * * END OF ADVICE * * *")]  # fmt: skip
    return Sheet(tuple(blocks), "Remittance")


def _page_head(paper: Paper, payment: Payment, number: int) -> list[Block]:
    left = f"{paper.case.printed_payer.upper()}  AP620R"
    return [
        Text(left.ljust(len(_HEAD) - 8) + f"PAGE {number:>3}"),
        Text(f"REMITTANCE TO {VENDOR.upper()}   PAYMENT {payment.reference}   VALUE {paper.day(payment)}"
             f"   {payment.currency}"),
        Gap(), Text(_HEAD), Text("-" * len(_HEAD)),
    ]  # fmt: skip


def _line(paper: Paper, line: Line, place: int, running: int) -> str:
    date = paper.cell("date", line, "", place)
    cut = paper.money(line.discount) if line.discount else ""
    own = own_number(paper.rng, "B####")
    return (
        f"{place:03d}   {line.reference:<22}{date:<10}{own:<8}{cut:>12}{paper.money(line.net):>16}"
        f"{paper.money(running):>16}"
    )


FAMILY = Family(
    id="k49",
    about=__doc__,
    sheet=_sheet,
    format="text",
    numbers=Numbers(minus="x-"),
    days="%d/%m/%y",
    currencies=("GBP", "EUR"),
    methods=("BACS",),
    numberings=("inv-year", "eight", "zeros", "letters"),
    shows=frozenset({"discount"}),
    lines=(2, 30),
    odds={"list of numbers": 0},
)

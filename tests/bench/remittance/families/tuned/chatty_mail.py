"""A small firm's bookkeeper writes a mail by hand: no table, a line of prose per invoice, nothing attached."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Sheet, Text

_PHRASES = ("{ref} of {date} - {net}", "{ref} ({date}): {net}", "* {ref}, {net}")


def _sheet(paper: Paper) -> Sheet:
    phrase = paper.rng.choice(_PHRASES)
    blocks: list[Block] = [Text("Hi there,"), Gap()]
    for payment in paper.payments:
        amount = f"{payment.currency} {paper.plain(payment.amount)}"
        blocks += [
            Text(f"just to let you know that {amount} went out to you by {payment.method} on {paper.day(payment)},"),
            Text(f"our reference {payment.reference}. It covers:"),
            Gap(),
            *(Text(_line(paper, line, phrase)) for line in payment.lines),
            Gap(),
            Text(f"which makes {amount} altogether."),
        ]
    blocks += [Gap(), Text("Any questions, give me a ring on 0113 496 0221."), Gap(), Text("Kind regards"),
               Text("Sandra"), Text(paper.case.printed_payer)]  # fmt: skip
    return Sheet(tuple(blocks), "payment made")


def _line(paper: Paper, line: Line, phrase: str) -> str:
    what = "credit note " if line.net < 0 else ""
    date = paper.cell("date", line, "", 1)
    return phrase.format(ref=f"{what}{line.reference}" or line.text, date=date, net=paper.money(line.net))


FAMILY = Family(
    id="t39",
    about=__doc__,
    sheet=_sheet,
    format="text",
    numbers=Numbers(minus="-x"),
    days="%d %b %Y",
    currencies=("GBP", "EUR"),
    methods=("BACS", "Faster Payments"),
    numberings=("inv-year", "vk", "letters", "six"),
    shows=frozenset(),
    lines=(1, 7),
    subject="payment made today",
)

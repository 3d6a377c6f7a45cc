"""Advices that are the mail itself: HTML tables, plain-text tables, lines in sentences, forwarded by a colleague."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.layouts import Plan, advice, more_lines
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Sheet, Text
from tests.bench.remittance.tricks import direction_marks, soft_hyphens


def _dutch_list(paper: Paper) -> Sheet:
    """``factuur 90012345: € 1.234,56`` line by line under an opening sentence."""
    payment = paper.payment
    opening = (
        f"Op {paper.day(payment)} hebben wij {payment.currency} {paper.plain(payment.amount)} naar u overgemaakt"
        f" (betalingskenmerk {payment.reference}), voor:"
    )
    blocks: list[Block] = [Text(paper.words.greeting), Gap(), Text(opening), Gap()]
    for line in payment.lines:
        kind = "factuur" if line.net >= 0 else "creditnota"
        blocks.append(Text(f"- {kind} {line.reference}: {paper.money(line.net)}"))
    more: list[Block] = [Gap(), Text(more_lines(paper, payment))] if payment.hidden else []
    blocks += [*more, Gap(), Text("Met vriendelijke groet,"), Text(paper.case.printed_payer)]
    return Sheet(tuple(blocks), paper.words.title)


FAMILIES = (
    Family(
        id="t14",
        about="A payment platform's HTML mail: dollar signs, the minus before them, soft hyphens in words.",
        sheet=soft_hyphens(
            advice(
                Plan(
                    columns=(
                        Column("ours", 14),
                        Column("date"),
                        Column("text", 20),
                        Column("gross"),
                        Column("discount"),
                        Column("net"),
                    ),
                    facts=("payer", "payee", "paid_on", "reference", "amount"),
                    rules="rows",
                )
            )
        ),
        format="html",
        numbers=Numbers(before="$", minus="-x"),
        days="%b %d, %Y",
        currencies=("USD",),
        methods=("ACH", "Virtual card"),
        shows=frozenset({"gross", "discount", "text"}),
        platform="billpay-network.example",
        odds={"currency": 0},
        subject="{payer} has sent you a payment",
    ),
    Family(
        id="t15",
        about="A German plain-text mail with a table set in blanks.",
        sheet=advice(
            Plan(
                columns=(Column("ours"), Column("date"), Column("gross"), Column("discount"), Column("net")),
                facts=("reference", "paid_on", "amount"),
            )
        ),
        format="text",
        language="de",
        numbers=Numbers(",", ".", "-x"),
        days="%d.%m.%Y",
        methods=("SEPA",),
        shows=frozenset({"gross", "discount"}),
        subject="Avis {reference}",
    ),
    Family(
        id="t16",
        about="A Dutch mail that lists invoices in a sentence each, forwarded inline by a colleague.",
        sheet=_dutch_list,
        format="text",
        language="nl",
        numbers=Numbers(",", ".", "-x", before="€ "),
        days="%d %B %Y",
        methods=("SEPA",),
        numberings=("vk", "six", "inv-year", "eight"),
        shows=frozenset(),
        lines=(1, 9),
        forwarded="inline",
        odds={"spoofed": 0, "currency": 0},
    ),
    Family(
        id="t17",
        about="An English HTML mail with direction marks in every cell, forwarded as an attached message.",
        sheet=direction_marks(
            advice(
                Plan(
                    columns=(Column("date"), Column("theirs"), Column("ours", 14), Column("net")),
                    facts=("reference", "paid_on", "amount"),
                    rules="grid",
                )
            )
        ),
        format="html",
        numbers=Numbers(minus="(x)"),
        days="%d %b %Y",
        currencies=("GBP",),
        methods=("BACS", "Faster Payment"),
        numberings=("zeros", "letters", "inv-year"),
        shows=frozenset(),
        forwarded="attached",
        odds={"spoofed": 0},
    ),
)

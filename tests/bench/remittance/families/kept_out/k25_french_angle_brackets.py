"""A French payables suite: amounts below zero stand in angle brackets, thousands apart by fixed blanks, texts wrap."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import own_number, sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Pairs, Sheet, Text

_COLUMNS = (
    Column("ours", 18, "Numéro de pièce"),
    Column("date", 12, "Date"),
    Column("po", 11, "Commande"),
    Column("text", 16, "Description", wrap=14),
    Column("gross", 14, "Montant pièce"),
    Column("discount", 11, "Remise"),
    Column("net", 14, "Montant réglé"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), Text("Avis de règlement fournisseur", size=13, bold=True), Gap()]
    for payment in paper.payments:
        facts = (
            ("Fournisseur", VENDOR), ("N° fournisseur", own_number(paper.rng, "4###")),
            ("N° du règlement", payment.reference), ("Date du règlement", paper.day(payment)),
            ("Mode", payment.method), ("Devise", payment.currency),
        )  # fmt: skip
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        total = f"Montant total du règlement : {paper.plain(payment.amount)} {payment.currency}"
        blocks += [Pairs(facts, across=3, stacked=True), Gap(), paper.grid(_COLUMNS, rows, rules="grid"), Gap(6),
                   Text(total, bold=True, align="right")]  # fmt: skip
    return Sheet(tuple(blocks), "Avis de règlement", "Document sans valeur contractuelle", paper.family.look)


FAMILY = Family(
    id="k25",
    about=__doc__,
    sheet=_sheet,
    format="fpdf2",
    language="fr",
    numbers=Numbers(",", "\N{NO-BREAK SPACE}", "<x>", zero="0,00"),
    days="%d/%m/%Y",
    methods=("Virement",),
    numberings=("fv", "vk", "eight", "inv-year"),
    shows=frozenset({"gross", "discount", "text"}),
    lines=(2, 22),
    odds={"credits": 2},
)

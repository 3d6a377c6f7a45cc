"""A transfer order copied to the payee: rows of cells under no titles at all, then a bare sum under a rule."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import sender
from tests.bench.remittance.layouts import VENDOR
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Pairs, Row, Sheet, Text

_COLUMNS = (Column("date", 12), Column("ours", 22), Column("text", 26), Column("net", 14))


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), Text("Ordre de virement - copie pour le bénéficiaire", bold=True)]
    for payment in paper.payments:
        facts = (
            ("Bénéficiaire", VENDOR), ("N° d'ordre", payment.reference), ("Exécution le", paper.day(payment)),
            ("Montant", f"{paper.plain(payment.amount)} {payment.currency}"),
        )  # fmt: skip
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        rows.append(Row(("", "", "", paper.money(payment.amount)), strong=True))
        blocks += [Gap(), Pairs(facts), Gap(), paper.grid(_COLUMNS, rows, rules="none", has_head=False)]
    return Sheet(tuple(blocks), "Ordre de virement", look=paper.family.look)


FAMILY = Family(
    id="k23",
    about=__doc__,
    sheet=_sheet,
    format="canvas",
    language="fr",
    numbers=Numbers(",", ".", "-x"),
    days="%d.%m.%Y",
    methods=("Virement",),
    numberings=("fv", "eight", "vk"),
    shows=frozenset({"text"}),
    lines=(2, 22),
    look=Look(points=9.5),
)

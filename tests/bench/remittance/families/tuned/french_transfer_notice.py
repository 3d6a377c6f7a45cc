"""A French letter about a transfer: amount, day and reference in a sentence, thousands apart by blanks."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, own_number, sender
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Look, Sheet, Text

_COLUMNS = (
    Column("ours", 18, "Votre référence"),
    Column("theirs", 14, "Notre référence"),
    Column("date", 12, "Date pièce"),
    Column("gross", 14, "Montant TTC"),
    Column("discount", 11, "Escompte"),
    Column("net", 14, "Net réglé"),
)


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(20), addressee(), Gap(20), Text("Objet : avis de virement", bold=True)]
    for payment in paper.payments:
        amount = f"{paper.plain(payment.amount)} {payment.currency}"
        letter = (
            f"Nous vous informons que nous avons émis le {paper.day(payment)} un virement d'un montant de\n{amount} "
            f"(réf. {payment.reference}) en règlement des pièces suivantes :"
        )
        rows = paper.rows(_COLUMNS, payment.lines, payment.currency)
        rows.append(paper.sum_row(_COLUMNS, "Total du virement", payment.amount))
        blocks += [Gap(), Text("Madame, Monsieur,"), Text(letter), Gap(), paper.grid(_COLUMNS, rows, rules="none")]
    blocks += [Gap(), Text("Veuillez agréer nos salutations distinguées."), Text("Service comptabilité fournisseurs")]
    foot = f"SIRET {own_number(paper.rng, '### ### ### #####')} - capital 150 000,00 EUR"
    return Sheet(tuple(blocks), "Avis de virement", foot, paper.family.look)


FAMILY = Family(
    id="t43",
    about=__doc__,
    sheet=_sheet,
    format="platypus",
    language="fr",
    numbers=Numbers(",", " ", "-x", zero="-"),
    days="%d/%m/%Y",
    methods=("Virement",),
    numberings=("fv", "eight", "letters", "six"),
    shows=frozenset({"gross", "discount"}),
    lines=(1, 28),
    look=Look(serif=True, points=9.5),
)

"""A French insurer's Word letter: claims beside our invoices, what is cut and why, the sum in a sentence."""

from __future__ import annotations

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.kept_out_parts import addressee, aligned, own_number, sender
from tests.bench.remittance.model import Line
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, Row, Sheet, Text

_HEAD = ("Sinistre", "Votre facture", "du", "Montant présenté", "Abattement", "Motif", "Montant indemnisé")


def _sheet(paper: Paper) -> Sheet:
    blocks: list[Block] = [*sender(paper), Gap(), addressee(), Gap(),
                           Text("Objet : règlement de vos factures de remise en état", bold=True)]  # fmt: skip
    for payment in paper.payments:
        rows = tuple(_row(paper, line) for line in payment.lines)
        blocks += [
            Text("Madame, Monsieur,"),
            Text(f"Nous avons le plaisir de vous informer que la somme de {paper.plain(payment.amount)} "
                 f"{payment.currency} vous est virée le {paper.day(payment)} (virement {payment.reference}) "
                 f"au titre des dossiers repris ci-dessous."),
            Grid(_HEAD, rows, aligned("lllrrlr"), (14, 18, 12, 14, 12, 18, 14), "grid"),
            Gap(),
        ]  # fmt: skip
    blocks += [Text("Nous vous prions d'agréer, Madame, Monsieur, nos salutations distinguées."),
               Text(f"Le service indemnisation\n{paper.case.printed_payer}")]  # fmt: skip
    return Sheet(tuple(blocks), "Règlement", look=paper.family.look)


def _row(paper: Paper, line: Line) -> Row:
    claim = own_number(paper.rng, "26-#######")
    cut = paper.family.numbers.write_or_blank(line.deduction)
    date = paper.cell("date", line, "", 1)
    return Row((claim, line.reference, date, paper.money(line.gross), cut, line.reason, paper.money(line.net)))


FAMILY = Family(
    id="k35",
    about=__doc__,
    sheet=_sheet,
    format="docx",
    language="fr",
    numbers=Numbers(",", " ", "- x", zero="-"),
    days="%d %B %Y",
    methods=("Virement",),
    numberings=("six", "fv", "re-slash", "eight"),
    shows=frozenset({"gross", "deduction"}),
    lines=(1, 14),
    odds={"withheld": 0},
)

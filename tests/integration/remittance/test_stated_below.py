"""Tables in no language, without any stated amount: the bottom row's one figure tells which column is paid."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.advice_mails import (
    PAYER,
    book_of,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from workers.remittance.run import Judgement

OPEN = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "KX-2026-000115": -9_999, "INV-2026-000122": 60_031}
OFF = {"INV-2026-000101": 3_750}
NETS = {number: cents - OFF.get(number, 0) for number, cents in OPEN.items()}
GROSS_AT, OFF_AT, NET_AT = -330.0, -430.0, -540.0


def _drawn(lines: Sequence[Sequence[tuple[float, str]]]) -> bytes:
    """Cells to the right of a positive place, ending at a negative one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number, line in enumerate(lines):
        for place, text in line:
            y = 800 - number * 14
            canvas.drawString(place, y, text) if place > 0 else canvas.drawRightString(-place, y, text)
    canvas.save()
    return out.getvalue()


def _judged(label: str, *figures: tuple[float, int]) -> Judgement:
    """Gross, what is taken off, net, under titles nobody knows; then ``label`` and ``figures``."""
    head = [[(50.0, text)] for text in (PAYER, "Remittance advice", "Payment reference: TR-558812")]
    titles = [(50.0, "Qaa"), (GROSS_AT, "Qbb"), (OFF_AT, "Qcc"), (NET_AT, "Qdd")]
    rows = [
        [(50.0, n), (GROSS_AT, english(c)), (OFF_AT, english(OFF.get(n, 0))), (NET_AT, english(NETS[n]))]
        for n, c in OPEN.items()
    ]
    last = [(50.0, label), *((place, english(cents)) for place, cents in figures)]
    content = _drawn([*head, titles, *rows, last])
    return judge_mail(mail_with(("a.pdf", content)), book_of(*OPEN.items(), terms="3/30 net 60"))


@pytest.mark.parametrize("label", ["Zzz", "", "Xx Yyy"])
def test_the_bottom_figure_chooses_the_column_whatever_it_is_called(label: str) -> None:
    judgement = _judged(label, (NET_AT, sum(NETS.values())))
    assert posted(judgement) == NETS, judgement.decision
    assert judgement.facts.advice.payments[0].stated


@pytest.mark.parametrize(
    ("label", "figures"),
    [
        ("Zzz", [(GROSS_AT, sum(OPEN.values()))]),
        ("Zzz", [(NET_AT, sum(NETS.values()) + 1)]),
        ("Zzz", [(GROSS_AT, sum(OPEN.values())), (NET_AT, sum(NETS.values()))]),
    ],
    ids=["the gross, from which the rows take something off", "a cent too much", "two figures"],
)
def test_a_bottom_row_that_does_not_tell_what_is_paid_is_a_case(label: str, figures: list[tuple[float, int]]) -> None:
    judgement = _judged(label, *figures)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})


def test_a_column_filled_in_few_rows_may_be_taken_off_where_no_net_is_printed() -> None:
    head = [text for _, _, text in heads_of(sum(NETS.values()))]
    rows = [[(50.0, n), (GROSS_AT, english(c))] for n, c in OPEN.items()]
    rows[0].append((OFF_AT, english(OFF["INV-2026-000101"])))
    content = _drawn([*([(50.0, text)] for text in head), [(50.0, "Qaa"), (GROSS_AT, "Qbb"), (OFF_AT, "Qcc")], *rows])
    judgement = judge_mail(mail_with(("a.pdf", content)), book_of(*OPEN.items(), terms="3/30 net 60"))
    assert posted(judgement) == NETS, judgement.decision
    assert judgement.decision.allocations[0][0].discount == OFF["INV-2026-000101"]

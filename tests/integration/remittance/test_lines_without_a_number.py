"""Items that name no document: a payment on account on two printed rows, or in a list that somebody wrote by hand."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import BOOK, PAYER, english, judge_mail, kind_of_decision, mail_with
from tests.integration.remittance.advice_sketch import Cell, sketch
from workers.remittance.run import Judgement

ITEMS = [(item.document_number, item.open) for item in BOOK.items]
ON_ACCOUNT = 5_000
TOTAL = sum(cents for _, cents in ITEMS) + ON_ACCOUNT
TITLES: list[list[Cell]] = [
    [(50, "Date"), (150, "Type"), (-400, "Gross"), (-540, "Amount paid")],
    [(60, "Invoice number")],
]


def _on_two_rows(day: str, kind: str, text: str, cents: int) -> list[list[Cell]]:
    return [[(50, day), (150, kind), (-400, english(cents)), (-540, english(cents))], [(60, text)]]


def _told(judgement: Judgement) -> list[tuple[str, int]]:
    return [(line.reference, line.net) for line in judgement.facts.advice.lines]


def test_a_day_is_no_number_of_a_document() -> None:
    """The second row holds the number; where it is only a text, the day above it was taken for one."""
    rows = [row for number, cents in ITEMS for row in _on_two_rows("20/10/2026", "Invoice", number, cents)]
    rows += _on_two_rows("13/11/2026", "Payment", "Payment on account", ON_ACCOUNT)
    head: list[list[Cell]] = [
        [(50, PAYER)],
        [(50, "Remittance advice")],
        [(50, f"Payment amount: EUR {english(TOTAL)}")],
    ]
    page = sketch([*head, [], *TITLES, *rows, [(50, "Total"), (-540, english(TOTAL))]])
    judgement = judge_mail(mail_with(("a.pdf", page)))
    assert kind_of_decision(judgement) == "over_payment", judgement.decision
    assert _told(judgement) == [*ITEMS, ("", ON_ACCOUNT)]


def _written(mark: str, gap: str, words: str, cents: int, *, total: int = TOTAL) -> Judgement:
    listed = "\n".join(f"{mark}{number}{gap}{english(net)}" for number, net in [*ITEMS, (words, cents)])
    text = (
        f"Hello,\n\nWe have paid EUR {english(total)} on 13 Nov 2026, reference TR-55119, for\n\n{listed}\n\nRegards\n"
    )
    return judge_mail(mail_with(text=text))


@pytest.mark.parametrize(("mark", "gap"), [("- ", ": "), ("* ", ", "), ("", " - ")])
@pytest.mark.parametrize("words", ["on account", "Payment on account", "Akontozahlung", "Acompte"])
def test_what_a_written_list_pays_without_a_number_is_a_line(mark: str, gap: str, words: str) -> None:
    judgement = _written(mark, gap, words, ON_ACCOUNT)
    assert kind_of_decision(judgement) == "over_payment", judgement.decision
    assert _told(judgement) == [*ITEMS, ("", ON_ACCOUNT)]


def test_charges_in_a_written_list_post_nothing() -> None:
    judgement = _written("- ", ": ", "bank charges", -ON_ACCOUNT, total=TOTAL - 2 * ON_ACCOUNT)
    assert kind_of_decision(judgement) == "short_payment", judgement.decision
    assert _told(judgement) == [*ITEMS, ("", -ON_ACCOUNT)]


def test_a_sum_below_a_written_list_is_no_line() -> None:
    judgement = _written("- ", ": ", "in total", TOTAL - ON_ACCOUNT, total=TOTAL - ON_ACCOUNT)
    assert kind_of_decision(judgement) == "apply", judgement.decision
    assert _told(judgement) == ITEMS


def test_a_number_in_two_parts_that_nobody_knows_is_whole() -> None:
    text = (
        f"We have paid EUR {english(TOTAL - ON_ACCOUNT)} on 13 Nov 2026, reference TR-55119. It covers:\n\n"
        "INV 2026 000101 of 14 May 2026 - 1,250.00\n"
        "INV 2026 022714 of 17 Jun 2026 - 982.49\n"
        "credit note CM 2026 022808 of 13 Sep 2026 - -400.00\n"
    )
    told = _told(judge_mail(mail_with(text=text)))
    assert told == [("INV 2026 000101", 125_000), ("INV 2026 022714", 98_249), ("CM 2026 022808", -40_000)]

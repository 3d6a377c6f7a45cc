"""A discount in a row of its own belongs to the document that it names, or to the one above it by its rate."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import (
    COLUMNS,
    book_of,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from tests.integration.remittance.advice_pages import Look, draw
from workers.remittance.run import Judgement

OPEN = (100_000, 111_150, 122_300)
NUMBERS = tuple(f"INV-2026-0001{place:02}" for place in range(len(OPEN)))
BOOK = book_of(*zip(NUMBERS, OPEN, strict=True), terms="2/30 net 60")
OFF = 2_223  # 2 % of the second document


def _judged(*discounts: tuple[int, dict[str, str], int]) -> Judgement:
    """An advice with rows that take something off, each behind so many of the documents."""
    rows = [{"ref": n, "text": "goods", "net": english(a)} for n, a in zip(NUMBERS, OPEN, strict=True)]
    for place, cells, off in reversed(discounts):
        rows.insert(place, {**cells, "net": english(-off)})
    total = sum(OPEN) - sum(off for _, _, off in discounts)
    page = draw(Look(COLUMNS, heads=heads_of(total)), rows, {"ref": "Total", "net": english(total)})
    return judge_mail(mail_with(("a.pdf", page)), BOOK)


def _less(place: int, off: int) -> dict[str, int]:
    return {n: a - (off if place == at else 0) for at, (n, a) in enumerate(zip(NUMBERS, OPEN, strict=True))}


@pytest.mark.parametrize("behind", [2, 3])
@pytest.mark.parametrize(
    "cells",
    [
        {"text": f"Discount {NUMBERS[1]}"},
        {"ref": f"Skonto {NUMBERS[1]}"},
        {"ref": NUMBERS[1], "text": "Escompte"},
        {"text": f"Cash discount on invoice {NUMBERS[1]}"},
    ],
)
def test_a_discount_is_taken_off_the_document_that_it_names(cells: dict[str, str], behind: int) -> None:
    """It was read as a chargeback, or as taken off the row above it."""
    judged = _judged((behind, cells, OFF))
    assert (kind_of_decision(judged), posted(judged)) == ("apply", _less(1, OFF))


@pytest.mark.parametrize("cells", [{"ref": "Skonto"}, {"ref": "Skonto 2 %"}, {"text": "2,0 % sconto"}])
def test_a_discount_behind_the_last_row_is_its_own_by_the_rate(cells: dict[str, str]) -> None:
    judged = _judged((3, cells, 2_446))
    assert (kind_of_decision(judged), posted(judged)) == ("apply", _less(2, 2_446))


@pytest.mark.parametrize("off", [3_333, 6_669], ids=["no round rate", "of all rows"])
def test_a_discount_that_may_be_of_all_rows_is_nobodys(off: int) -> None:
    assert kind_of_decision(_judged((3, {"text": "Discount"}, off))) == "short_payment"
    assert posted(_judged((3, {"text": "Discount"}, off))) == {}


def test_what_is_claimed_for_a_document_is_no_discount() -> None:
    judged = _judged((3, {"text": f"Discount claim, damaged {NUMBERS[1]}"}, OFF))
    assert (kind_of_decision(judged) != "apply", posted(judged)) == (True, {})


def test_a_discount_of_a_document_that_is_not_listed_is_taken_off_no_other() -> None:
    judged = _judged((2, {"ref": "", "text": "Discount INV-2026-009999"}, OFF))
    assert posted(judged).get(NUMBERS[1]) in (None, OPEN[1])

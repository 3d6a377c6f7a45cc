"""The payer's own number beside ours is no candidate, even where it is by chance the number of an open document.

Which column holds our numbers is decided for the whole table: a row whose number there is unknown stays unknown.
"""

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
from tests.integration.remittance.advice_pages import Column, Look, draw
from workers.remittance.run import Judgement

OURS = (("SB-4500-580", 125_000), ("SB-4507-581", 48_250), ("SB-4514-582", 9_999))
OWN = ("1900031", "1900032", "1900033")
CHANCE = 1
TITLES = (("Your invoice", "Our document"), ("Reference", "Document"), ("Zzz", "Yyy"))


def _mail(printed: list[str], titles: tuple[str, str], *, own_first: bool) -> bytes:
    amounts = [amount for _, amount in OURS[: len(printed)]]
    places = (170, 50) if own_first else (50, 170)
    columns = [Column(titles[0], "ref", places[0]), Column(titles[1], "own", places[1]), COLUMNS[-1]]
    rows = [{"ref": n, "own": own, "net": english(a)} for n, own, a in zip(printed, OWN, amounts, strict=False)]
    look = Look(sorted(columns, key=lambda column: column.x), heads=heads_of(sum(amounts)))
    return mail_with(("a.pdf", draw(look, rows, {"ref": "Total", "net": english(sum(amounts))})))


def _in_words(printed: list[str]) -> bytes:
    amounts = [amount for _, amount in OURS]
    head = f"We have paid EUR {english(sum(amounts))} on 13/11/2026, reference TR-558812.\n\n"
    rows = zip(printed, OWN, amounts, strict=True)
    return mail_with(text=head + "".join(f"Invoice {n} (our document {own}) {english(a)}\n" for n, own, a in rows))


def _judged(raw: bytes, changed: str, open_by_chance: int) -> Judgement:
    """Judged against a book that has an open document under the payer's own number of one row."""
    ours = [(changed if place == CHANCE else n, a) for place, (n, a) in enumerate(OURS)]
    return judge_mail(raw, book_of(*ours, (OWN[CHANCE], open_by_chance)))


@pytest.mark.parametrize("own_first", [False, True])
@pytest.mark.parametrize("titles", TITLES)
def test_a_row_with_look_alikes_keeps_to_its_column(titles: tuple[str, str], own_first: bool) -> None:
    """The number with an S for a 5 was left for the payer's own one, which fitted an open document."""
    printed = [n.replace("5", "S") if place == CHANCE else n for place, (n, _) in enumerate(OURS)]
    mail = _mail(printed, titles, own_first=own_first)
    assert posted(_judged(mail, OURS[CHANCE][0], 2 * OURS[CHANCE][1])) == dict(OURS)
    assert kind_of_decision(_judged(mail, OURS[CHANCE][0], OURS[CHANCE][1])) == "ambiguous_reference"


@pytest.mark.parametrize("open_by_chance", [OURS[CHANCE][1], 2 * OURS[CHANCE][1]])
@pytest.mark.parametrize("titles", TITLES)
def test_a_row_with_an_unknown_number_stays_unknown(titles: tuple[str, str], open_by_chance: int) -> None:
    printed = [n for n, _ in OURS]
    judged = _judged(_mail(printed, titles, own_first=False), "SB-9999-111", open_by_chance)
    assert (kind_of_decision(judged), posted(judged)) == ("unknown_reference", {})


def test_a_list_in_words_names_its_documents_in_one_place() -> None:
    judged = _judged(_in_words([n for n, _ in OURS]), "SB-9999-111", OURS[CHANCE][1])
    assert (kind_of_decision(judged), posted(judged)) == ("total_mismatch", {})
    assert "different places" in judged.decision.why


def test_one_row_goes_by_its_titles() -> None:
    """A single hit in what the payer calls the own number is chance."""
    mail = _mail(["SB-4500-580"], TITLES[0], own_first=False)
    judged = judge_mail(mail, book_of(("SB-9999-111", 500), (OWN[0], OURS[0][1])))
    assert (kind_of_decision(judged), posted(judged)) == ("unknown_reference", {})

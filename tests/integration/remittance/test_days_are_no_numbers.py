"""A day printed in a line says when, not what: no document gets its cash by it, whatever that document is called."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import book_of, english, judge_mail, kind_of_decision, mail_with, posted
from workers.remittance.run import Judgement

DAY = "06.05.2026"
ORDERED, OTHER, CALLED_A_DAY = ("2026.10.12284", 23_078), ("2026.10.12287", 14_752), (DAY, 23_078)
BOOK = book_of(ORDERED, OTHER, CALLED_A_DAY)
HEAD = "Lfd. Nr.;Haushaltsstelle;Verwendungszweck;Betrag"


def _paid_for(named: str, day: str = DAY, *, stated: int = ORDERED[1] + OTHER[1]) -> Judgement:
    rows = (
        f"1;1.3626.280600.6;{named} vom {day};{english(ORDERED[1])}",
        f"2;1.2490.952300.4;Rechnung {OTHER[0]} vom 13.05.2026;{english(OTHER[1])}",
        f";;Auszahlungsbetrag;{english(stated)}",
    )
    text = "\n".join((HEAD, *rows))
    return judge_mail(mail_with(("Zahlungsavis.csv", text.encode()), text="Anbei unser Zahlungsavis."), BOOK)


def test_the_day_of_an_order_does_not_outweigh_the_order() -> None:
    """The cash went to a document that was called as the day, not to the one that had been ordered."""
    judgement = _paid_for("Rechnung PO-00001")
    assert posted(judgement) == dict((ORDERED, OTHER)), judgement.decision


@pytest.mark.parametrize("named", ["Rechnung 4711-88", "Rechnung"], ids=["beside a strange number", "alone"])
def test_a_day_stands_in_for_no_number_that_is_not_ours(named: str) -> None:
    judgement = _paid_for(named)
    assert (kind_of_decision(judgement) != "apply", posted(judgement)) == (True, {})

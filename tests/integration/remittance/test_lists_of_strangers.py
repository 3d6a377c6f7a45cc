"""A list in a mail is read though nobody knows its payer: whoever gets the case sees what was announced."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import english, judge_mail, kind_of_decision, mail_with, posted
from workers.remittance.run import Judgement

LISTED = (("RX/77-1204", 125_000), ("RX/77-1210", 48_250), ("7713019", 9_999))
STRANGER = "pay@nowhere.example"


def _judged(said: str) -> Judgement:
    rows = "\n".join(f"- {number}: EUR {english(amount)}" for number, amount in LISTED)
    return judge_mail(mail_with(text=f"{said}\n{rows}\nRegards", sender=STRANGER))


def test_the_lines_of_an_unknown_payer_are_read() -> None:
    """They were all dropped, since none of their numbers was known."""
    total = sum(amount for _, amount in LISTED)
    judged = _judged(f"We have today paid EUR {english(total)} by transfer TR-558812 for")
    assert (kind_of_decision(judged), posted(judged)) == ("payer_unknown", {})
    assert [(line.reference, line.net) for line in judged.facts.advice.lines] == list(LISTED)


@pytest.mark.parametrize(
    "said",
    ["We have today paid EUR 100.00 by transfer TR-558812 for", "Please pay EUR 1,832.49, total due, for"],
    ids=["another sum", "a reminder"],
)
def test_a_list_that_is_not_what_was_paid_is_no_advice(said: str) -> None:
    assert kind_of_decision(_judged(said)) == "not_a_remittance"

"""An account of which an agency has a part is written to, called, and never texted: planning knows it already."""

from __future__ import annotations

from datetime import date

from tests.dunned_book import ROOT
from workers.dunning.rules.addressing import Addressed, candidates, choose_contacts
from workers.policy.load import check_policy
from workers.receivables.standing import Reach, Standing, StandingItem

OURS, AGENCYS = StandingItem(1, date(2026, 2, 1), 10_000), StandingItem(2, date(2026, 1, 1), 5_000, placed=True)
REACH = Reach(3, "ap_clerk", ("email", "sms"))
BY_BOTH = check_policy(ROOT / "config").usable().ladders["standard"].levels[1]


def standing(*items: StandingItem) -> Standing:
    return Standing(7, "EUR", 1, "default", items, reach=(REACH,))


def test_a_placed_account_gets_the_mail_of_a_level_and_not_its_text() -> None:
    assert choose_contacts(standing(OURS), BY_BOTH) == Addressed((("email", 3), ("sms", 3)))
    assert choose_contacts(standing(OURS, AGENCYS), BY_BOTH) == Addressed((("email", 3),), ("sms",))


def test_the_reason_is_told() -> None:
    (clerk,) = candidates(standing(OURS, AGENCYS), BY_BOTH, "sms")
    assert clerk.obstacle == "an agency has items of the account: no texts"

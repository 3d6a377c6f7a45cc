"""A notice that lists an unpaid charge leaves only while exactly that is unpaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from tests.unit.outbox.test_outbox_send_gate import FACTS, NOW, RULES, STANDING
from workers.outbox.rules.send_gate import Cancel, Send, judge
from workers.receivables.standing import UnpaidCharge

CHARGE = UnpaidCharge(9, "CHG-1", date(2026, 2, 15), 4_275)
LISTING = replace(FACTS, listed=((1, 10_000), (9, 4_275)), asked=14_275)


def test_an_unpaid_charge_may_be_asked_for_again() -> None:
    unpaid = replace(LISTING, standing=structs.replace(STANDING, charges=(CHARGE,)))
    assert isinstance(judge(unpaid, RULES, NOW), Send)


@pytest.mark.parametrize("charges", [(), (structs.replace(CHARGE, open=4_000),)])
def test_a_charge_that_was_paid_meanwhile_cancels_the_notice(charges: tuple[UnpaidCharge, ...]) -> None:
    paid = replace(LISTING, standing=structs.replace(STANDING, charges=charges))
    assert judge(paid, RULES, NOW) == Cancel("figures changed")

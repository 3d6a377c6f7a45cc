"""Money between an agency, its debtors and us: told, announced, brought by the bank, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.agency_house import NORTH, TODAY, House, build_house
from tests.servers.agency_peer import Claim
from workers.escalation.by_hand import recall
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.reversals import reverse_payment
from workers.ledger.posting import AGENCY_COMMISSION, AGENCY_PAYABLE
from workers.ledger.queue import agency_batches, agency_files, placements
from workers.ledger.queue.agency_files import NewRemittance
from workers.ledger.queue.placements import NewPlacement
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion

_SLOW = pytest.mark.slow


def remittance_states(house: House) -> list[str]:
    with house.ledger.read() as connection:
        return [one.state for one in agency_files.find_remittances(connection)]


def place_again(connection: Connection, occasion: Occasion) -> None:
    """What is left of the first item, with another agency."""
    (before,) = placements.find_of_account(connection, 1)
    new = NewPlacement("default", 1, "EUR", before.episode_id, "south", ((1, 40_00),))
    again = placements.known_placement(connection, placements.propose(connection, new, occasion))
    assert again is not None
    assert before.message_id is not None
    placements.approve(connection, again, new.items, before.message_id, occasion)
    placements.set_state(connection, again, "placed", occasion)


def add_rival(connection: Connection, occasion: Occasion) -> None:
    """Another agency's transfer of the same number and sum."""
    new = NewRemittance("south", 1, "NI 2026/7", "default", "EUR", "gross", 90_00, 0, TODAY + timedelta(days=5))
    agency_files.add_remittance(connection, new, ("waiting", ""), occasion)


def claim(house: House, document: str = "INV-1") -> Claim:
    return house.peer.claims["1", document]


def test_a_payment_to_us_is_told_the_same_day_with_what_it_earns(house: House) -> None:
    house.hear(house.peer.demand("1", f"{TODAY}"))
    house.pay(1, 40_00, TODAY - timedelta(days=1))
    house.pay(1, 20_00, TODAY)
    assert house.review() == {"direct_payment": 1}
    house.send()
    told = [row for row in house.peer.records.values() if row["record"] == "direct_payment"]
    assert [(row["amount_minor"], row["fee"], row["commission_minor"]) for row in told] == [
        ("4000", "NOFEE", "0"),
        ("2000", "FEE", "200"),
    ]
    assert claim(house).open == 40_00
    assert (house.balance(AGENCY_COMMISSION), house.balance(AGENCY_PAYABLE)) == (2_00, -2_00)
    assert house.violations() == []


def test_a_payment_that_went_back_takes_its_commission_along(house: House) -> None:
    house.hear(house.peer.demand("1", f"{TODAY}"))
    payment = house.pay(1, 60_00)
    house.send()
    house.do(lambda connection: reverse_payment(connection, payment, Basis("test", "back"), house.occasion()))
    house.send()
    assert (claim(house).open, house.peer.commission_owed) == (100_00, 0)
    assert house.balance(AGENCY_PAYABLE) == 0
    assert house.violations() == []


def test_what_one_agency_earned_is_not_taken_from_the_next(house: House) -> None:
    house.hear(house.peer.demand("1", f"{TODAY}"))
    payment = house.pay(1, 60_00)
    house.send()
    house.do(lambda connection: recall(connection, 1, "moved", house.policy, house.occasion("ann")))
    house.do(lambda connection: place_again(connection, house.occasion("ann")))
    house.do(lambda connection: reverse_payment(connection, payment, Basis("test", "back"), house.occasion()))
    with house.ledger.read() as connection:
        assert agency_batches.find_untold(connection, 2) == []
    assert house.review() == {"balance_update": 1}
    assert house.balance(AGENCY_PAYABLE) == -6_00


def test_a_demand_that_is_told_late_is_shown_where_it_changes_what_was_told(house: House) -> None:
    house.pay(1, 40_00)
    house.send()
    house.hear(house.peer.demand("1", f"{TODAY}"))
    (case,) = house.cases(CaseKind.AGENCY_REPORT)
    assert case.evidence["records"] == ["CB-2-1"]


@pytest.mark.parametrize("days", [-1, pytest.param(1, marks=_SLOW)], ids=["before_the_placement", "tomorrow"])
def test_a_demand_on_a_day_that_cannot_be_earns_nothing(house: House, days: int) -> None:
    house.hear(house.peer.demand("1", f"{TODAY + timedelta(days=days)}"))
    house.pay(1, 40_00, TODAY - timedelta(days=1))
    house.review()
    assert house.balance(AGENCY_COMMISSION) == 0
    (case,) = house.cases(CaseKind.AGENCY_REPORT)
    assert "cannot be" in case.reason


def test_a_net_remittance_pays_the_gross_and_keeps_the_commission(house: House) -> None:
    house.hear(
        house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7"),
        house.peer.remit(claim(house, "INV-2"), 30_05, 3_01, "NI-2026-7"),
    )
    assert house.settle() == {}
    assert house.open_amounts() == {"INV-1": 100_00, "INV-2": 80_00}
    assert house.bank(117_04, "North Inkasso NI-2026-7") == "unidentified"
    assert len(house.cases(CaseKind.UNIDENTIFIED_CASH)) == 1
    assert house.settle() == {"posted": 1}
    assert house.open_amounts() == {"INV-1": 0, "INV-2": 49_95}
    assert (house.balance(AGENCY_COMMISSION), house.balance(AGENCY_PAYABLE)) == (13_01, 0)
    assert (house.balance("bank"), house.balance("unidentified_cash")) == (117_04, 0)
    assert house.cases(CaseKind.UNIDENTIFIED_CASH) == []
    assert house.review() == {}  # the agency knows what it collected itself
    assert house.violations() == []
    assert claim(house, "INV-2").open == 49_95
    house.pay(2, 9_95)
    house.send()  # and hears of nothing else when it hears of a payment to us
    assert (claim(house).open, claim(house, "INV-2").open) == (0, 40_00)
    told = [row["amount_minor"] for row in house.peer.records.values() if row["record"] == "direct_payment"]
    assert told == ["995"]


def test_money_that_came_before_its_file_is_found(house: House) -> None:
    house.bank(90_00, "NI-2026-7")
    house.hear(house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7"))
    assert house.settle() == {"posted": 1}
    assert house.open_amounts()["INV-1"] == 0


def test_money_that_two_agencies_announce_alike_is_for_a_person(house: House) -> None:
    house.hear(house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7"))
    house.do(lambda connection: add_rival(connection, house.occasion()))
    house.bank(90_00, "NI-2026-7")
    assert house.settle() == {"case": 1}
    assert (remittance_states(house), house.open_amounts()["INV-1"]) == (["case", "case"], 100_00)
    (ours,) = (case for case in house.cases(CaseKind.AGENCY_REMITTANCE) if case.evidence["agency"] == "north")
    house.decide(ours, "approve")
    assert house.settle() == {"posted": 1}
    assert (remittance_states(house), house.open_amounts()["INV-1"]) == (["posted", "case"], 0)


def test_a_gross_remittance_leaves_the_commission_to_be_billed(ledger: Ledger, tmp_path: Path) -> None:
    house = build_house(ledger, tmp_path, replace(NORTH, remits="gross", format="jsonl"))
    house.place()
    house.hear(house.peer.remit(claim(house), 60_00, 6_00, "NI-2026-8", "gross"))
    house.bank(60_00, "NI-2026-8")
    assert house.settle() == {"posted": 1}
    assert house.open_amounts()["INV-1"] == 40_00
    assert (house.balance(AGENCY_COMMISSION), house.balance(AGENCY_PAYABLE)) == (6_00, -6_00)
    assert house.violations() == []


def test_an_agency_that_keeps_everything_sends_no_money(ledger: Ledger, tmp_path: Path) -> None:
    house = build_house(ledger, tmp_path, replace(NORTH, commission_percent=NORTH.commission_percent * 10))
    house.place()
    house.hear(house.peer.remit(claim(house), 60_00, 60_00, "NI-2026-9"))
    assert house.settle() == {"posted": 1}
    assert house.open_amounts()["INV-1"] == 40_00
    assert house.violations() == []


@pytest.mark.parametrize(
    ("commission", "mode"),
    [(11_00, "net"), pytest.param(9_00, "net", marks=_SLOW), pytest.param(10_00, "gross", marks=_SLOW)],
    ids=["too_much", "too_little", "mode"],
)
def test_a_commission_that_was_not_agreed_waits_for_a_person(house: House, commission: int, mode: str) -> None:
    house.hear(house.peer.remit(claim(house), 100_00, commission, "NI-2026-7", mode))
    arriving = 100_00 - (commission if mode == "net" else 0)
    house.bank(arriving, "NI-2026-7")
    assert house.settle() == {}
    (case,) = house.cases(CaseKind.AGENCY_REMITTANCE)
    house.decide(case, "approve")
    assert house.settle() == {"posted": 1}
    assert house.open_amounts()["INV-1"] == 0
    assert house.violations() == []


def test_a_refused_remittance_is_never_posted(house: House) -> None:
    house.hear(house.peer.remit(claim(house), 100_00, 11_00, "NI-2026-7"))
    house.decide(house.cases(CaseKind.AGENCY_REMITTANCE)[0], "refuse")
    house.bank(89_00, "NI-2026-7")
    assert house.settle() == {}
    assert (remittance_states(house), house.open_amounts()["INV-1"]) == (["refused"], 100_00)


def test_money_that_does_not_come_is_asked_after(house: House) -> None:
    house.hear(house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7"))
    house.pass_days(7)
    assert house.settle() == {}
    house.pass_days(1)
    assert house.settle() == {"case": 1}
    house.bank(90_00, "NI-2026-7")
    assert house.settle() == {}
    house.decide(house.cases(CaseKind.AGENCY_REMITTANCE)[0], "approve")
    assert house.settle() == {"posted": 1}


def test_what_was_paid_to_both_is_not_posted_twice(house: House) -> None:
    house.pay(1, 100_00)
    house.hear(house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7"))
    house.bank(90_00, "NI-2026-7")
    assert house.settle() == {"case": 1}
    assert "INV-1" in house.cases(CaseKind.AGENCY_REMITTANCE)[0].reason
    assert house.balance("unidentified_cash") == -90_00
    assert house.violations() == []


def test_a_transfer_that_the_bank_took_back_undoes_all_of_it(house: House) -> None:
    house.hear(house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7"))
    house.bank(90_00, "NI-2026-7")
    house.settle()
    with house.ledger.read() as connection:
        (posted,) = agency_files.find_remittances(connection)
    assert posted.payment_id is not None
    payment_id = posted.payment_id
    house.do(lambda connection: reverse_payment(connection, payment_id, Basis("test", "back"), house.occasion("ann")))
    assert house.settle() == {"taken_back": 1}
    assert house.settle() == {}
    assert house.open_amounts()["INV-1"] == 100_00
    assert (house.balance(AGENCY_COMMISSION), house.balance(AGENCY_PAYABLE)) == (0, 0)
    assert house.violations() == []
    house.send()
    assert claim(house).open == 100_00


def test_money_that_follows_a_closing_is_posted(house: House) -> None:
    house.hear(house.peer.close("1", "SIF"), house.peer.remit(claim(house), 50_00, 5_00, "NI-2026-7"))
    house.bank(45_00, "NI-2026-7")
    assert house.settle() == {"posted": 1}
    assert house.open_amounts()["INV-1"] == 50_00

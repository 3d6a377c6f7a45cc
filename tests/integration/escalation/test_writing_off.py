"""From old debt to the allowance: proposed, approved by who may, posted once, closed and silent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.agency_house import TODAY, House, build_house
from tests.sample_notices import add_notice
from workers.errors import UserError
from workers.escalation.writing_off import decide_write_off, propose_write_offs
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.stops import add_stop
from workers.ledger.posting import ALLOWANCE
from workers.ledger.queue import write_offs
from workers.ledger.schema import open_items
from workers.ledger.unit_of_work import Ledger

LEAD = "finance-lead@brightwater-components.example"


@pytest.fixture
def house(ledger: Ledger, tmp_path: Path) -> House:
    """Two invoices of 100.00 and 80.00 EUR, over a year overdue, with four written notices."""
    built = build_house(ledger, tmp_path)
    with ledger.write() as connection:
        for level, days in ((1, 80), (2, 60), (4, 10)):
            add_notice(connection, ["INV-1", "INV-2"], level, TODAY - timedelta(days=days))
        connection.execute(update(open_items).values(due_date=TODAY - timedelta(days=366)))
    return built


def propose(house: House) -> int:
    return propose_write_offs(house.ledger, house.policy, house.occasion())


def decide(house: House, approved: bool = True, who: str = LEAD) -> str:
    with house.ledger.write() as connection:
        return decide_write_off(connection, house.policy, 1, approved, house.occasion(who))


def test_what_is_given_up_is_charged_to_the_allowance_and_closed(house: House) -> None:
    assert (propose(house), propose(house)) == (1, 0)
    (case,) = house.cases(CaseKind.WRITE_OFF_APPROVAL)
    assert (case.amount_minor, case.evidence["reason"], case.evidence["contacts"]) == (180_00, "aged", 4)
    assert decide(house) == "posted"
    assert house.open_amounts() == {"INV-1": 0, "INV-2": 0}
    assert house.balance(ALLOWANCE) == 180_00
    assert house.balance("write_offs") == 0
    assert propose(house) == 0
    assert house.violations() == []
    with pytest.raises(UserError, match="waits for no decision"):
        decide(house)


def test_nobody_gives_up_more_than_the_limit(house: House) -> None:
    propose(house)
    with pytest.raises(UserError, match="may not give up"):
        decide(house, who="anybody")
    assert house.balance(ALLOWANCE) == 0


def test_what_was_refused_is_not_asked_again(house: House) -> None:
    propose(house)
    assert decide(house, approved=False, who="anybody") == "refused"
    assert propose(house) == 0


def test_what_was_paid_in_part_meanwhile_lapses_and_comes_again(house: House) -> None:
    propose(house)
    house.pay(1, 1)
    assert decide(house) == "lapsed"
    assert propose(house) == 1


def test_hope_keeps_debt_from_being_given_up(house: House) -> None:
    promised = NewHold(1, "promise", "said so", expires_on=TODAY)
    house.do(lambda connection: add_hold(connection, promised, house.occasion()))
    assert propose(house) == 0
    house.pass_days(1)
    assert propose(house) == 1


def test_a_stopped_debtor_needs_no_contacts(ledger: Ledger, tmp_path: Path) -> None:
    house = build_house(ledger, tmp_path)
    assert propose(house) == 0
    house.do(lambda connection: add_stop(connection, 1, "bankruptcy", house.occasion()))
    assert propose(house) == 1
    with ledger.read() as connection:
        assert write_offs.find_write_offs(connection)[0].reason == "insolvent"


def test_an_agencys_word_makes_debt_uncollectible(ledger: Ledger, tmp_path: Path) -> None:
    house = build_house(ledger, tmp_path)
    house.place()
    assert propose(house) == 0
    house.hear(house.peer.close("1", "UNC"))
    assert propose(house) == 1
    with ledger.read() as connection:
        assert write_offs.find_write_offs(connection)[0].reason == "uncollectible"


@pytest.mark.parametrize("commission", [5_00, 6_00], ids=["awaited", "waits for a person"])
def test_what_an_agency_collected_is_not_given_up(ledger: Ledger, tmp_path: Path, commission: int) -> None:
    house = build_house(ledger, tmp_path)
    house.place()
    collected = house.peer.remit(house.peer.claims["1", "INV-1"], 50_00, commission, "NI-2026-7")
    house.hear(collected, house.peer.close("1", "UNC"))
    assert propose(house) == 1
    with ledger.read() as connection:
        assert [item.document_number for item in write_offs.items_of(connection, 1)] == ["INV-2"]


def test_money_for_what_was_given_up_becomes_a_case(house: House) -> None:
    propose(house)
    decide(house)
    assert house.bank(100_00, "INV-1 Adler GmbH C1") in ("on_account", "unidentified")
    assert len(house.cases(CaseKind.ON_ACCOUNT_CASH) + house.cases(CaseKind.UNIDENTIFIED_CASH)) == 1
    assert house.balance(ALLOWANCE) == 180_00
    assert house.violations() == []

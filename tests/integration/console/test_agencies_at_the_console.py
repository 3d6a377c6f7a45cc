"""The account's page and the operations page show what agencies have, and what they did not acknowledge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agency_house import House, build_house, policy_with
from tests.console_room import ConsoleRoom
from workers.ledger.unit_of_work import Ledger


def placed(ledger: Ledger, tmp_path: Path) -> House:
    house = build_house(ledger, tmp_path)
    house.place()
    return house


def test_an_accounts_page_shows_its_placement_and_whether_the_agency_answered(
    room: ConsoleRoom, tmp_path: Path
) -> None:
    house = placed(room.book.ledger, tmp_path)
    ann = room.log_in("ann")
    page = ann.page("/accounts/1")
    assert "With agencies" in page
    assert "not acknowledged" in page
    house.hear(house.peer.acknowledge("CB-1"))
    assert ">acknowledged<" in ann.page("/accounts/1")


@pytest.mark.slow
def test_operations_see_what_an_agency_does_not_acknowledge(room: ConsoleRoom, tmp_path: Path) -> None:
    house = placed(room.book.ledger, tmp_path)
    assert "CB-1" not in room.log_in("ann").page("/operations")  # nobody waits for an agency that never answers
    room.book.policy = policy_with()
    with ConsoleRoom(room.book, room.home) as changed:
        bob = changed.log_in("bob")
        assert "CB-1" in bob.page("/operations")
        house.hear(house.peer.acknowledge("CB-1"))
        assert "CB-1" not in bob.page("/operations")

"""Packs of a state: the state comes from the postal address, and who has none may be in any."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import ascii_uppercase

import pytest

from workers.policy.company import Entity
from workers.policy.covering import Reached, who_is_contacted
from workers.policy.load import check_policy
from workers.receivables.customer import Customer
from workers.receivables.regions import region_in, zones_in
from workers.receivables.zones import plausible_zones

CONFIG = Path(__file__).parents[3] / "config"
POLICY = check_policy(CONFIG).usable()
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("1 Ocean Drive\nMiami Beach, FL 33139", "FL"),
        ("1 Ocean Drive, Miami Beach FL 33139-1234\nUSA", "FL"),
        ("P.O. Box 5\nNew York NY 10001", "NY"),
        ("5 Main Street\nSpringfield", ""),
        ("5 Main Street\nSpringfield, ZZ 12345", ""),
        ("FL 3 Tower\nAtlanta, GA 30301", "GA"),
        ("", ""),
    ],
)
def test_the_state_stands_before_the_zip_code(address: str, state: str) -> None:
    assert region_in(address, "US") == state
    assert region_in(address, "CA") == ""


@pytest.mark.parametrize(
    ("address", "covered"),
    [("Miami, FL 33101", True), ("Atlanta, GA 30301", False), ("somewhere", True)],
)
def test_a_call_to_florida_is_under_its_hours(address: str, covered: bool) -> None:
    entity = Entity("We", "America/New_York", "US")
    who = who_is_contacted(Customer("C1", "Acme", country="US"), entity, Reached("call", "+13055550123", address))
    cited = [pack.name for pack in POLICY.packs_for(who, DAY)]
    assert ("us_florida_hours" in cited) is covered


def test_every_state_has_its_zones_and_no_zone_is_of_another_country() -> None:
    states = {region_in(f"X, {a}{b} 12345", "US") for a in ascii_uppercase for b in ascii_uppercase} - {""}
    islands = {"PR", "GU", "VI", "AS", "MP"}
    assert len(states - islands) == 51
    assert all(set(zones_in(state)) <= set(plausible_zones("", "US", "")) for state in states)
    assert {state for state in states if not zones_in(state)} == islands


def test_address_and_area_code_that_name_different_zones_both_count() -> None:
    assert plausible_zones("", "US", "+12125550123", "CA") == ("America/Los_Angeles", "America/New_York")
    assert plausible_zones("", "US", "+12125550123", "NY") == ("America/New_York",)
    assert plausible_zones("Pacific/Honolulu", "US", "+12125550123", "CA") == ("Pacific/Honolulu",)
    assert plausible_zones("", "US", "", "PR") == plausible_zones("", "US", "")
    assert plausible_zones("", "CA", "+14165550123", "FL") == plausible_zones("", "CA", "+14165550123")


@pytest.mark.parametrize("number", ["+12195550123", "+15745550123"])
def test_an_area_code_of_two_zones_is_of_both(number: str) -> None:
    """The tables put new exchanges of Gary and Knox, Indiana, an hour too far east."""
    assert plausible_zones("", "US", number) == ("America/Chicago", "America/New_York")

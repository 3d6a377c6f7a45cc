"""What the loader makes of right files: values, defaults, hashes, and the choice of a segment."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from tests.unit.policy.policy_files import AGENCIES, LADDER, ROBOT, write_policy
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.fields import Window
from workers.policy.level import Level
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet, policy_from_json
from workers.receivables.customer import Customer

CONFIG = Path(__file__).parents[3] / "config"


def loaded(folder: Path, **changed: str) -> PolicySet:
    return check_policy(write_policy(folder, **changed)).usable()


@pytest.fixture
def small(tmp_path: Path) -> PolicySet:
    return loaded(tmp_path)


def test_levels_are_numbered_bottom_up_and_amounts_are_minor_units(small: PolicySet) -> None:
    ladder = small.ladders["standard"]
    assert ladder.levels[0] == Level(
        number=1,
        name="friendly",
        notice="friendly_reminder",
        days_after_due=3,
        channels=("email",),
        recipients=("ap_clerk",),
        minimum_amount={"EUR": 1000},
    )
    assert [level.number for level in ladder.levels] == [1, 2]
    assert ladder.level(2).name == "last"
    assert ladder.final_level is ladder.levels[1]
    assert (ladder.name, ladder.entry) == ("standard", "lowest")
    assert ladder.referral is not None
    assert ladder.referral.approval == "always"


@pytest.mark.parametrize(("written", "minor"), [('"10.5"', 1050), ("25.00", 2500), ("0.07", 7), ("12", 1200)])
def test_an_amount_needs_no_quotes_and_never_becomes_a_float(tmp_path: Path, written: str, minor: int) -> None:
    policy = loaded(tmp_path, ladder=LADDER.replace('"10.00"', written))
    assert policy.ladders["standard"].levels[0].minimum_amount == {"EUR": minor}


def test_amounts_follow_the_digits_of_their_currency(tmp_path: Path) -> None:
    policy = loaded(tmp_path, ladder=LADDER.replace('{EUR: "10.00"}', "{JPY: 2500, KWD: 1.250}"))
    assert policy.ladders["standard"].levels[0].minimum_amount == {"JPY": 2500, "KWD": 1250}


def test_a_day_before_the_due_date_may_be_the_first_level(tmp_path: Path) -> None:
    policy = loaded(tmp_path, ladder=LADDER.replace("days_after_due: 3\n", "days_after_due: -3\n"))
    assert policy.ladders["standard"].levels[0].days_after_due == -3


def test_the_country_norway_is_not_false(tmp_path: Path) -> None:
    policy = loaded(tmp_path, robot=ROBOT.replace("country: GB", "country: NO"))
    assert policy.robot.entities["default"].country == "NO"


def test_defaults_fill_what_is_left_out(small: PolicySet) -> None:
    robot = small.robot
    assert robot.segments[1].mode == "approve"
    assert robot.schedule.dunning_at == time(6)
    assert robot.bounds.notices.multiple == 3
    assert robot.redirect_all_to is None
    assert robot.contact_rules.send_window == {"monday": Window(time(9), time(18))}
    assert robot.remittance.confirm_within_business_days == 5


def test_our_domain_reaches_cash_application_and_the_environment_wins(tmp_path: Path) -> None:
    folder = write_policy(tmp_path)
    of_file = check_policy(folder).usable().robot
    of_environment = check_policy(folder, own_domain="other.example", authserv_id="mx.other.example").usable().robot

    assert of_file.cash_application.own_domain == of_file.own_domain == "brightwater.example"
    assert of_environment.cash_application.own_domain == of_environment.own_domain == "other.example"
    assert of_environment.cash_application.authserv_id == "mx.other.example"


@pytest.mark.parametrize(
    ("customer", "segment"),
    [
        (Customer("C1", "A", segment="key"), "key"),
        (Customer("C2", "B"), "rest"),
        (Customer("C3", "C", segment="Key"), "rest"),
    ],
)
def test_the_first_segment_that_matches_takes_the_customer(small: PolicySet, customer: Customer, segment: str) -> None:
    assert small.segment_of(customer).name == segment
    assert small.ladder_of(customer) is small.ladders["standard"]


def test_every_list_of_a_match_must_hold(tmp_path: Path) -> None:
    match = "{segment: [key, top], country: [DE, AT]}"
    robot = loaded(tmp_path, robot=ROBOT.replace("{segment: [key]}", match)).robot
    names = {
        (segment, country): robot.segment_for(segment, "company", country).name
        for segment in ("key", "top", "other")
        for country in ("DE", "FR")
    }
    assert [each for each, name in names.items() if name == "key"] == [("key", "DE"), ("top", "DE")]


def test_comments_and_layout_do_not_change_the_hash_but_content_does(tmp_path: Path, small: PolicySet) -> None:
    commented = loaded(tmp_path / "b", ladder="# a comment\n" + LADDER.replace('"10.00"', "10"))
    changed = loaded(tmp_path / "c", ladder=LADDER.replace('"10.00"', '"10.01"'))

    assert commented.hash == small.hash
    assert commented.ladders["standard"].hash == small.ladders["standard"].hash
    assert changed.hash != small.hash
    assert changed.ladders["standard"].hash != small.ladders["standard"].hash


def test_the_order_of_agencies_counts_because_the_first_that_fits_is_taken(tmp_path: Path) -> None:
    north, south = AGENCIES.removeprefix("agencies:\n"), AGENCIES.removeprefix("agencies:\n").replace("north", "south")
    one = loaded(tmp_path / "a", agencies=f"agencies:\n{north}{south}")
    other = loaded(tmp_path / "b", agencies=f"agencies:\n{south}{north}")

    assert one.hash != other.hash
    assert list(policy_from_json(other.canonical_json()).agencies) == ["south", "north"]


def test_the_creditor_names_the_account_of_the_currency_or_the_first(small: PolicySet) -> None:
    assert creditor_for(small.robot, "default", "EUR").iban == "DE89 3704 0044 0532 0130 00"
    assert creditor_for(small.robot, "default", "USD") == creditor_for(small.robot, "default", "EUR")
    assert creditor_for(small.robot, "default", "EUR").name == "Brightwater Ltd"
    assert thread_token(small.robot, "C10006") == "BW-C10006"


def test_the_shipped_policy_is_right_and_approves_before_it_sends() -> None:
    policy = check_policy(CONFIG).usable()
    assert {segment.mode for segment in policy.robot.segments} == {"approve"}
    assert policy.ladder_of(Customer("C1", "A", segment="key")).referral is None
    days = [level.days_after_due for level in policy.ladder_of(Customer("C2", "B")).levels]
    assert days == [3, 14, 30]
    assert set(policy.robot.contact_rules.send_window) == {"monday", "tuesday", "wednesday", "thursday", "friday"}

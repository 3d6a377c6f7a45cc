"""What changed between two versions of a ladder: each point once, levels known by their names."""

from __future__ import annotations

from dataclasses import replace

from tests.dunned_book import shipped_policy
from workers.policy.ladder_changes import LadderChange, changes_between

STANDARD = shipped_policy().ladders["standard"]


def test_the_same_ladder_has_no_changes() -> None:
    assert changes_between(STANDARD, STANDARD) == []


def test_every_point_is_told_with_its_level() -> None:
    first, second, third = STANDARD.levels
    referral = STANDARD.referral
    assert referral is not None
    after = replace(
        STANDARD,
        entry="by_age",
        levels=(replace(first, days_after_due=5, channels=("email", "sms")), second, third),
        referral=replace(referral, days_after_due=75),
    )
    assert changes_between(STANDARD, after) == [
        LadderChange("", "entry", "lowest", "by_age"),
        LadderChange("friendly_reminder", "channels", ("email",), ("email", "sms")),
        LadderChange("friendly_reminder", "days_after_due", 3, 5),
        LadderChange("referral", "days_after_due", 60, 75),
    ]


def test_levels_come_go_and_move() -> None:
    first, second, third = STANDARD.levels
    call = replace(first, number=2, name="call", days_after_due=20)
    after = replace(STANDARD, levels=(first, call, replace(third, number=3)), referral=None)
    assert changes_between(STANDARD, after) == [
        LadderChange("call", "level", None, 2),
        LadderChange("second_reminder", "level", 2, None),
        LadderChange("referral", "days_after_due", 60, None),
    ]
    moved = replace(STANDARD, levels=(first, call, replace(second, number=3), replace(third, number=4)))
    assert LadderChange("final_notice", "number", 3, 4) in changes_between(STANDARD, moved)

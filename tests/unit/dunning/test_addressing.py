"""Whom a notice is addressed to: roles in order, moved on by evidence of failed deliveries, then by fallbacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from workers.dunning.rules.addressing import Addressed, choose_contacts
from workers.policy.level import Level
from workers.receivables.standing import Reach, Standing, Undelivered

BOTH = ("email", "sms")
LEVEL = Level(2, "second", "second_reminder", ("email",), ("ap_clerk", "manager", "finance_head"), 14)
CLERK, MANAGER, HEAD = Reach(1, "ap_clerk", BOTH), Reach(2, "manager", BOTH), Reach(3, "finance_head", BOTH)


def standing(*reach: Reach, undelivered: tuple[Undelivered, ...] = ()) -> Standing:
    return Standing(7, "EUR", 1, "default", (), reach=reach, undelivered=undelivered)


def chosen(level: Level, *reach: Reach, undelivered: tuple[Undelivered, ...] = ()) -> Addressed:
    return choose_contacts(standing(*reach, undelivered=undelivered), level)


def level(**changes: Any) -> Level:
    return replace(LEVEL, **changes)


@pytest.mark.parametrize(
    ("recipients", "contact"),
    [
        (("ap_clerk", "manager", "finance_head"), 1),
        (("manager", "ap_clerk"), 2),
        (("finance_head", "manager", "ap_clerk"), 3),
    ],
)
def test_the_recipient_escalates_by_level_in_the_order_of_its_roles(recipients: tuple[str, ...], contact: int) -> None:
    assert chosen(level(recipients=recipients), CLERK, MANAGER, HEAD).contacts == (("email", contact),)


def test_roles_that_the_level_does_not_name_are_never_written_to() -> None:
    assert chosen(level(recipients=("finance_head",)), CLERK, MANAGER) == Addressed((), ("email",))


def test_pitfall_04_a_contact_from_whom_the_level_came_back_is_passed_over() -> None:
    back = (Undelivered(2, "email", 1),)
    assert chosen(LEVEL, CLERK, MANAGER, undelivered=back).contacts == (("email", 2),)


def test_pitfall_04_evidence_counts_for_its_own_level_and_channel_alone() -> None:
    of_others = (Undelivered(1, "email", 1), Undelivered(2, "sms", 1))
    assert chosen(LEVEL, CLERK, MANAGER, undelivered=of_others).contacts == (("email", 1),)


def test_pitfall_04_the_next_channel_is_used_only_when_no_contact_is_left_on_the_levels_own() -> None:
    fallback = level(fallback_channels=("letter", "sms"))
    assert chosen(fallback, CLERK, MANAGER).contacts == (("email", 1),)
    back = (Undelivered(2, "email", 1), Undelivered(2, "email", 2))
    assert chosen(fallback, CLERK, MANAGER, undelivered=back) == Addressed((("sms", 1),), ("email",))


def test_one_of_two_listed_channels_is_enough_to_need_no_fallback() -> None:
    two = level(channels=("email", "sms"), fallback_channels=("letter",))
    post = Reach(2, "manager", ("sms", "letter"))
    assert chosen(two, post) == Addressed((("sms", 2),), ("email",))


def test_pitfall_04_when_every_channel_failed_nobody_is_left() -> None:
    back = (Undelivered(2, "email", 1), Undelivered(2, "sms", 1))
    assert chosen(level(fallback_channels=("sms",)), CLERK, undelivered=back) == Addressed((), ("email",))

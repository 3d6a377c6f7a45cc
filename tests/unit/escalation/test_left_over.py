"""Debt that an exhausted ladder leaves behind becomes a person's, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.escalation.candidate_samples import CANDIDATE, ITEM, TODAY
from tests.unit.escalation.test_eligibility import LADDER
from workers.escalation.facts import CandidateItem
from workers.escalation.rules.left_over import left_over

LATER = replace(ITEM, id=9, due_date=TODAY - timedelta(days=60), final_notice_on=None)


def left(**changes: Any) -> tuple[CandidateItem, ...]:
    return left_over(replace(CANDIDATE, items=(ITEM, LATER), **changes), LADDER, TODAY)


def test_old_debt_that_stood_in_no_final_notice_is_left_over() -> None:
    assert left() == (LATER,)
    assert left(placed=True) == (LATER,)


@pytest.mark.parametrize(
    "changes",
    [{"stopped": True}, {"parked": True}, {"restraints": frozenset({"promise"})}, {"credit": LATER.open}],
)
def test_nobody_is_asked_about_what_is_held_or_covered(changes: dict[str, Any]) -> None:
    assert left(**changes) == ()


def test_debt_that_is_listed_or_younger_is_not_left_over() -> None:
    younger = replace(LATER, due_date=LATER.due_date + timedelta(days=1))
    listed = replace(LATER, final_notice_on=TODAY)
    assert left_over(replace(CANDIDATE, items=(ITEM, younger, listed)), LADDER, TODAY) == ()

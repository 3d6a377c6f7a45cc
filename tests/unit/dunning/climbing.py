"""One account on one ladder on one day: the values that tests of single words of the ladder are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from msgspec import structs

from workers.dunning.decisions import Decision, NoticeDue
from workers.dunning.rules.evaluation import evaluate_account
from workers.policy.ladder import BusinessDays, Ladder
from workers.policy.level import Level
from workers.receivables.standing import PastNotice, Reach, Standing, StandingItem

# A Monday; Friday 6 March is four days on.
TODAY = date(2026, 3, 2)
FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)
CLERK = Reach(1, "ap_clerk", ("email",))
ANY_DAY = BusinessDays("none", "none")


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def level(number: int, days: int | None = None, **changes: Any) -> Level:
    plain = Level(number, f"level_{number}", "notice", ("email",), ("ap_clerk",), days)
    return replace(plain, **changes)


def ladder(*levels: Level, **changes: Any) -> Ladder:
    return Ladder("any", levels, **{"business_days": ANY_DAY, **changes})


def overdue(days: int, amount: int = 10_000, number: int = 1, **changes: Any) -> StandingItem:
    return structs.replace(StandingItem(number, TODAY - timedelta(days=days), amount), **changes)


def given(number: int, days_ago: int, **changes: Any) -> PastNotice:
    plain = PastNotice(number, "email", "handed_over", TODAY - timedelta(days=days_ago), f"level_{number}", 5)
    return structs.replace(plain, **changes)


def decide(climbs: Ladder, *items: StandingItem, on: date = TODAY, **changes: Any) -> Decision:
    plain = Standing(7, "EUR", 1, "default", items, episode=1, reach=(CLERK,))
    return evaluate_account(structs.replace(plain, **changes), climbs, on)


def chosen(decision: Decision) -> tuple[int, int]:
    assert isinstance(decision, NoticeDue), decision
    return decision.level, decision.occurrence

"""Who works the exception queue: the members of each team, and who hears of what they leave lying. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from workers.policy.fields import Email, OneOrMore, Slug

# The owners that kinds of case have unless robot.yaml says otherwise.
TEAMS = frozenset({"cash_application", "collections", "operations", "management", "legal"})


@dataclass(frozen=True, slots=True)
class LateCases:
    """What happens to cases that are late by so many business days: ``tell`` reads of them, and the first of them gets
    them where ``hand_over`` says so.
    """

    business_days: OneOrMore = 2
    tell: tuple[Email, ...] = ()
    hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Staffing:
    """The order of a team's members decides who gets which customer: it is kept when somebody joins at the end."""

    teams: Mapping[Slug, Annotated[tuple[Email, ...], Field(min_length=1)]] = field(default_factory=dict)
    late: LateCases = field(default_factory=LateCases)

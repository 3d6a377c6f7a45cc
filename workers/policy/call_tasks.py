"""How call tasks are ranked, how often one is tried, and how often a person may be called. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from workers.policy.fields import Currency, NotNegative, OneOrMore, Slug


@dataclass(frozen=True, slots=True)
class CallTasks:
    """The weights of ``amount x lateness x broken promises x risk - effort``; percentages, 100 changes nothing.

    ``currency_percent`` is a rough worth of one unit, for ranking alone; nothing is ever converted by it.
    ``risk_percent`` is by segment of this file.
    """

    late_percent_per_day: NotNegative = 2
    broken_promise_percent: NotNegative = 50
    currency_percent: Mapping[Currency, NotNegative] = field(default_factory=dict)
    risk_percent: Mapping[Slug, NotNegative] = field(default_factory=dict)
    effort: NotNegative = 25
    tries: OneOrMore = 3
    at_most: Annotated[int, Field(ge=1, le=7)] = 7
    in_days: OneOrMore = 7

"""How promises to pay are judged: robot.yaml `promises`. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from workers.policy.fields import OneOrMore
from workers.receivables.calendar import add_business_days


@dataclass(frozen=True, slots=True)
class PromisePolicy:
    """When a promise is judged, and what a broken one changes.

    ``on_broken`` next_level: the notice after it passes over one level, never to a final notice, all intervals kept.
    """

    tolerance_days: Annotated[int, Field(ge=0, le=30)] = 3
    counted_in: Literal["calendar_days", "business_days"] = "calendar_days"
    on_broken: Literal["same_level", "next_level"] = "same_level"
    broken_limit: OneOrMore = 3

    def good_through(self, promised_on: date, country: str) -> date:
        """The last day on which a payment still keeps the promise: the bank needs days to bring it.

        >>> PromisePolicy(tolerance_days=2, counted_in="business_days").good_through(date(2026, 3, 6), "DE")
        datetime.date(2026, 3, 10)
        """
        if self.counted_in == "business_days" and self.tolerance_days:
            return add_business_days(promised_on, self.tolerance_days, country)
        return promised_on + timedelta(days=self.tolerance_days)

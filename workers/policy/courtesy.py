"""What customers are written to beside dunning: statements of account, thanks for payments. Values; absent is off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Statements:
    """Every account gets a statement of the month before, on that day of the month or the next day the robot runs."""

    day_of_month: Annotated[int, Field(ge=1, le=28)] = 1


@dataclass(frozen=True, slots=True)
class ThankYou:
    """Thanks for every payment that arrived and was applied."""

    enabled: bool = False

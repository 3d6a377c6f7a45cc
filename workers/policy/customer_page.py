"""The page that customers open by a link in their notices and statements: robot.yaml `customer_page`. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from workers.policy.fields import OneOrMore


@dataclass(frozen=True, slots=True)
class PageRequests:
    """How many requests may come from one address within a span of minutes."""

    per_address: OneOrMore = 60
    within_minutes: OneOrMore = 10


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A link opens the page for ``days`` days from the day its message left.

    ``deeds_per_day`` bounds what may be done there for one account: promises, disputes, files, contacts.
    """

    enabled: bool = False
    days: Annotated[int, Field(ge=1, le=365)] = 30
    deeds_per_day: OneOrMore = 10
    upload_kb: Annotated[int, Field(ge=1, le=20_000)] = 5000
    requests: PageRequests = field(default_factory=PageRequests)

"""What every page and every call of the API works with: the robot, the pages' templates, and where the console is.

Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request

from workers.console.findings import Findings
from workers.console.view.templates import Templates
from workers.exception_queue.desk import Resolution
from workers.ledger.queue.cases import Case
from workers.policy.policy_set import PolicySet
from workers.remittance.readers.pool import ReaderPool
from workers.wiring import Robot, home_zone

Decide = Callable[[Robot, int, Resolution, str], Case]


@dataclass(frozen=True, slots=True)
class Parts:
    """One per application; ``base`` is the path under which a proxy shows the console, empty at the root.

    ``decide`` is what a decision about a case does, and ``readers`` are the limited processes that read documents.
    ``customer_templates`` are those of the page that customers see; ``findings`` what lint says of the files.
    """

    robot: Robot
    templates: Templates
    base: str
    is_secure: bool
    decide: Decide
    readers: ReaderPool
    customer_templates: Templates
    findings: Findings

    @property
    def zone(self) -> ZoneInfo:
        """Where the people of the console work: instants are shown in this zone."""
        return ZoneInfo(home_zone(self.robot.policy))

    def local(self, instant: datetime) -> datetime:
        """An instant as the clock on the wall shows it."""
        return instant.astimezone(self.zone)


def agency_names(policy: PolicySet) -> dict[str, str]:
    """What agencies are called, by the key that the ledger has of each."""
    return {key: agency.name for key, agency in policy.agencies.items()}


def parts_of(request: Request) -> Parts:
    """The parts of the application that serves a request."""
    parts: Parts = request.app.state.parts
    return parts

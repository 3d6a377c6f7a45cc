"""Who looks at a kind of case and by when, as the exception queue needs it. Values only, taken from robot.yaml.

Must not know the kinds of case: a kind that is not listed takes the default, and without one the queue's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workers.policy.robot import CaseRule, RobotPolicy


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """Owners and due days by kind of case; the calendar that counts those days; how long a claim lasts."""

    kinds: Mapping[str, CaseRule] = field(default_factory=dict)
    default: CaseRule | None = None
    claim_minutes: int = 30
    country: str = ""
    zone: str = "UTC"

    def rule_for(self, kind: str, otherwise: CaseRule) -> CaseRule:
        """The rule of a kind: its own, else the file's default, else ``otherwise``."""
        return self.kinds.get(kind) or self.default or otherwise


def queue_policy(robot: RobotPolicy) -> QueuePolicy:
    """The queue's part of robot.yaml; business days are those of the first entity, where the specialists work."""
    queue = robot.exception_queue
    home = next(iter(robot.entities.values()))
    return QueuePolicy(queue.kinds, queue.default, queue.claim_minutes, home.country, home.zone)

"""What must hold among the pauses of robot.yaml. Every finding has a stable rule id."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.lint.finding import Finding
from workers.policy.robot import RobotPolicy


def lint_pauses(robot: RobotPolicy) -> Iterator[Finding]:
    """Pauses that end before they begin, or name a segment that does not exist."""
    segments = [segment.name for segment in robot.segments]
    for number, pause in enumerate(robot.pauses):
        if pause.last_day < pause.first_day:
            yield Finding("pause-days", ("pauses", number, "last_day"), "the pause ends before it begins")
        for place, name in enumerate(pause.segment):
            if name not in segments:
                path, hint = ("pauses", number, "segment", place), f"known are {', '.join(segments)}"
                yield Finding("pause-segment", path, f"there is no segment '{name}'", hint=hint)

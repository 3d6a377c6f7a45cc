"""The trace of a decision: every rule that was asked, in order, whether it hit, and what it saw.

A rule tells its trace only when somebody asks for one. Values only; must not decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One rule; ``hit`` when it decided or held something back, ``saw`` are its inputs by name."""

    rule: str
    hit: bool
    saw: Mapping[str, Any]


class Trace:
    """Collects the steps of one decision.

    >>> trace = Trace()
    >>> trace("stop", "insolvency", reason="insolvency")
    >>> trace.steps[0].hit
    True
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def __call__(self, rule: str, hit: object, **saw: Any) -> None:
        """Tell of one rule; ``hit`` is taken for its truth."""
        self.steps.append(Step(rule, bool(hit), saw))

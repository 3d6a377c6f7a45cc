"""config/resolution_matrix.yaml as frozen values: by reason of a dispute, who resolves it, by when, and what follows.

Days are business days of our first entity. Must not decide about a dispute; people do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic import ConfigDict

from workers.policy.approval_limits import ApprovalLimits
from workers.policy.deduction_codes import Code
from workers.policy.fields import NotNegative, OneOrMore, Slug, Text

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """One reason: what it means, who owns its disputes, and until when that may take.

    ``x12`` are the codes of element 426 that stand for it. ``if_invalid`` one_level_back: after a rejection the notice
    that was given last is given again before the ladder goes on; same_level: it goes on where it stood.
    """

    means: Text
    owner: Text
    resolve_days: NotNegative
    escalate_days: OneOrMore
    escalate_to: Text
    evidence: tuple[Text, ...] = ()
    x12: tuple[Code, ...] = ()
    if_invalid: Literal["one_level_back", "same_level"] = "one_level_back"


_BUILT_IN = ResolutionRow("not told yet: ask the customer", "collections", 2, 4, "management")


@dataclass(frozen=True, slots=True)
class RootCauses:
    """When like disputes count as one cause: so many of one code in so many days, of a customer or over several."""

    at_least: OneOrMore = 3
    in_days: OneOrMore = 92


@dataclass(frozen=True, slots=True)
class ResolutionMatrix:
    """All reasons, who issues credit memos, and up to which amount their owners ask for one alone."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    codes: Mapping[Slug, ResolutionRow] = field(default_factory=dict)
    credit_desk: Text = "billing"
    credit_limits: ApprovalLimits = field(default_factory=ApprovalLimits)
    root_causes: RootCauses = field(default_factory=RootCauses)

    def row(self, code: str) -> ResolutionRow:
        """The row of a code; one that was taken out of the file is treated as one that nobody knows.

        >>> ResolutionMatrix().row("price").owner
        'collections'
        """
        return self.codes.get(code) or self.codes.get(UNKNOWN) or _BUILT_IN

    def code_for(self, x12: str) -> str:
        """Our code for one of X12 element 426; ``unknown`` where none stands for it."""
        return next((name for name, row in self.codes.items() if x12 and x12 in row.x12), UNKNOWN)

"""config/deduction_codes.yaml as frozen values: which printed reason stands for which code of X12 element 426. Pure.

The code says where a deduction belongs, never what is posted. Two codes that fit a reason alike are no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from workers.policy.fields import OneOrMore, Text
from workers.policy.phrase import plain

# How a reader of X12 files writes down the code that was sent.
_SENT = re.compile(r"\bX12 426 ([0-9A-Z]{2})\b")
Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{2}$")]


@dataclass(frozen=True, slots=True)
class DeductionCode:
    """One code: what it means, how long we take to decide on it, and the beginnings of words that payers print."""

    means: Text
    phrases: Annotated[tuple[Text, ...], Field(min_length=1)]
    due_days: OneOrMore = 30


@dataclass(frozen=True, slots=True)
class DeductionCodes:
    """All codes that printed reasons are mapped to."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    codes: Mapping[Code, DeductionCode] = field(default_factory=dict)
    due_days: OneOrMore = 30  # for reasons without a code

    def code_of(self, reason: str) -> str:
        """The code that was sent, else of the longest phrase that the reason holds; empty where none fits, or two.

        >>> codes = DeductionCodes({"01": DeductionCode("pricing error", ("price", "prix"))})
        >>> codes.code_of("PRICE difference 4711"), codes.code_of("X12 426 01"), codes.code_of("goodwill")
        ('01', '01', '')
        """
        sent: set[str] = set(_SENT.findall(reason)) & set(self.codes)
        if len(sent) == 1:
            return sent.pop()
        text = plain(reason)
        fitting = {
            (len(phrase), code)
            for code, known in self.codes.items()
            for phrase in known.phrases
            if re.search(rf"(?<!\w){re.escape(plain(phrase))}", text)
        }
        longest = max((length for length, _ in fitting), default=0)
        best: set[str] = {code for length, code in fitting if length == longest}
        return best.pop() if len(best) == 1 else ""

    def days_for(self, code: str) -> int:
        """Days in which a deduction of that code should be decided."""
        known = self.codes.get(code)
        return known.due_days if known else self.due_days

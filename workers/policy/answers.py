"""What customers are answered by e-mail without a person, and how often. Values; absent is off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workers.policy.fields import OneOrMore

Noted = Literal["dispute", "promise"]


@dataclass(frozen=True, slots=True)
class Answers:
    """``acknowledge`` names what is noted with thanks.

    Robots may face each other: one conversation gets at most ``per_thread`` answers, and one address at most
    ``per_contact`` in ``in_days`` days. What goes over that is a person's.
    """

    copies: bool = True
    statements: bool = True
    acknowledge: tuple[Noted, ...] = ()
    per_thread: OneOrMore = 2
    per_contact: OneOrMore = 5
    in_days: OneOrMore = 7

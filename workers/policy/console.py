"""How long a session of the console lasts, and how many logins may fail. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field

from workers.policy.fields import OneOrMore


@dataclass(frozen=True, slots=True)
class LoginPolicy:
    """How many attempts may fail within a span of minutes, for one name and from one address."""

    per_name: OneOrMore = 5
    per_address: OneOrMore = 20
    within_minutes: OneOrMore = 15


@dataclass(frozen=True, slots=True)
class ConsolePolicy:
    """A session ends after so many minutes without a request, and after so many hours in any case."""

    idle_minutes: OneOrMore = 60
    session_hours: OneOrMore = 12
    logins: LoginPolicy = field(default_factory=LoginPolicy)

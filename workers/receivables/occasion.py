"""Who acts, when, and under which policy: what every recorded change carries. Must not read a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """``at`` is the business instant (UTC), ``business_date`` the entity's date; ``actor`` is ``robot`` or a person.

    ``policy_hash`` names the policy a decision rests on; it is empty where none was asked.
    """

    at: datetime
    business_date: date
    actor: str
    policy_hash: str = ""

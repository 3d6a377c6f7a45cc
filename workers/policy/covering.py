"""Whom a contact reaches, as rule packs see it, and what those that cover it ask of calls. Pure.

Must not judge a message: that is for the send gate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workers.policy.company import Entity
from workers.policy.robot import UNKNOWN_PARTY
from workers.policy.rule_pack import Covered, RulePack
from workers.receivables.customer import Customer
from workers.receivables.regions import region_in
from workers.receivables.zones import region_of


@dataclass(frozen=True, slots=True)
class Reached:
    """Over which channel somebody is reached, at which number, and the postal address that stands beside it."""

    channel: str
    phone: str = ""
    postal_address: str = ""


def who_is_contacted(customer: Customer, entity: Entity, reached: Reached) -> Covered:
    """The contact as rule packs see it; where nobody knows what the customer is, he is a consumer.

    A text or a call is also the law's of the country whose number it reaches.
    """
    home = customer.country or entity.country
    of_number = region_of(reached.phone) if reached.channel in ("sms", "call") else ""
    countries = frozenset({home, of_number} - {""})
    state = region_in(reached.postal_address, home)
    return Covered(countries, customer.party or UNKNOWN_PARTY, entity.role, reached.channel, state)


def rest_over(conversed_at: datetime | None, packs: Iterable[RulePack]) -> datetime | None:
    """When a person may be called again after a conversation, under the strictest of the packs; None: at any time."""
    days = max((pack.parameters.conversation_days or 0 for pack in packs), default=0)
    return conversed_at + timedelta(days=days) if conversed_at is not None and days else None

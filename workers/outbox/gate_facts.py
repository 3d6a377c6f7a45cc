"""What the send gate may see of one notice, put together from its account's dossier.

One place for the outbox, for the simulation of a ladder and for `explain`. Pure; must not judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workers.ledger.book.standings import Dossier
from workers.outbox.rules.send_gate import GateFacts
from workers.policy.robot import RobotPolicy
from workers.receivables.customer import Contact
from workers.receivables.standing import Standing


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A notice before the gate. ``listed`` pairs each open item with the amount that is asked for it."""

    channel: str
    contact_id: int
    recipient: str
    currency: str | None
    asked: int
    listed: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What does not belong to the account: feeds that are too old, and when that address was written to."""

    stale_feeds: tuple[str, ...] = ()
    contacted_at: Sequence[datetime] = ()


def gate_facts(notice: WaitingNotice, dossier: Dossier, around: Surroundings, robot: RobotPolicy) -> GateFacts:
    """The facts of today for a notice that was planned on those of its own day."""
    entity = robot.entities[dossier.entity]
    return GateFacts(
        channel=notice.channel,
        contact_id=notice.contact_id,
        recipient=notice.recipient,
        recipient_now=address_of(dossier, notice.contact_id, notice.channel),
        asked=notice.asked,
        listed=tuple(notice.listed),
        standing=_standing(dossier, notice.currency),
        zone=dossier.customer.timezone or entity.zone,
        country=dossier.customer.country or entity.country,
        stale_feeds=around.stale_feeds,
        contacted_at=tuple(around.contacted_at),
    )


def address_of(dossier: Dossier, contact_id: int, channel: str) -> str:
    """Where a contact is reached over a channel; empty where it is not known any more."""
    contact: Contact | None = next((c for c in dossier.contacts if c.id == contact_id), None)
    return contact.address(channel) if contact is not None else ""


def _standing(dossier: Dossier, currency: str | None) -> Standing | None:
    found = next((standing for standing in dossier.standings if standing.currency == currency), None)
    return found if found is not None and found.items else None

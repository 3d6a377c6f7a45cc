"""What the send gate may see of one notice, put together from its account's dossier.

One place for the outbox, for the simulation of a ladder and for `explain`. Pure; must not judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workers.ledger.book.standings import Dossier
from workers.outbox.rules.send_gate import GateFacts
from workers.policy.company import Entity
from workers.policy.covering import Reached, who_is_contacted
from workers.policy.policy_set import PolicySet
from workers.receivables.customer import Contact, Customer
from workers.receivables.regions import region_in
from workers.receivables.standing import Standing
from workers.receivables.zones import plausible_zones, region_of


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
    """What the account's dossier does not tell: feeds that are too old, our own sender, and the person's contacts.

    ``contacted_at`` is when that person was written to, ``conversed_at`` when we last spoke with it about this debt.
    """

    stale_feeds: tuple[str, ...] = ()
    contacted_at: Sequence[datetime] = ()
    texts_refused: str = ""
    conversed_at: datetime | None = None


def gate_facts(notice: WaitingNotice, dossier: Dossier, around: Surroundings, policy: PolicySet, on: date) -> GateFacts:
    """The facts of today for a notice that was planned on those of its own day."""
    entity = policy.robot.entity(dossier.entity)
    customer = dossier.customer
    country = customer.country or entity.country
    phone = address_of(dossier, notice.contact_id, "call")
    postal_address = address_of(dossier, notice.contact_id, "letter")
    reached = Reached(notice.channel, phone, postal_address)
    return GateFacts(
        channel=notice.channel,
        contact_id=notice.contact_id,
        recipient=notice.recipient,
        recipient_now=address_of(dossier, notice.contact_id, notice.channel),
        asked=notice.asked,
        listed=tuple(notice.listed),
        standing=_standing(dossier, notice.currency),
        zones=_zones(customer, phone, postal_address, entity),
        country=country,
        packs=policy.packs_for(who_is_contacted(customer, entity, reached), on),
        stale_feeds=around.stale_feeds,
        contacted_at=tuple(around.contacted_at),
        texts_refused=around.texts_refused,
        conversed_at=around.conversed_at,
    )


def address_of(dossier: Dossier, contact_id: int, channel: str) -> str:
    """Where a contact is reached over a channel; empty where it is not known any more."""
    contact: Contact | None = next((c for c in dossier.contacts if c.id == contact_id), None)
    return contact.address(channel) if contact is not None else ""


def counted_under(dossier: Dossier, contact_id: int, channel: str, recipient: str) -> str:
    """The address under which a message counts towards the caps of whoever gets it.

    A postal address is everybody's in a house: a letter counts for the person that it names.
    """
    if channel != "letter":
        return recipient
    return address_of(dossier, contact_id, "email") or address_of(dossier, contact_id, "sms") or recipient


def _zones(customer: Customer, phone: str, postal_address: str, entity: Entity) -> tuple[str, ...]:
    """Where nobody knows the customer's country the number tells it; our own is the last guess."""
    home = customer.country or region_of(phone) or entity.country
    return plausible_zones(customer.timezone, home, phone, region_in(postal_address, home)) or (entity.zone,)


def _standing(dossier: Dossier, currency: str | None) -> Standing | None:
    found = next((standing for standing in dossier.standings if standing.currency == currency), None)
    return found if found is not None and found.items else None

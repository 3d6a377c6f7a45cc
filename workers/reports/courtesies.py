"""What statements, thanks and mails about arrangements share: who gets one, and how it is recorded, once.

Records intents under the lock of their account; the send gate asks again before they leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from workers.ledger import journal
from workers.ledger.book.courtesy import Addressee, written_before
from workers.ledger.outgoing.run_gates import is_approved
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.pauses import paused_on
from workers.policy.policy_set import PolicySet
from workers.receivables.customer import Contact
from workers.receivables.occasion import Occasion
from workers.reports.facts import CourtesyFacts
from workers.reports.rules.courtesy import addressee


@dataclass(frozen=True, slots=True)
class Courtesy:
    """One message about an account to one person there; ``language`` where the customer's is not known."""

    purpose: str
    subject: str
    template: str
    currency: str
    payload: Mapping[str, Any]
    language: str


def contact_of(connection: Connection, to: Addressee, policy: PolicySet, on: date) -> Contact | str:
    """Whom to write to at an account, or why nobody is written to."""
    segment, robot = policy.segment_of(to.customer), policy.robot
    if to.entity not in robot.entities:
        return f"its entity {to.entity} is not in robot.yaml"
    country = to.customer.country or robot.entity(to.entity).country
    pause = paused_on(robot.pauses, segment.name, country, on)
    approved = segment.mode != "approve" or is_approved(connection, segment.name, policy.ladders[segment.ladder].hash)
    facts = CourtesyFacts(
        segment.mode, approved, to.barred, pause.reason if pause else "", tuple(to.people), robot.contact_rules.roles
    )
    return addressee(facts)


def record(ledger: Ledger, courtesy: Courtesy, to: Addressee, contact: Contact, occasion: Occasion) -> int | None:
    """Record it unless it was written before, by whichever process; returns the message's id."""
    with ledger.write(to.account_id) as connection:
        before = written_before(connection, courtesy.purpose, [to.account_id])
        if (to.account_id, courtesy.currency, courtesy.subject) in before:
            return None
        new = NewMessage(
            entity=to.entity,
            purpose=courtesy.purpose,
            subject=courtesy.subject,
            channel="email",
            recipient=contact.email,
            template=courtesy.template,
            payload=dict(courtesy.payload),
            language=to.customer.language or courtesy.language,
            account_id=to.account_id,
            currency=courtesy.currency,
            contact_id=contact.id,
        )
        number = enqueue(connection, new, occasion)
        data = {"message": number, "subject": courtesy.subject}
        journal.record(connection, f"{courtesy.purpose}.planned", data, occasion, account_id=to.account_id)
        return number

"""Recording messages that are no dunning notices: placement files, reports, replies.

Records intents only; `dispatch` sends them. Dunning notices are recorded in bulk by the dunning run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from workers.ledger.outgoing.messages import Intent, record_intent
from workers.outbox.key import message_key
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to record. ``subject`` says what it is about, so that it makes one key with its purpose and recipient.

    ``payload`` is what its template may see; for a placement file ``{"file_name": ..., "content": ...}``.
    """

    entity: str
    purpose: str
    subject: str
    channel: str
    recipient: str
    template: str
    payload: dict[str, Any]
    language: str = "en"
    account_id: int | None = None
    currency: str | None = None
    contact_id: int | None = None


def enqueue(connection: Connection, new: NewMessage, occasion: Occasion) -> int:
    """Record a message once, however often it is asked for; returns its id."""
    scope = (new.entity, new.account_id or 0, new.currency or "")
    subject = f"{new.subject} to {new.recipient}"
    key = message_key(
        scope=scope, purpose=new.purpose, subject=subject, occurrence=1, to=(new.channel, new.contact_id or 0)
    )
    intent = Intent(
        key=key,
        entity=new.entity,
        purpose=new.purpose,
        subject=new.subject,
        channel=new.channel,
        recipient=new.recipient,
        template=new.template,
        language=new.language,
        payload=orjson.dumps(new.payload).decode(),
        not_before=occasion.at,
        account_id=new.account_id,
        currency=new.currency,
        contact_id=new.contact_id,
    )
    return record_intent(connection, intent, occasion)

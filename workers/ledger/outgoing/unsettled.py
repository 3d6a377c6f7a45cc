"""Messages that were attempted and have no receipt. Must not settle them: `workers.outbox.settle` does, by evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from workers.ledger.outgoing.messages import Claimed
from workers.ledger.schema import messages


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A message between attempt and receipt, as its row has it: ``message.attempts`` counts the open attempt too."""

    message: Claimed
    state: str
    attempted_at: datetime
    planned_on: date

    @property
    def as_attempted(self) -> Claimed:
        """The message as it was claimed, before the attempt that is open."""
        return replace(self.message, attempts=self.message.attempts - 1)


def find_unsettled(
    connection: Connection, *, attempted_before: datetime | None = None, message_id: int | None = None
) -> list[Unsettled]:
    """Messages in doubt, and those whose attempt was begun before an instant and never answered."""
    c = messages.c
    open_states = c.state == "in_doubt"
    if attempted_before is not None:
        open_states = or_(open_states, (c.state == "attempted") & (c.attempted_at < attempted_before))
    columns = [c[name] for name in Claimed.__dataclass_fields__]
    query = select(c.state, c.attempted_at, c.planned_on, *columns).where(open_states).order_by(c.id)
    if message_id is not None:
        query = query.where(c.id == message_id)
    return [
        Unsettled(Claimed(*fields), state, attempted_at, planned_on)
        for state, attempted_at, planned_on, *fields in connection.execute(query)
    ]


def is_evidence_of_another(connection: Connection, message: Claimed, reference: str) -> bool:
    """Whether a provider's reference stands on another message already: it cannot prove this one as well."""
    c = messages.c
    other = select(c.id).where(c.provider_reference == reference, c.channel == message.channel, c.id != message.id)
    return connection.scalar(other.limit(1)) is not None

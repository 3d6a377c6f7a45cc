"""Calls that people made, and what else a call task must know to be ranked. Must not rank or choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from workers.ledger.schema import calls, promises
from workers.receivables.occasion import Occasion

# The outcomes of calls in which we spoke with the person.
CONVERSATIONS = ("reached", "promised", "disputed")
# The person called, and about which debt: account and currency.
PersonAndDebt = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class MadeCall:
    """One call about the notice of a message, and how it ended; ``number`` counts the calls of one task."""

    message_id: int
    case_id: int
    account_id: int
    currency: str
    contact_id: int
    number: int
    outcome: str


def add_call(connection: Connection, call: MadeCall, occasion: Occasion) -> None:
    """Record a call at the moment at which its outcome is told."""
    told = {"caller": occasion.actor, "called_at": occasion.at, "called_on": occasion.business_date}
    connection.execute(insert(calls).values(**asdict(call), **told))


def calls_made(connection: Connection, account_ids: Collection[int], since: datetime) -> Counter[PersonAndDebt]:
    """How often each person was called about each debt since an instant; calls that nobody answered count."""
    c = calls.c
    query = select(c.contact_id, c.account_id, c.currency, func.count()).where(c.account_id.in_(account_ids))
    grouped = query.where(c.called_at > since).group_by(c.contact_id, c.account_id, c.currency)
    return Counter({(contact, account, currency): n for contact, account, currency, n in connection.execute(grouped)})


def conversations(
    connection: Connection, account_ids: Collection[int], until: datetime
) -> dict[PersonAndDebt, datetime]:
    """When we last spoke with each person about each debt, not later than an instant."""
    c = calls.c
    query = select(c.contact_id, c.account_id, c.currency, func.max(c.called_at)).where(c.account_id.in_(account_ids))
    spoken = query.where(c.outcome.in_(CONVERSATIONS), c.called_at <= until)
    grouped = spoken.group_by(c.contact_id, c.account_id, c.currency)
    return {(contact, account, currency): at for contact, account, currency, at in connection.execute(grouped)}


def broken_promises(connection: Connection, account_ids: Sequence[int]) -> Counter[tuple[int, str]]:
    """How many promises about each debt were not or only partly kept."""
    c = promises.c
    query = select(c.account_id, c.currency, func.count()).where(c.account_id.in_(account_ids))
    ended = query.where(c.state.in_(("broken", "partly_kept"))).group_by(c.account_id, c.currency)
    return Counter({(account, currency): n for account, currency, n in connection.execute(ended)})

"""The consent ledger: what somebody said about being reached at an address, word for word, and which word holds.

The last word on an address holds, for every account and customer that has it; the words before stay as evidence.
Addresses and wording are personal data: they stand here and never in the journal. Must not judge a wording: the inbox
and the webhook do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.contacts import Channel, accounts_of, find_by_address
from workers.ledger.schema import consents
from workers.ledger.sql.named_locks import lock_names
from workers.receivables.occasion import Occasion

ConsentKind = Literal["opt_in", "opt_out"]


@dataclass(frozen=True, slots=True)
class Consent:
    """One word on an address: what was said, where that can be read, who recorded it, and when it stopped holding."""

    id: int
    channel: str
    address: str
    kind: str
    wording: str
    evidence: str
    author: str
    given_at: datetime
    revoked_at: datetime | None


def record_opt_out(
    connection: Connection, channel: Channel, address: str, *, wording: str, evidence: str, occasion: Occasion
) -> list[int]:
    """Somebody asked not to be reached at an address any more; returns the accounts concerned, of all customers.

    What is planned for them is cancelled in this transaction. The same word again, while it holds, changes nothing.
    """
    return _record(connection, _Word("opt_out", channel, address, wording, evidence), occasion)


def record_opt_in(
    connection: Connection, channel: Channel, address: str, *, wording: str, evidence: str, occasion: Occasion
) -> list[int]:
    """Somebody asked to be reached at this address; re-opens this one address only. Returns the accounts concerned."""
    return _record(connection, _Word("opt_in", channel, address, wording, evidence), occasion)


def consent_history(connection: Connection, channel: Channel, address: str) -> list[Consent]:
    """Every word on an address, the first one first."""
    query = select(consents).where(consents.c.channel == channel, consents.c.address == stored_form(channel, address))
    return [Consent(**row._asdict()) for row in connection.execute(query.order_by(consents.c.id))]


def is_opted_out(connection: Connection, channel: Channel, address: str) -> bool:
    """Whether the last word on an address is not to use it."""
    history = consent_history(connection, channel, address)
    return bool(history) and history[-1].kind == "opt_out"


def stored_form(channel: Channel, address: str) -> str:
    """The form in which contacts store an address of that channel: capitals tell no two mail addresses apart.

    >>> stored_form("email", " AP@Adler.example "), stored_form("sms", "+4915112345678")
    ('ap@adler.example', '+4915112345678')
    """
    return address.strip().lower() if channel == "email" else address.strip()


@dataclass(frozen=True, slots=True)
class _Word:
    """What is to be recorded."""

    kind: ConsentKind
    channel: Channel
    address: str
    wording: str
    evidence: str


def _record(connection: Connection, word: _Word, occasion: Occasion) -> list[int]:
    address = stored_form(word.channel, word.address)
    hit = find_by_address(connection, word.channel, address)
    account_ids = accounts_of(connection, [found.customer_id for found in hit])
    holding = (consents.c.channel == word.channel) & (consents.c.address == address) & consents.c.revoked_at.is_(None)
    said = select(consents.c.kind).where(holding)
    if connection.scalar(said) == word.kind:
        return account_ids
    supersede(connection, account_ids, word.kind)
    # Two words on one address at once follow one another; where no account knows the address, no account is locked.
    lock_names(connection, [f"consent\x1f{word.channel}\x1f{address}"])
    if connection.scalar(said) == word.kind:
        return account_ids
    connection.execute(update(consents).where(holding).values(revoked_at=occasion.at))
    values = {
        "channel": word.channel,
        "address": address,
        "kind": word.kind,
        "wording": word.wording,
        "evidence": word.evidence,
        "author": occasion.actor,
        "given_at": occasion.at,
    }
    connection.execute(insert(consents).values(values))
    _journal(connection, word, account_ids, [found.contact.id for found in hit], occasion)
    return account_ids


def _journal(
    connection: Connection, word: _Word, account_ids: Sequence[int], contact_ids: Sequence[int], occasion: Occasion
) -> None:
    kind = "contact.opted_out" if word.kind == "opt_out" else "contact.opted_in"
    data = {"contacts": list(contact_ids), "channel": word.channel, "evidence": word.evidence}
    for account_id in account_ids:
        journal.record(connection, kind, data, occasion, account_id=account_id)

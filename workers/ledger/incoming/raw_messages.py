"""Mails as they arrived: stored before they are understood, settled once, then filed. Holds personal data.

Must not read a mail. The bytes stay as they came, so that whatever was decided about them can be decided again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, func, or_, select, update

from workers.ledger import journal
from workers.ledger.schema import mail_contents, mailbox_cursors, raw_messages
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion

Outcome = Literal["applied", "answered", "ignored", "case"]
STREAM = "inbox"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as a mailbox gave it."""

    mailbox: str
    uid_validity: int
    uid: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a mail ended, why, and whose account it was about; ``message_id`` where it belongs to that thread."""

    outcome: Outcome
    reason: str
    account_id: int | None = None
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A stored mail as it stands."""

    id: int
    mailbox: str
    uid_validity: int
    uid: int
    content: bytes
    outcome: Outcome | None
    reason: str
    account_id: int | None
    attempts: int
    filed: bool


def read_cursor(connection: Connection, mailbox: str) -> tuple[int | None, int]:
    """How far a mailbox was read: (UIDVALIDITY, last UID); (None, 0) when it never was."""
    query = select(mailbox_cursors.c.uid_validity, mailbox_cursors.c.last_uid)
    row = connection.execute(query.where(mailbox_cursors.c.mailbox == mailbox)).one_or_none()
    return (row.uid_validity, row.last_uid) if row else (None, 0)


def store_arrivals(connection: Connection, arrivals: Sequence[Arrival], occasion: Occasion) -> int:
    """Store mails and move the cursor behind them, in one transaction; returns how many are new.

    After a change of UIDVALIDITY everything is fetched again: what was stored under an earlier one is ignored.
    """
    stored = 0
    for arrival in arrivals:
        digest = store_content(connection, arrival.raw)
        values = {
            "mailbox": arrival.mailbox,
            "uid_validity": arrival.uid_validity,
            "uid": arrival.uid,
            "digest": digest,
            "fetched_at": occasion.at,
        }
        added = insert_into(connection, raw_messages).values(values).on_conflict_do_nothing()
        message_id = connection.scalar(added.returning(raw_messages.c.id))
        if message_id is not None:
            stored += 1
            _ignore_known(connection, int(message_id), digest, arrival, occasion)
    for arrival in arrivals[-1:]:
        _move_cursor(connection, arrival, occasion.at)
    return stored


def touch_cursor(connection: Connection, mailbox: str, at: datetime) -> None:
    """The mailbox was read to its end at this instant, whether or not anything was new."""
    own = mailbox_cursors.c.mailbox == mailbox
    connection.execute(update(mailbox_cursors).where(own).values(polled_at=at))


def find_unsettled(connection: Connection, mailbox: str) -> list[int]:
    """Mails that nothing was decided about, oldest first."""
    query = select(raw_messages.c.id).where(raw_messages.c.outcome.is_(None), raw_messages.c.mailbox == mailbox)
    return list(connection.scalars(query.order_by(raw_messages.c.id)))


def find_unfiled(connection: Connection, mailbox: str) -> list[int]:
    """Mails that are settled and still lie in their mailbox."""
    c = raw_messages.c
    query = select(c.id).where(c.mailbox == mailbox, c.outcome.is_not(None), c.filed.is_(False))
    return list(connection.scalars(query.order_by(c.id)))


def find_message(connection: Connection, message_id: int, *, lock: bool = False) -> RawMessage:
    """A stored mail; locked, nobody else settles it before the transaction ends."""
    stored = {**raw_messages.c, "content": mail_contents.c.content}
    columns = (stored[name] for name in RawMessage.__dataclass_fields__)
    query = select(*columns).join(mail_contents).where(raw_messages.c.id == message_id)
    return RawMessage(*connection.execute(query.with_for_update(of=raw_messages) if lock else query).one())


def count_attempt(connection: Connection, message_id: int, step: int = 1) -> int:
    """One more attempt to understand a mail, counted before it begins, so that a crash counts; -1 gives it back."""
    own = update(raw_messages).where(raw_messages.c.id == message_id)
    counted = own.values(attempts=raw_messages.c.attempts + step).returning(raw_messages.c.attempts)
    return int(connection.execute(counted).scalar_one())


def settle_message(connection: Connection, message_id: int, settlement: Settlement, occasion: Occasion) -> None:
    """Say how a mail ended. The journal holds ids only."""
    values = {
        "outcome": settlement.outcome,
        "reason": settlement.reason,
        "account_id": settlement.account_id,
        "message_id": settlement.message_id,
        "settled_at": occasion.at,
    }
    connection.execute(update(raw_messages).where(raw_messages.c.id == message_id).values(values))
    data = {"mail": message_id, "outcome": settlement.outcome}
    source = "" if settlement.account_id is not None else STREAM
    journal.record(connection, "mail.settled", data, occasion, account_id=settlement.account_id, source=source)


def mark_filed(connection: Connection, message_ids: Iterable[int]) -> None:
    """These mails left the folder that is polled."""
    connection.execute(update(raw_messages).where(raw_messages.c.id.in_(list(message_ids))).values(filed=True))


def store_content(connection: Connection, raw: bytes) -> str:
    """The bytes under their own digest, once however often they arrive; returns it."""
    digest = hashlib.sha256(raw).hexdigest()
    known = insert_into(connection, mail_contents).values(digest=digest, content=raw)
    connection.execute(known.on_conflict_do_nothing())
    return digest


def _ignore_known(connection: Connection, message_id: int, digest: str, arrival: Arrival, occasion: Occasion) -> None:
    c = raw_messages.c
    earlier = select(func.min(c.id)).where(
        c.mailbox == arrival.mailbox, c.digest == digest, c.uid_validity != arrival.uid_validity
    )
    first = connection.scalar(earlier)
    if first is not None:
        settle_message(connection, message_id, Settlement("ignored", f"fetched before as mail {first}"), occasion)


def _move_cursor(connection: Connection, last: Arrival, at: datetime) -> None:
    """Forward only: a slower process must not make the mailbox be fetched again."""
    c = mailbox_cursors.c
    values = {"uid_validity": last.uid_validity, "last_uid": last.uid, "polled_at": at}
    fresh = insert_into(connection, mailbox_cursors).values(mailbox=last.mailbox, **values)
    ahead = or_(c.uid_validity != last.uid_validity, and_(c.uid_validity == last.uid_validity, c.last_uid < last.uid))
    connection.execute(fresh.on_conflict_do_update(index_elements=[c.mailbox], set_=values, where=ahead))

"""The outbox's rows: recording an intent, claiming what is due, and giving back or cancelling what was claimed.

Must not judge a message: the send gate does, between `claim` and `keep`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, or_, select, update

from workers.errors import InvariantViolation
from workers.ledger.operations.sender_state import email_may_leave
from workers.ledger.schema import accounts, contact_reservations, message_items, messages
from workers.ledger.sql.among import among
from workers.ledger.sql.bulk import take_ids
from workers.ledger.sql.direct import Statement, run
from workers.ledger.sql.named_locks import lock_names
from workers.receivables.occasion import Occasion

_LIVE = messages.c.state.not_in(("cancelled", "failed", "bounced"))

_KEEP = Statement(
    "UPDATE messages SET judged_version = :version"
    " WHERE messages.id = :id AND state = 'claimed' AND claim_token = :token",
    key="messages.id", id="bigint", version="int", token="text",
)  # fmt: skip
_RESERVE = Statement(
    "INSERT INTO contact_reservations (message_id, address, reserved_at) VALUES (:id, :address, :at)",
    id="bigint", address="text", at="timestamptz",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intent:
    """A message to be recorded; ``payload`` is JSON, ``items`` are (open item, open minor, days overdue)."""

    key: str
    entity: str
    purpose: str
    subject: str
    channel: str
    recipient: str
    template: str
    language: str
    payload: str
    not_before: datetime
    account_id: int | None = None
    currency: str | None = None
    contact_id: int | None = None
    occurrence: int = 1


# A claim costs as much as a dozen messages, however few it finds: this many are never divided.
_UNDIVIDED = 50

# The number of a message, and the token of one claim of it.
ClaimId = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may attempt until its lease ends."""

    id: int
    key: str
    entity: str
    account_id: int | None
    currency: str | None
    purpose: str
    channel: str
    contact_id: int | None
    recipient: str
    template: str
    language: str
    payload: str
    level: int | None
    policy_hash: str
    attempts: int
    claim_token: str
    judged_version: int | None = None

    @property
    def claim_id(self) -> ClaimId:
        """Which claim of the message this is: who holds it too long may find it claimed again, even by itself."""
        return self.id, self.claim_token


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims, under which token, until when (real time), and which planned days may not leave."""

    token: str
    now: datetime
    business_now: datetime
    lease_until: datetime
    shut_days: Sequence[date]


def record_intent(connection: Connection, intent: Intent, occasion: Occasion) -> int:
    """Record a message, or find the live one with its key; returns its id.

    A live key with another recipient, purpose or template is our bug; new figures are not.
    """
    known = connection.execute(select(messages).where(messages.c.key == intent.key, _LIVE)).one_or_none()
    if known is not None:
        same = (known.recipient, known.purpose, known.template) == (intent.recipient, intent.purpose, intent.template)
        if not same:
            what = f"message {known.id} lives under key {intent.key} with another recipient or text"
            raise InvariantViolation(what, accounts=[known.account_id])
        return int(known.id)
    number = take_ids(connection, "messages", 1)
    fields = {name: getattr(intent, name) for name in Intent.__dataclass_fields__}
    row = {
        **fields,
        "id": number,
        "policy_hash": occasion.policy_hash,
        "planned_at": occasion.at,
        "planned_on": occasion.business_date,
        "state": "planned",
        "reason": "due",
    }
    connection.execute(insert(messages).values(row))
    return number


def claim(connection: Connection, wanted: Claim, limit: int) -> list[Claimed]:
    """Take up to ``limit`` messages that are due, and those whose claim ran out before any attempt.

    Near the end it takes half of what is left, for other processes that claim too: none shall end long after the rest.
    """
    c = messages.c
    due = (c.state == "planned") & (c.not_before <= wanted.business_now)
    due &= or_(c.retry_at.is_(None), c.retry_at <= wanted.now)
    due &= or_(c.channel != "email", email_may_leave())
    lapsed = (c.state == "claimed") & (c.lease_until < wanted.now)
    if wanted.shut_days:
        is_open = or_(c.purpose != "dunning", c.planned_on.not_in(wanted.shut_days))
        due, lapsed = due & is_open, lapsed & is_open
    free = select(c.id).where(or_(due, lapsed))
    left = connection.scalar(select(func.count()).select_from(free.limit(2 * limit).subquery())) or 0
    share = min(limit, max(_UNDIVIDED, left // 2))
    ids = list(connection.scalars(free.order_by(c.id).limit(share).with_for_update(skip_locked=True)))
    if not ids:
        return []
    connection.execute(delete(contact_reservations).where(among(contact_reservations.c.message_id, ids)))
    values = {"state": "claimed", "claim_token": wanted.token, "lease_until": wanted.lease_until}
    taken = update(messages).where(among(c.id, ids)).values(values)
    rows = connection.execute(taken.returning(*[c[name] for name in Claimed.__dataclass_fields__]))
    return sorted([Claimed(*row) for row in rows.all()], key=attrgetter("id"))


def listed_items(connection: Connection, message_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """(open item, open minor) as each message lists them."""
    c = message_items.c
    query = select(c.message_id, c.open_item_id, c.open_minor).where(among(c.message_id, message_ids))
    listed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for message, item, open_minor in connection.execute(query.order_by(c.message_id, c.open_item_id)).all():
        listed[message].append((item, open_minor))
    return listed


def account_versions(connection: Connection, account_ids: Iterable[int | None]) -> dict[int | None, int]:
    """The versions under which messages that need no judging of figures are let through."""
    ids = {account_id for account_id in account_ids if account_id is not None}
    query = select(accounts.c.id, accounts.c.version).where(among(accounts.c.id, ids))
    return {row.id: row.version for row in connection.execute(query)}


def lock_addresses(connection: Connection, addresses: Iterable[str]) -> None:
    """Let two claims count the same address one after the other, whichever contacts it belongs to.

    Not by the contacts' rows: an import that holds those waits for messages, and a claim holds messages.
    """
    lock_names(connection, (f"address\x1f{address}" for address in addresses))


def lock_free_accounts(connection: Connection, account_ids: Iterable[int | None]) -> set[int | None]:
    """Lock those of these accounts that nobody else is changing, and return them.

    A claim holds messages already, and whoever changes an account waits for them: it must not wait for him in turn.
    """
    ids = {account_id for account_id in account_ids if account_id is not None}
    query = select(accounts.c.id).where(accounts.c.id.in_(ids)).order_by(accounts.c.id)
    return set(connection.scalars(query.with_for_update(skip_locked=True, key_share=True)))


def reservations(connection: Connection, addresses: Iterable[str], since: datetime) -> dict[str, list[datetime]]:
    """When each address was, or is about to be, contacted since an instant, over all channels and accounts."""
    c = contact_reservations.c
    query = select(c.address, c.reserved_at).where(c.address.in_(sorted(set(addresses))), c.reserved_at > since)
    found: dict[str, list[datetime]] = defaultdict(list)
    for address, at in connection.execute(query.order_by(c.reserved_at)):
        found[address].append(at)
    return found


def keep(
    connection: Connection, judged: Sequence[tuple[int, int | None, str]], at: datetime, claim_token: str
) -> set[int]:
    """Messages the gate let through: (id, account version it was judged under, address whose contact is reserved).

    Returns those that this claim still holds: what was cancelled since stays cancelled, and what another process took
    after this claim's lease had run out is that process's.
    """
    if not judged:
        return set()
    kept = [{"id": number, "version": version, "token": claim_token} for number, version, _ in judged]
    claimed = {number for number, _, _ in judged}
    (changed,) = run(connection, (_KEEP, kept))
    if changed < len(kept):
        c = messages.c
        mine = (c.state == "claimed") & (c.claim_token == claim_token)
        claimed = set(connection.scalars(select(c.id).where(c.id.in_(claimed), mine)))
    reserved = [{"id": n, "address": address, "at": at} for n, _, address in judged if address and n in claimed]
    run(connection, (_RESERVE, reserved))
    return claimed


def cite(connection: Connection, packs: Mapping[int, str]) -> None:
    """Under which rule packs, with their versions, each message was judged last."""
    if packs:
        statement = update(messages).where(messages.c.id == bindparam("m")).values(rule_packs=bindparam("p"))
        connection.execute(statement, [{"m": number, "p": cited} for number, cited in packs.items()])


def give_back(connection: Connection, deferred: Sequence[tuple[int, datetime, str]], claim_token: str) -> None:
    """Back to planned, as far as this claim still holds them: (id, not before, reason). They have no reservation."""
    if not deferred:
        return
    c = messages.c
    statement = update(messages).where(c.id == bindparam("m"), c.state == "claimed", c.claim_token == claim_token)
    values = {"state": "planned", "claim_token": None, "lease_until": None}
    statement = statement.values(**values, not_before=bindparam("until"), reason=bindparam("why"))
    connection.execute(statement, [{"m": number, "until": until, "why": why} for number, until, why in deferred])


def give_back_one(connection: Connection, message_id: int, claim_token: str, reason: str) -> None:
    """Back to planned, if this claim still holds the message: to be judged afresh at the next claim."""
    c = messages.c
    mine = (c.id == message_id) & (c.state == "claimed") & (c.claim_token == claim_token)
    values = {"state": "planned", "claim_token": None, "lease_until": None, "reason": reason}
    if connection.execute(update(messages).where(mine).values(values)).rowcount:
        _release(connection, [message_id])


def cancel(connection: Connection, cancelled: Sequence[tuple[int, str]], claim_token: str) -> set[int]:
    """Cancel (id, reason) of messages that this claim still holds, and let their accounts be looked at again.

    Returns those; what another process took after this claim's lease had run out may have left meanwhile.
    """
    c = messages.c
    asked = [number for number, _ in cancelled]
    mine = among(c.id, asked) & (c.state == "claimed") & (c.claim_token == claim_token)
    held = set(connection.scalars(select(c.id).where(mine).with_for_update())) if asked else set()
    if not held:
        return held
    # One statement for many rows takes no list of values.
    statement = update(messages).where(c.id == bindparam("m"))
    statement = statement.values(state="cancelled", claim_token=None, lease_until=None, reason=bindparam("why"))
    connection.execute(statement, [{"m": number, "why": why} for number, why in cancelled if number in held])
    concerned = select(c.account_id).where(c.id.in_(held))
    connection.execute(update(accounts).where(accounts.c.id.in_(concerned)).values(look_again_on=None))
    _release(connection, sorted(held))
    return held


def find_messages(connection: Connection, states: Sequence[str] = (), limit: int = 200) -> Sequence[RowMapping]:
    """Messages for people, newest first."""
    query = select(messages).order_by(messages.c.id.desc()).limit(limit)
    return connection.execute(query.where(messages.c.state.in_(states)) if states else query).mappings().all()


def _release(connection: Connection, message_ids: Sequence[int]) -> None:
    connection.execute(delete(contact_reservations).where(contact_reservations.c.message_id.in_(message_ids)))

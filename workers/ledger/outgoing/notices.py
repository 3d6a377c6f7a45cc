"""Recording a batch of dunning decisions: episodes, messages, listed items, journal and hints in one transaction.

Writes in bulk and under the facts that were read: an account that changed meanwhile is left out and reported.
Must not decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

import msgspec
from sqlalchemy import Connection, func, select, tuple_, update

from workers.ledger.journal import COLUMNS, JournalEntry, chained_values
from workers.ledger.outgoing import order_holds
from workers.ledger.schema import accounts, episodes, journal, message_items, messages
from workers.ledger.sql.among import among
from workers.ledger.sql.bulk import Row, insert_rows, lock_rows, take_ids, update_rows
from workers.receivables.occasion import Occasion


class NewMessage(msgspec.Struct, frozen=True):
    """A message to one contact over one channel."""

    key: str
    channel: str
    contact_id: int | None
    recipient: str


class NewNotice(msgspec.Struct, frozen=True):
    """A notice of one level for one account and currency, over one or more channels.

    ``payload`` is what its template may see, as JSON. ``closes`` is ``final`` for a final notice, ``last`` for the last
    one of a ladder that has no final notice, else empty.
    """

    currency: str
    level: int
    level_name: str
    level_day: int
    closes: str
    template: str
    language: str
    payload: str
    messages: tuple[NewMessage, ...]
    items: tuple[tuple[int, int, int], ...]  # (open item, open minor, days overdue)
    subject: str
    occurrence: int
    reason: str
    not_before: datetime
    order_hold: bool = False


class AccountPlan(msgspec.Struct, frozen=True):
    """What a run says of one account under the facts it read; ``journalled`` holds (kind, canonical JSON) pairs.

    A struct, as are its notices and their messages, because a run makes one for every account it looks at.
    """

    account_id: int
    entity: str
    version: int
    journal_seq: int
    look_again_on: date | None
    notices: tuple[NewNotice, ...] = ()
    ended: tuple[str, ...] = ()
    journalled: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[str, int] = MappingProxyType({})  # currency -> number of its episode


def record_plans(connection: Connection, plans: Sequence[AccountPlan], occasion: Occasion) -> set[int]:
    """Record a batch; returns the accounts that changed since they were read and so were left out."""
    columns = ("version", "journal_seq", "journal_head")
    now = lock_rows(connection, accounts, [plan.account_id for plan in plans], columns)
    current = [plan for plan in plans if (plan.version, plan.journal_seq) == now[plan.account_id][:2]]
    _end_episodes(connection, current, occasion.business_date)
    running = _start_episodes(connection, current, occasion.business_date)
    _insert_notices(connection, current, running, occasion)
    _append_to_journal(connection, current, now, occasion)
    return {plan.account_id for plan in plans} - {plan.account_id for plan in current}


def last_episode_numbers(connection: Connection, account_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """The number of the newest episode per account and currency, running or closed."""
    query = select(episodes.c.account_id, episodes.c.currency, func.max(episodes.c.number))
    grouped = query.where(among(episodes.c.account_id, account_ids)).group_by(
        episodes.c.account_id, episodes.c.currency
    )
    return {(account, currency): number for account, currency, number in connection.execute(grouped)}


def _end_episodes(connection: Connection, plans: Sequence[AccountPlan], on: date) -> None:
    ended = [(plan.account_id, currency) for plan in plans for currency in plan.ended]
    if ended:
        over = tuple_(episodes.c.account_id, episodes.c.currency).in_(ended) & episodes.c.closed_on.is_(None)
        connection.execute(update(episodes).where(over).values(closed_on=on))


def _start_episodes(connection: Connection, plans: Sequence[AccountPlan], on: date) -> dict[tuple[int, str], int]:
    """The id of the running episode of every account and currency that gets a notice, started where none runs."""
    wanted = {(plan.account_id, n.currency): plan.numbers[n.currency] for plan in plans for n in plan.notices}
    if not wanted:
        return {}
    query = select(episodes.c.account_id, episodes.c.currency, episodes.c.id).where(episodes.c.closed_on.is_(None))
    found = connection.execute(query.where(among(episodes.c.account_id, {account for account, _ in wanted}))).all()
    running = {(account, currency): episode for account, currency, episode in found}
    fresh = [key for key in wanted if key not in running]
    if fresh:
        first = take_ids(connection, "episodes", len(fresh))
        running |= zip(fresh, range(first, first + len(fresh)), strict=True)
        rows = [(running[key], *key, wanted[key], on) for key in fresh]
        insert_rows(connection, episodes, ("id", "account_id", "currency", "number", "opened_on"), rows)
    return running


_MESSAGE_COLUMNS = (
    "id", "key", "entity", "account_id", "currency", "purpose", "subject", "occurrence", "channel", "contact_id",
    "recipient", "template", "language", "payload", "episode_id", "level", "level_name", "level_day", "closes",
    "policy_hash", "planned_at", "planned_on", "state", "reason", "not_before", "replaces_id",
)  # fmt: skip


def _insert_notices(
    connection: Connection, plans: Sequence[AccountPlan], running: Mapping[tuple[int, str], int], occasion: Occasion
) -> None:
    planned = [(plan, notice, m) for plan in plans for notice in plan.notices for m in notice.messages]
    if not planned:
        return
    first = take_ids(connection, "messages", len(planned))
    replaced = _dead_with_keys(connection, [(plan.account_id, message.key) for plan, _, message in planned])
    rows: list[Row] = []
    listed: list[Row] = []
    for number, (plan, notice, message) in enumerate(planned, start=first):
        rows.append((
            number, message.key, plan.entity, plan.account_id, notice.currency, "dunning", notice.subject,
            notice.occurrence, message.channel, message.contact_id, message.recipient, notice.template, notice.language,
            notice.payload, running[plan.account_id, notice.currency], notice.level, notice.level_name,
            notice.level_day, notice.closes, occasion.policy_hash, occasion.at, occasion.business_date,
            "planned", notice.reason, notice.not_before, replaced.get(message.key),
        ))  # fmt: skip
        listed += [(number, *item) for item in notice.items]
    insert_rows(connection, messages, _MESSAGE_COLUMNS, rows)
    insert_rows(connection, message_items, ("message_id", "open_item_id", "open_minor", "days_overdue"), listed)
    holding = [
        (n, plan.account_id, notice.currency)
        for n, (plan, notice, _) in enumerate(planned, start=first)
        if notice.order_hold
    ]
    order_holds.ask_for(connection, holding)


def _dead_with_keys(connection: Connection, keys: Sequence[tuple[int, str]]) -> dict[str, int]:
    """The newest message with each key, found by its account: the accounts of a batch stand side by side."""
    c = messages.c
    same = among(c.account_id, {account for account, _ in keys}) & among(c.key, [key for _, key in keys])
    found = connection.execute(select(c.key, func.max(c.id)).where(same).group_by(c.key))
    return dict(found.all())


def _append_to_journal(
    connection: Connection, plans: Sequence[AccountPlan], now: Mapping[int, Row], occasion: Occasion
) -> None:
    rows, heads = [], []
    for plan in plans:
        _, seq, head = now[plan.account_id]
        for kind, data in plan.journalled:
            entry = JournalEntry(
                kind, occasion.actor, occasion.at, occasion.business_date, data, plan.account_id, "",
                occasion.policy_hash,
            )  # fmt: skip
            seq += 1
            row = chained_values(entry, seq, head)
            head = row[-1]
            rows.append(row)
        heads.append((plan.account_id, seq, head, plan.look_again_on, occasion.policy_hash))
    insert_rows(connection, journal, COLUMNS, rows)
    update_rows(connection, accounts, ("journal_seq", "journal_head", "look_again_on", "look_again_policy"), heads)

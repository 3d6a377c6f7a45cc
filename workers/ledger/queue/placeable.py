"""What the ledger knows of accounts that might be placed with an agency. Must not decide about any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, String, cast, func, literal, select

from workers.ledger.schema import advices, episodes, message_items, messages, placements

_REACHED = ("handed_over", "delivered")


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item that stood in a final notice of the running episode which was handed over and did not bounce."""

    account_id: int
    currency: str
    episode_id: int
    episode: int
    open_item_id: int
    handed_over_on: date


def accounts_with_final_notice(connection: Connection, by: date, after_id: int, limit: int) -> list[int]:
    """The next accounts, by id, whose running episode has a final notice handed over on or before ``by``."""
    c = messages.c
    running = messages.join(episodes, (episodes.c.id == c.episode_id) & episodes.c.closed_on.is_(None))
    query = select(c.account_id).distinct().select_from(running)
    noticed = query.where(c.closes == "final", c.state.in_(_REACHED), c.handed_over_on <= by, c.account_id > after_id)
    return list(connection.scalars(noticed.order_by(c.account_id).limit(limit)))


def finally_listed_items(connection: Connection, account_ids: Sequence[int]) -> list[ListedItem]:
    """What final notices listed, with the first day each item was listed in one.

    A notice was final or not on the day it was planned, whatever became of its ladder since.
    """
    c = messages.c
    columns = (c.account_id, c.currency, c.episode_id, episodes.c.number.label("episode"))
    source = messages.join(episodes, (episodes.c.id == c.episode_id) & episodes.c.closed_on.is_(None)).join(
        message_items, message_items.c.message_id == c.id
    )
    query = (
        select(*columns, message_items.c.open_item_id, func.min(c.handed_over_on).label("handed_over_on"))
        .select_from(source)
        .where(c.account_id.in_(account_ids), c.closes == "final", c.state.in_(_REACHED))
        .group_by(*columns, message_items.c.open_item_id)
        .order_by(c.account_id, c.currency, message_items.c.open_item_id)
    )
    return [ListedItem(**row._asdict()) for row in connection.execute(query)]


def reached_in_episode(connection: Connection, account_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By running episode, how many notices and calls reached the customer, and over how many channels.

    A notice that left over two channels is one contact.
    """
    c = messages.c
    # The number of a level may be another's, once its ladder was edited.
    notice = c.subject + literal(".") + cast(c.occurrence, String)
    running = messages.join(episodes, (episodes.c.id == c.episode_id) & episodes.c.closed_on.is_(None))
    query = (
        select(c.episode_id, func.count(notice.distinct()), func.count(c.channel.distinct()))
        .select_from(running)
        .where(c.account_id.in_(account_ids), c.purpose == "dunning", c.state.in_(_REACHED))
        .group_by(c.episode_id)
    )
    return {episode: (contacts, channels) for episode, contacts, channels in connection.execute(query)}


def payers_with_open_advice(connection: Connection, customer_ids: Collection[str]) -> set[str]:
    """Which of these customers announced a payment that is not posted yet."""
    query = select(advices.c.payer_id).where(advices.c.payer_id.in_(customer_ids), advices.c.state == "announced")
    return set(connection.scalars(query))


def refused_episodes(connection: Connection, account_ids: Sequence[int]) -> set[int]:
    """The episodes of these accounts in which a person refused a placement."""
    query = select(placements.c.episode_id).where(placements.c.account_id.in_(account_ids))
    return set(connection.scalars(query.where(placements.c.state == "refused")))


def proposals_per_day(connection: Connection, before: date, days: int) -> list[int]:
    """How many were proposed on each of the last ``days`` days that had any, the newest first."""
    query = select(func.count()).where(placements.c.proposed_on < before).group_by(placements.c.proposed_on)
    return list(connection.scalars(query.order_by(placements.c.proposed_on.desc()).limit(days)))


def proposals_on(connection: Connection, day: date) -> int:
    """How many were proposed on one day."""
    query = select(func.count()).select_from(placements).where(placements.c.proposed_on == day)
    return connection.scalar(query) or 0

"""What was sent, over time: the episodes an account went through, and the notices that were alive in each. Pure.

A message that was cancelled because facts changed has no instant of its own: it died with the first change that was
journalled after it was planned.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from workers.ledger.history.span import Span
from workers.ledger.history.timeline import EpisodeRow, NoticeRow, UndeliveredRow

Journalled = tuple[datetime, str, Mapping[str, Any]]
Episodes = dict[int, tuple[Span[EpisodeRow], datetime | None]]
_SETTLED = ("handed_over", "delivered", "bounced")
_DIED = ("message.cancelled", "message.failed")


def past_episodes(episodes: Sequence[Any], messages: Iterable[Any], told: Sequence[Journalled]) -> Episodes:
    """The episodes by id, each with the instant of its end; one begins with its first message.

    One that ended and went on because its debt was open again ran all the time: nothing was asked for meanwhile.
    """
    begun: dict[int, datetime] = {}
    for message in messages:
        begun.setdefault(message.episode_id, message.planned_at)
    over = [(at, data["standing"]["currency"]) for at, kind, data in told if kind == "dunning.episode_over"]
    found: Episodes = {}
    for row in episodes:
        since = begun.get(row.id)
        if since is None:
            continue
        later = (
            begun[e.id] for e in episodes if e.currency == row.currency and e.number > row.number and e.id in begun
        )
        following = min(later, default=None)
        ends = [at for at, currency in over if currency == row.currency and _lies(at, since, following)]
        until = ends[-1] if ends and row.closed_on is not None else None
        found[row.id] = Span(EpisodeRow(row.account_id, row.currency, row.number), since, until), until
    return found


def _lies(at: datetime, since: datetime, before: datetime | None) -> bool:
    return since <= at and (before is None or at < before)


def past_notices(
    messages: Iterable[Any], episodes: Episodes, told: Sequence[Journalled], changed_at: Sequence[datetime]
) -> Iterator[Span[NoticeRow]]:
    """Each message while it was alive in its running episode: planned, then handed over."""
    died = _instants(told, _DIED)
    bounced = _instants(told, ("message.bounced",))
    for message in messages:
        if message.episode_id not in episodes:
            continue
        _, over = episodes[message.episode_id]
        left = message.handed_over_at if message.state in _SETTLED else None
        waited_until = left if left is not None else _end(message, died, changed_at)
        state = message.state if left is None and waited_until is None else "planned"
        yield Span(_row(message, state), message.planned_at, _first(waited_until, over))
        if left is not None:
            state = "handed_over" if message.state == "bounced" else message.state
            yield Span(_row(message, state), left, _first(bounced.get(message.id), over))


def past_failures(
    messages: Iterable[Any],
    episodes: Episodes,
    told: Sequence[Journalled],
    settled: tuple[Iterable[Any], Mapping[int, datetime]],
) -> Iterator[Span[UndeliveredRow]]:
    """Each message that was refused for good or came back, from then on, until its case was handled.

    ``settled`` are the contacts as they are now and the instants of those cases; one with another address now was
    another one to try.
    """
    contacts, handled = settled
    addresses = {(row.id, text) for row in contacts for text in (row.email, row.phone, row.postal_address)}
    failed = _instants(told, ("message.failed", "message.bounced"))
    for message in messages:
        since = failed.get(message.id)
        in_use = (message.contact_id, message.recipient) in addresses
        if since is None or not in_use or message.contact_id is None or message.episode_id not in episodes:
            continue
        row = (message.account_id, message.currency, message.level, message.channel, message.contact_id)
        yield Span(UndeliveredRow(*row), since, _first(handled.get(message.id), episodes[message.episode_id][1]))


def _end(message: Any, died: Mapping[int, datetime], changed_at: Sequence[datetime]) -> datetime | None:
    """When a message that never left stopped being alive; None: it waits to this day."""
    if message.state not in ("cancelled", "failed"):
        return None
    later = bisect_right(changed_at, message.planned_at)
    return died.get(message.id) or (changed_at[later] if later < len(changed_at) else message.planned_at)


def _instants(told: Iterable[Journalled], kinds: Sequence[str]) -> dict[int, datetime]:
    return {data["message"]: at for at, kind, data in told if kind in kinds}


def _row(message: Any, state: str) -> NoticeRow:
    on = message.handed_over_on if state in _SETTLED else None
    level = (message.level_name, message.level_day, message.occurrence, message.listed)
    return NoticeRow(message.account_id, message.currency, message.level, message.channel, state, on, *level)


def _first(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)

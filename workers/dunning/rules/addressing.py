"""Who gets a notice, and over which channel: evidence of failed deliveries moves it on, never a timer. Pure.

A contact from whom a message of the level came back is passed over for the next of the level's roles; a channel over
which nobody is left, for the next channel. Must not decide whether a notice is due.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.policy.level import Channel, Level
from workers.receivables.standing import Standing


@dataclass(frozen=True, slots=True)
class Addressed:
    """``contacts`` pairs each channel with the contact it reaches; empty: nobody can be reached."""

    contacts: tuple[tuple[str, int], ...] = ()
    unreachable: tuple[str, ...] = ()


def choose_contacts(standing: Standing, level: Level) -> Addressed:
    """For each channel of the level the first contact that can be reached; else the first fallback that reaches one."""
    chosen = {channel: _first_reachable(standing, level, channel) for channel in level.channels}
    contacts = tuple((channel, contact) for channel, contact in chosen.items() if contact is not None)
    unreachable = tuple(channel for channel, contact in chosen.items() if contact is None)
    return Addressed(contacts or _by_fallback(standing, level), unreachable)


def _by_fallback(standing: Standing, level: Level) -> tuple[tuple[str, int], ...]:
    for channel in level.fallback_channels:
        contact = _first_reachable(standing, level, channel)
        if contact is not None:
            return ((channel, contact),)
    return ()


def _first_reachable(standing: Standing, level: Level, channel: Channel) -> int | None:
    """The first contact in the order of the level's roles, unless a message of this level came back from it."""
    failed = {u.contact_id for u in standing.undelivered if (u.level, u.channel) == (level.number, channel)}
    for role in level.recipients:
        for reach in standing.reach:
            if reach.role == role and channel in reach.channels and reach.contact_id not in failed:
                return reach.contact_id
    return None

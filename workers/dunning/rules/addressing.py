"""Who gets a notice, and over which channel: the first contact of the level's roles that can be reached. Pure.

Must not decide whether a notice is due.
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
    """For each channel of the level the first role, in the level's order, that can be reached over it."""
    contacts, unreachable = [], []
    for channel in level.channels:
        contact = _first_reachable(standing, level, channel)
        if contact is None:
            unreachable.append(channel)
        else:
            contacts.append((channel, contact))
    return Addressed(tuple(contacts), tuple(unreachable))


def _first_reachable(standing: Standing, level: Level, channel: Channel) -> int | None:
    for role in level.recipients:
        for reach in standing.reach:
            if reach.role == role and channel in reach.channels:
                return reach.contact_id
    return None

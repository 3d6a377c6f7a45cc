"""Who gets a notice, and over which channel: evidence of failed deliveries moves it on, never a timer. Pure.

A contact from whom a message of the level came back is passed over for the next of the level's roles; a channel over
which nobody is left, for the next channel. Must not decide whether a notice is due.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from workers.policy.level import Channel, Level
from workers.receivables.standing import Standing


class Addressed(msgspec.Struct, frozen=True):
    """``contacts`` pairs each channel with the contact it reaches; empty: nobody can be reached."""

    contacts: tuple[tuple[str, int], ...] = ()
    unreachable: tuple[str, ...] = ()


def choose_contacts(standing: Standing, level: Level) -> Addressed:
    """For each channel of the level the first contact that can be reached; else the first fallback that reaches one."""
    chosen = [(channel, _first_reachable(standing, level, channel)) for channel in level.channels]
    contacts = tuple([(channel, contact) for channel, contact in chosen if contact is not None])
    unreachable = tuple([channel for channel, contact in chosen if contact is None])
    return Addressed(contacts or _by_fallback(standing, level), unreachable)


def _by_fallback(standing: Standing, level: Level) -> tuple[tuple[str, int], ...]:
    for channel in level.fallback_channels:
        contact = _first_reachable(standing, level, channel)
        if contact is not None:
            return ((channel, contact),)
    return ()


def tried_channels(level: Level) -> tuple[Channel, ...]:
    """The channels of a level, and then those that stand in for them."""
    return tuple(dict.fromkeys((*level.channels, *level.fallback_channels)))


class Candidate(msgspec.Struct, frozen=True):
    """A contact in the order in which a level tries them; ``obstacle`` is why it is passed over."""

    contact_id: int
    role: str
    obstacle: str = ""


def candidates(standing: Standing, level: Level, channel: Channel) -> Iterator[Candidate]:
    """The contacts in the order of the level's roles; one whose message of this level came back is passed over."""
    failed = {u.contact_id for u in standing.undelivered if (u.level, u.channel) == (level.number, channel)}
    for role in level.recipients:
        for reach in standing.reach:
            if reach.role != role:
                continue
            if channel == "sms" and standing.is_placed:
                # Carriers block texts around third-party collection (Twilio 30863), and texts to both confuse.
                yield Candidate(reach.contact_id, role, "an agency has items of the account: no texts")
            elif channel not in reach.channels:
                yield Candidate(reach.contact_id, role, "cannot be reached there")
            else:
                yield Candidate(reach.contact_id, role, "came back" if reach.contact_id in failed else "")


def _first_reachable(standing: Standing, level: Level, channel: Channel) -> int | None:
    for candidate in candidates(standing, level, channel):
        if not candidate.obstacle:
            return candidate.contact_id
    return None

"""What an evaluation may say of an account: named as facts, matched exhaustively. Values only."""

from __future__ import annotations

from datetime import date

import msgspec


class _Decided(msgspec.Struct, frozen=True, tag=True, tag_field="name"):
    """Values that the journal keeps under the name of their class."""


class NoticeDue(_Decided, frozen=True):
    """A notice of ``level`` is due now.

    ``listed`` pairs each overdue item with what is asked for it, oldest first; ``contacts`` pairs each channel with the
    contact it reaches; ``occurrence`` counts how often the level is given in its episode.
    """

    level: int
    listed: tuple[tuple[int, int], ...]
    overdue: int
    asked: int
    contacts: tuple[tuple[str, int], ...]
    unreachable: tuple[str, ...] = ()
    reason: str = "level_due"
    occurrence: int = 1


class Wait(_Decided, frozen=True):
    """Nothing to do before ``until``; None means: not before something happens."""

    reason: str
    until: date | None = None


class OnHold(_Decided, frozen=True):
    """A person, a promise, a dispute or a stop keeps us silent."""

    reason: str
    until: date | None = None


class NoContact(_Decided, frozen=True):
    """A notice is due, but no contact of the level's roles can be reached over any of its channels.

    ``until`` is the day on which another level may be due.
    """

    level: int
    reason: str = "no_contact"
    until: date | None = None


class EpisodeOver(_Decided, frozen=True):
    """Nothing is overdue any more: the running episode ends."""

    reason: str = "nothing_overdue"
    until: date | None = None


class ReadyForPlacement(_Decided, frozen=True):
    """Every notice was given and the referral's day has come; the escalation slice decides about placement.

    ``until`` is the day on which debt that no last notice listed is asked for.
    """

    reason: str = "ladder_exhausted"
    until: date | None = None


class LadderExhausted(_Decided, frozen=True):
    """Every notice was given and the ladder ends without a referral; ``until`` as above."""

    reason: str = "ladder_exhausted"
    until: date | None = None


class Undecided(_Decided, frozen=True):
    """The rules failed on these facts: a person looks at the account, and the run goes on with the others."""

    reason: str


Decision = NoticeDue | Wait | OnHold | NoContact | EpisodeOver | ReadyForPlacement | LadderExhausted | Undecided

"""What became of an arrangement: payments fill its instalments, the oldest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workers.receivables.arrangement import Instalment, State


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came in: ``applied`` to the items covered; ``loose`` lies on account; ``in_flight``: an advice waits."""

    applied: int
    loose: int = 0
    in_flight: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state of today. ``silent_until`` is the last silent day of one that runs on; None: until somebody applies
    the money that lies loose, or the bank brings what is announced (``waits_for``).
    """

    state: State
    met: int
    silent_until: date | None = None
    waits_for: Literal["", "application", "bank"] = ""


def judge(instalments: Sequence[Instalment], came: CameIn, grace_days: int, today: date) -> Judgement:
    """Kept as soon as all is paid; broken on the day after an unpaid instalment's last day of grace.

    Not broken while money of the customer's that would pay it waits for us: that is not the customer's fault.

    >>> two = [Instalment(1, date(2026, 3, 10), 50), Instalment(2, date(2026, 4, 10), 50)]
    >>> [judge(two, CameIn(paid), 3, date(2026, 3, 14)).state for paid in (0, 49, 50, 100)]
    ['broken', 'broken', 'active', 'kept']
    """
    met, owed = 0, 0
    for instalment in instalments:
        owed += instalment.amount
        if came.applied < owed:
            last_day = instalment.due_on + timedelta(days=grace_days)
            return _running(met, last_day, owed - came.applied, came, today)
        met += 1
    return Judgement("kept", met)


def _running(met: int, last_day: date, missing: int, came: CameIn, today: date) -> Judgement:
    state: State = "active" if met else "accepted"
    if today <= last_day:
        return Judgement(state, met, last_day)
    if came.loose >= missing:
        return Judgement(state, met, waits_for="application")
    if came.in_flight:
        return Judgement(state, met, waits_for="bank")
    return Judgement("broken", met)

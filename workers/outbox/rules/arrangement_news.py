"""Is what a mail tells about an arrangement still so? Asked when it is recorded, and again as it leaves. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from workers.receivables.arrangement import Arrangement, State

News = Literal["offered", "accepted", "declined", "ended", "reminder"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail tells: of which arrangement, in which state, with how much open; a reminder: of which instalment."""

    news: News
    arrangement: int
    state: State
    open: int
    instalment: int = 0

    @property
    def subject(self) -> str:
        """What makes it one mail, however often it is found to be due."""
        return f"arrangement {self.arrangement} {self.news}{f' {self.instalment}' if self.instalment else ''}"


def outdated(told: Told, found: Arrangement, bar: str, today: date) -> str:
    """Why it is not so any more; empty while it is. ``bar`` says what speaks against a reminder beside its day."""
    runs_on = told.news in ("accepted", "reminder") and found.is_running
    if not runs_on and found.state != told.state:
        return f"the {found.kind} is {found.state} now"
    match told.news:
        case "accepted":
            return ""
        case "offered" if today > found.accept_by:
            return f"the {found.kind} can be accepted no longer"
        case "reminder" if needless := _needless(told, found, bar, today):
            return needless
        case _:
            return "what is open has changed" if found.open != told.open else ""


def _needless(told: Told, found: Arrangement, bar: str, today: date) -> str:
    if found.expected is None or found.expected[0].number != told.instalment:
        return "the instalment is paid"
    return bar or ("" if today <= found.expected[0].due_on else "the day of the instalment is over")

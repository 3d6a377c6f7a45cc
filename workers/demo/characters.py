"""The roles that simulated customers play: how many reminders one needs, how quick it is, and its one habit.

Data only; `customers` plays them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Habit(StrEnum):
    """What a customer does besides paying, sooner or later."""

    NONE = "none"
    DISCOUNT = "takes the discount within its terms"
    SHORT = "deducts from every second invoice, and says why"
    OVER = "once pays more than it owes"
    TWICE = "sends one advice a second time"
    DISPUTE = "disputes the first invoice it is reminded of"
    PROMISE = "promises a date, and keeps it"
    BROKEN_PROMISE = "promises a date, and forgets it"
    MOVED = "has left the mailbox that the company knows"
    ABSENT = "answers with an out-of-office reply"
    BANKRUPT = "asks for silence: it is insolvent"
    UNFUNDED = "announces a payment whose money never comes"
    RECALLED = "announces a payment, and calls the day after that its bank refused it"
    NAMELESS = "pays without saying who it is or what for"
    SILENT = "says nothing and pays nothing"
    PLAN = "asks to pay in instalments, and does"
    LAST_MINUTE = "pays us when the agency writes"


@dataclass(frozen=True, slots=True)
class Character:
    """A role. ``reminders`` is how many letters it takes until what they list is paid; None: it never is.

    ``days`` counts from the due date when no reminder is needed, else from the notice that decides.
    ``announces`` is the share of payments, in percent, that come with an advice.
    """

    reminders: int | None
    days: tuple[int, int]
    announces: int
    habit: Habit = Habit.NONE

    @property
    def owes_early(self) -> bool:
        """Whether the ladder should have time to end within the demo."""
        return self.reminders is None or self.reminders >= 3 or self.habit not in (Habit.NONE, Habit.DISCOUNT)


_PUNCTUAL = Character(0, (-3, 1), 40)
_CAST: tuple[tuple[int, Character], ...] = (
    (5, Character(0, (-2, 0), 100, Habit.DISCOUNT)),
    (12, Character(1, (1, 6), 50)),
    (6, Character(2, (1, 5), 50)),
    (3, Character(3, (2, 6), 50)),
    (3, Character(0, (-2, 2), 100, Habit.SHORT)),
    (1, Character(0, (-2, 2), 100, Habit.OVER)),
    (1, Character(0, (-2, 2), 100, Habit.TWICE)),
    (2, Character(2, (2, 4), 0, Habit.DISPUTE)),
    (2, Character(1, (6, 9), 100, Habit.PROMISE)),
    (1, Character(3, (2, 4), 0, Habit.BROKEN_PROMISE)),
    (1, Character(1, (2, 5), 100, Habit.MOVED)),
    (2, Character(2, (2, 4), 50, Habit.ABSENT)),
    (1, Character(None, (0, 0), 0, Habit.BANKRUPT)),
    (1, Character(1, (2, 3), 100, Habit.UNFUNDED)),
    (1, Character(0, (-2, 2), 100, Habit.RECALLED)),
    (1, Character(1, (2, 5), 0, Habit.NAMELESS)),
    (3, Character(None, (0, 0), 0, Habit.SILENT)),
    (1, Character(None, (2, 4), 0, Habit.LAST_MINUTE)),
    (1, Character(2, (2, 4), 0, Habit.PLAN)),
)


def cast(count: int) -> list[Character]:
    """One role per customer; whoever has no special one pays on time."""
    special = [character for number, character in _CAST for _ in range(number)]
    return special + [_PUNCTUAL] * (count - len(special))

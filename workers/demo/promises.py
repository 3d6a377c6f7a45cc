"""What became of the promises to pay, and of payment plans, as the robot judged them. Must not judge any itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.book.promises import find_promises


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """Promises, or plans, that were judged are kept or broken (in part, too); the others are still good."""

    made: int
    kept: int
    broken: int


def promise_figures(connection: Connection) -> PromiseFigures:
    """How many were made, and how those ended that were judged; one that took another's place counts once."""
    states = Counter(promise.state for promise in find_promises(connection))
    made = states.total() - states["replaced"]
    return PromiseFigures(made, states["kept"], states["broken"] + states["partly_kept"])


def plan_figures(connection: Connection) -> PromiseFigures:
    """The same of payment plans that customers accepted."""
    states = Counter(found.state for found in find_arrangements(connection) if found.accepted_on)
    return PromiseFigures(states.total(), states["kept"], states["broken"])

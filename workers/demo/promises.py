"""Promises to pay, followed from the evening they were taken to the evening they run out: were they kept?

Asks the ledger; must not change or decide anything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workers.ledger.book.holds import Hold, holds_in_force
from workers.ledger.book.standings import Scan, due_accounts, load_dossiers

_EVERY_ACCOUNT = 100_000


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """Promises that ran out are kept or broken; the others are still good."""

    made: int
    kept: int
    broken: int


@dataclass(frozen=True, slots=True)
class _Promise:
    """A promise, and the items that were overdue when it was made."""

    account_id: int
    items: frozenset[int]
    runs_out_on: date


class Promises:
    """All promises of the demo by the number of their hold, and what became of those that ran out."""

    def __init__(self) -> None:
        self._made: dict[int, _Promise] = {}
        self._kept: dict[int, bool] = {}

    def look(self, connection: Connection, day: date, news: bool) -> None:
        """One evening: note the new promises, if there are any, and look at those whose last day this was."""
        if news:
            everybody = due_accounts(connection, Scan(day, day, "", everything=True), 0, _EVERY_ACCOUNT)
            for hold in holds_in_force(connection, everybody, day):
                if hold.kind == "promise" and hold.expires_on is not None:
                    self._made.setdefault(hold.id, _promise(connection, hold, hold.expires_on, day))
        for number, promise in self._made.items():
            if promise.runs_out_on == day:
                self._kept[number] = not promise.items & _open_items(connection, [promise.account_id], day)

    def figures(self) -> PromiseFigures:
        """How many were made, and how those ended that ran out."""
        kept = sum(self._kept.values())
        return PromiseFigures(len(self._made), kept, len(self._kept) - kept)


def _promise(connection: Connection, hold: Hold, runs_out_on: date, day: date) -> _Promise:
    own = _open_items(connection, [hold.account_id], day)
    return _Promise(hold.account_id, frozenset({hold.open_item_id} if hold.open_item_id else own), runs_out_on)


def _open_items(connection: Connection, account_ids: Collection[int], day: date) -> set[int]:
    """What of these accounts is overdue on the day and not paid."""
    dossiers = load_dossiers(connection, list(account_ids), day, lambda _customer: "")
    items = (item for dossier in dossiers for standing in dossier.standings for item in standing.items)
    return {item.id for item in items if item.open > 0 and item.due_date < day}

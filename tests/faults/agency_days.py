"""Days of a creditor, an agency and a bad courier between them, with looks at the post that die at any statement.

The agency keeps its own books (`tests.servers.agency_peer`); at the end both sides must tell the same.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from tests.agency_house import TODAY, House
from tests.servers.agency_peer import Claim
from workers.ledger.unit_of_work import open_ledger

_MOST_STATEMENTS = 120


@dataclass(slots=True)
class AgencyDays:
    """One seeded course of events. ``written`` are all files that the agency ever sent, whatever became of them."""

    house: House
    seed: int
    days: int
    written: list[tuple[str, bytes]] = field(default_factory=list)
    late: list[tuple[str, bytes]] = field(default_factory=list)
    transfers: dict[str, int] = field(default_factory=dict)
    commissions: int = 0
    deaths: int = 0
    _random: random.Random = field(init=False)
    _copies: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def live(self) -> None:
        """Every day something happens on each side, and the courier brings some of it."""
        self.house.place()
        for _ in range(self.days):
            self._work_at_the_agency()
            self._pay_the_creditor()
            self._pay_transfers()
            self._deliver()
            self._look_and_die()
            self.house.read()
            self.house.settle()
            self.house.chase()
            self.house.send()
            self.house.pass_days(1)
        self._end()

    def _work_at_the_agency(self) -> None:
        """The agency answers what it read, and collects; its records go into files in an order of chance."""
        peer, chance = self.house.peer, self._random
        peer.form = chance.choice(["csv", "jsonl"])
        records = [peer.acknowledge(batch) for batch in peer.batches if chance.random() < 0.3]
        records += self._demands()
        worked = [claim for claim in peer.claims.values() if claim.worked and claim.open > 0]
        if worked and chance.random() < 0.6:
            records += self._remit(chance.sample(worked, min(len(worked), 2)))
        if worked and chance.random() < 0.15:
            records.append(peer.give_back(chance.choice(worked), "never ordered", "quantity"))
        chance.shuffle(records)
        if records:
            self.written.append(peer.file(records))
            self.late.append(self.written[-1])

    def _demands(self) -> list[dict[str, str]]:
        """It writes to the debtors on the day it gets them, and tells us some day."""
        peer = self.house.peer
        known = {row["placement"] for row in peer.records.values() if row["record"] == "place"}
        return [peer.demand(number, f"{TODAY}") for number in sorted(known) if self._random.random() < 0.2]

    def _remit(self, claims: list[Claim]) -> list[dict[str, str]]:
        """Part payments of some debtors in one transfer, a tenth of which the agency keeps."""
        reference, records = f"NI-2026-{len(self.transfers) + 100}", []
        self.transfers[reference] = 0
        for claim in claims:
            # What is on its way between the two sides is never paid twice here: a third leaves room for it.
            amount = self._random.randrange(1, max(claim.open // 3, 2))
            kept = (amount + 5) // 10
            records.append(self.house.peer.remit(claim, amount, kept, reference))
            self.transfers[reference] += amount - kept
            self.commissions += kept
        return records

    def _pay_the_creditor(self) -> None:
        """A debtor pays us, a third at most of what is open in either book."""
        if self._random.random() < 0.4:
            item_id = self._random.randrange(1, 7)
            document = f"INV-{item_id}"
            known = [claim.open for claim in self.house.peer.claims.values() if claim.document == document]
            most = min([self.house.open_amounts()[document], *known]) // 3
            if most > 1:
                self.house.pay(item_id, self._random.randrange(1, most))

    def _pay_transfers(self, *, all_of_them: bool = False) -> None:
        """The bank brings some of the money, before its file or after."""
        for reference, amount in list(self.transfers.items()):
            if amount and (all_of_them or self._random.random() < 0.5):
                self.house.bank(amount, f"North Inkasso {reference}")
                self.transfers[reference] = 0

    def _deliver(self) -> None:
        """Some files come today, in any order, some twice, some only in part at first; the rest is lost or late."""
        self._random.shuffle(self.late)
        for name, content in list(self.late):
            match self._random.choice(["today", "today", "twice", "cut", "late", "lost"]):
                case "today":
                    self._lay(name, content)
                case "twice":
                    self._lay(name, content)
                    self._lay(name, content)
                case "cut":
                    self._lay(name, content[: self._random.randrange(1, len(content))])
                    continue
                case "late":
                    continue
                case "lost":
                    pass
            self.late.remove((name, content))

    def _lay(self, name: str, content: bytes) -> None:
        self._copies += 1
        self.house.lay(f"{self._copies:03}-{name}", content)

    def _look_and_die(self) -> None:
        """A process of its own looks at the post and is killed after a statement of chance."""
        child = os.fork()
        if child == 0:
            self._doomed_look(self._random.randrange(1, _MOST_STATEMENTS))
        self.deaths += os.waitpid(child, 0)[1] == signal.SIGKILL
        self._random.random()

    def _doomed_look(self, statements: int) -> None:
        left = [statements]

        def count(*_: Any) -> None:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        # A connection of the parent must not be used by the child.
        ledger = open_ledger(self.house.ledger.engine.url.render_as_string(hide_password=False))
        event.listen(ledger.engine, "after_cursor_execute", count)
        self.house.ledger = ledger
        self.house.read()
        self.house.settle()
        self.house.review()
        self.house.chase()
        os._exit(0)

    def _end(self) -> None:
        """Everything that was lost comes once more, all money arrives, and every batch is acknowledged."""
        self._pay_transfers(all_of_them=True)
        for name, content in self.written:
            self._lay(name, content)
        for _ in range(3):
            self.house.pass_days(1)
            self.house.peer.form = "csv"
            self._lay(*self.house.peer.file([self.house.peer.acknowledge(batch) for batch in self.house.peer.batches]))
            self.house.read()
            self.house.settle()
            self.house.send()

    def differences(self) -> Mapping[str, tuple[int, int]]:
        """(in our book, in the agency's) of every claim that it still works on, where they are not the same."""
        ours = self.house.open_amounts()
        theirs = {claim.document: claim.open for claim in self.house.peer.claims.values() if claim.worked}
        return {number: (ours[number], told) for number, told in theirs.items() if ours[number] != told}

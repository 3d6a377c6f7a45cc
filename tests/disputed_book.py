"""A dunned book with disputes: opened, resolved and chased as people and the robot do it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from tests.charged_book import ChargedBook
from tests.dunned_book import live_policy
from workers.channels.base import OutgoingMessage
from workers.disputes import outcomes
from workers.disputes.chasing import chase
from workers.disputes.intake import Claim, open_dispute
from workers.dunning.replay import KINDS, replay_decision
from workers.ledger import posting
from workers.ledger.book.disputes import find_disputes, known_dispute
from workers.ledger.laws import Replays, verify
from workers.ledger.posting import RECEIVABLES, SYSTEM_OF_RECORD, Entry, Posting
from workers.ledger.schema import cases, open_items
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.enclosures import InvoiceCopies
from workers.receivables.dispute import Dispute


class DisputedBook(ChargedBook):
    """Nothing is charged; copies of documents lie in ``folder``."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        super().__init__(ledger)
        self.policy, self.folder = live_policy(), folder

    def dispute(self, account: int, by: str = "ann", **claim: Any) -> Dispute:
        told = Claim(account, **{"evidence": "call of today", "code": "price", **claim})
        with self.ledger.write() as connection:
            return open_dispute(connection, told, self.policy, self.occasion(by))

    def resolve(self, outcome: str, dispute: Dispute, *told: Any, by: str = "ann") -> Dispute:
        """``told`` is what the outcome takes between the dispute and the occasion."""
        desk = outcomes.Desk(self.policy, InvoiceCopies(self.folder, limit=5_000_000))
        at: Any = (desk, self.occasion(by))
        if outcome in ("withdraw", "mark_credited"):
            at = self.occasion(by)
        with self.ledger.write() as connection:
            resolved: Dispute = getattr(outcomes, outcome)(connection, dispute.id, *told, at)
            return resolved

    def send_with(self, copies: InvoiceCopies) -> None:
        """Send, with copies of documents at hand."""
        dispatch(replace(self.ports(), copies=copies))

    def chase(self) -> Counter[str]:
        return chase(self.ledger, self.policy, self.occasion())

    def look(self, dispute: Dispute) -> Dispute:
        with self.ledger.read() as connection:
            return known_dispute(connection, dispute.id)

    def disputes(self) -> list[Dispute]:
        with self.ledger.read() as connection:
            return find_disputes(connection)

    def report(self, item: int, change: int) -> None:
        """The system of record reports another open amount."""
        occasion = self.occasion()
        lines = (Posting(RECEIVABLES, change, item), Posting(SYSTEM_OF_RECORD, -change))
        with self.ledger.write() as connection:
            account = connection.scalar(select(open_items.c.account_id).where(open_items.c.id == item))
            entry = Entry("default", "EUR", "open_items.imported", "robot", "test", "import 2", lines, account)
            posting.post(connection, entry, occasion.at, occasion.business_date)
            c = open_items.c
            connection.execute(update(open_items).where(c.id == item).values(reported_open_minor=c.open_minor))

    def cases(self, kind: str) -> list[tuple[str, str, str]]:
        """(subject, owner, state) of the cases of a kind."""
        c = cases.c
        with self.ledger.read() as connection:
            rows = connection.execute(select(c.subject, c.owner, c.state).where(c.kind == kind).order_by(c.id))
            return [tuple(row) for row in rows]

    def mails(self) -> list[OutgoingMessage]:
        """Every e-mail that left, in order."""
        return [prepared.message for prepared in self.email.accepted]

    def given(self) -> list[str]:
        """The levels that were given, in order; one over several channels is one."""
        rows = zip(*(self.column(name) for name in ("purpose", "state", "level_name", "occurrence")), strict=True)
        left = [(name, times) for purpose, state, name, times in rows if (purpose, state) == ("dunning", "handed_over")]
        return [name for name, _ in dict.fromkeys(left)]

    def asked(self) -> list[int]:
        """What each notice that left asked for."""
        return [self.notice(n).amount_asked for n, state in enumerate(self.states(), 1) if self._is_notice(n, state)]

    def _is_notice(self, number: int, state: str) -> bool:
        return self.column("purpose")[number - 1] == "dunning" and state == "handed_over"


DEBT = 100_000


def item_of(book: DisputedBook, days_overdue: int = 10, number: str = "INV-7") -> tuple[int, int]:
    """A customer with one item of 1,000.00; returns both ids."""
    account = book.customer(days_overdue=())
    return account, book.item(account, number, days_overdue, DEBT)


def hear_laws(book: DisputedBook) -> list[str]:
    """Every violation of a law, decisions taken again included."""
    replays = Replays(dict.fromkeys(KINDS, replay_decision))
    heard = verify(book.ledger, replays, book.occasion())
    return [f"{result.n}: {violation}" for result in heard for violation in result.violations]


def a_pdf() -> bytes:
    """A page that says nothing, the same bytes every time."""
    from workers.rendering.paper import Sheet, print_sheet
    from workers.rendering.tables import paragraph

    sheet = Sheet("Paper", ("Somebody",), (), (), ("",), "{page}/{pages}")
    return print_sheet(sheet, lambda: [paragraph("Paper")]).content

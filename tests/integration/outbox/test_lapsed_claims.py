"""A worker too slow for its lease judges what another has sent meanwhile: it changes nothing about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, select, update

from tests.dunned_book import DunnedBook
from workers.clock import real_now
from workers.ledger.outgoing.messages import reservations
from workers.ledger.schema import journal, messages
from workers.ledger.unit_of_work import Ledger
from workers.outbox.judge import claim_batch


class SlowLedger(Ledger):
    """Something happens once the facts were read."""

    def __init__(self, ledger: Ledger, meanwhile: Callable[[], None]) -> None:
        super().__init__(ledger.engine)
        self.meanwhile = meanwhile

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with super().read() as connection:
            yield connection
        self.meanwhile()


def test_a_claim_that_lapsed_cancels_nothing_that_another_process_sent(book: DunnedBook) -> None:
    """The journal told of a cancelled message that had left, and the contact's cap forgot it."""
    book.customer()
    book.plan()

    def send_it() -> None:
        with book.ledger.write() as connection:
            connection.execute(update(messages).values(lease_until=real_now() - timedelta(seconds=1)))
        assert book.send()["handed_over"] == 1

    segments = tuple(replace(segment, mode="shadow") for segment in book.policy.robot.segments)
    in_shadow = replace(book.policy, robot=replace(book.policy.robot, segments=segments))
    slow = replace(book.ports(), ledger=SlowLedger(book.ledger, send_it), policy=in_shadow)
    assert claim_batch(slow, 10).counts["cancelled"] == 0
    assert book.states() == ["handed_over"]
    with book.ledger.read() as connection:
        kinds = select(journal.c.kind).where(journal.c.kind.startswith("message."))
        assert list(connection.scalars(kinds)) == ["message.handed_over"]
        assert reservations(connection, ["ap@c1.example"], book.occasion().at - timedelta(days=1))

"""Two of our entities have two business dates: a hold lasts through its last day where its account is."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.dunned_book import DunnedBook
from workers.clock import real_now
from workers.dunning.run import run
from workers.ledger.book.holds import NewHold, add_hold
from workers.policy.company import Entity

# Noon of 4 March in Los Angeles, and five in the morning of 5 March in Tokyo, whose days count for the run.
INSTANT = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
ENTITIES = {
    "tokyo": Entity("Brightwater KK", "Asia/Tokyo", "JP"),
    "default": Entity("Brightwater Inc.", "America/Los_Angeles", "US"),
}


def test_a_hold_of_an_entity_to_the_west_lasts_through_its_last_day_there(book: DunnedBook) -> None:
    """The first entity's date was that of all: the notice left at noon of the day on which the hold was in force."""
    book.with_robot(entities=ENTITIES)
    book.offset = INSTANT - real_now()
    account = book.customer(country="US", timezone="America/Los_Angeles")
    with book.ledger.write() as connection:
        hold = NewHold(account, "hold", "their clerk is away", expires_on=date(2026, 3, 4))
        add_hold(connection, hold, book.occasion())
    assert run(book.ledger, book.policy, book.ports().occasion("tokyo")).notices == 1
    assert book.send()["handed_over"] == 0
    assert book.states() == ["cancelled"]
    book.pass_days(1)
    assert run(book.ledger, book.policy, book.ports().occasion("tokyo")).notices == 1
    assert book.send()["handed_over"] == 1

"""An entity that ops take out of robot.yaml while it has accounts and messages stops neither a run nor a dispatch."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from tests.dunned_book import DunnedBook
from workers.dunning.run import plan
from workers.ledger.schema import accounts, open_items


def move_to_north(book: DunnedBook, account_id: int) -> None:
    """The account belongs to a second entity of ours."""
    entities = dict(book.policy.robot.entities)
    book.with_robot(entities={**entities, "north": replace(entities["default"], name="North")})
    with book.ledger.write() as connection:
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(entity="north"))
        connection.execute(update(open_items).where(open_items.c.account_id == account_id).values(entity="north"))


def close_north(book: DunnedBook) -> None:
    entities = {name: entity for name, entity in book.policy.robot.entities.items() if name != "north"}
    book.with_robot(entities=entities)


def test_a_run_parks_the_accounts_of_a_removed_entity_and_goes_on(book: DunnedBook) -> None:
    move_to_north(book, book.customer("C1"))
    book.customer("C2")
    close_north(book)
    assert book.plan().notices == 1
    reasons = [verdict.decision.reason for verdict in plan(book.ledger, book.policy, book.today)]
    assert reasons == ["parked: its entity north is not in robot.yaml", "notice_unsettled"]


def test_a_dispatch_cancels_what_was_planned_for_a_removed_entity_and_sends_the_rest(book: DunnedBook) -> None:
    move_to_north(book, book.customer("C1"))
    book.customer("C2")
    book.plan()
    close_north(book)
    assert book.send() == {"handed_over": 1, "deferred": 0, "cancelled": 1, "failed": 0, "in_doubt": 0}
    assert book.states() == ["cancelled", "handed_over"]


def test_an_entity_that_comes_back_is_dunned_again(book: DunnedBook) -> None:
    move_to_north(book, book.customer("C1"))
    both = book.policy
    book.plan()
    close_north(book)
    book.send()
    assert book.plan().notices == 0
    book.policy = both
    assert book.plan().notices == 1

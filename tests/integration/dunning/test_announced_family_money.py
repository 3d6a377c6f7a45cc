"""The head of a family announces money for its members' items: their owners are not dunned until the bank speaks."""

from __future__ import annotations

from sqlalchemy import insert, select

from tests.dunned_book import DunnedBook
from workers.ledger.cash.advices import settle_advice
from workers.ledger.schema import advices, open_items


def announce(book: DunnedBook, payer: str, *items: int) -> None:
    """An advice of that payer, which waits for its bank line."""
    occasion = book.occasion()
    money = {
        "currency": "EUR",
        "amount_minor": 10_000,
        "decision": {"shares": [[item, 10_000, 0, 0] for item in items]},
    }
    judged = {"entity": "default", "state": "announced", "policy_hash": "h", "decided_at": occasion.at}
    with book.ledger.write() as connection:
        added = insert(advices).values(payer_id=payer, **money, **judged).returning(advices.c.id)
        settle_advice(connection, connection.execute(added).scalar_one(), "announced")


def test_the_head_of_a_family_keeps_only_those_from_being_dunned_whose_items_it_pays(book: DunnedBook) -> None:
    """Its members were asked for what it had announced to pay: only its own account was silent."""
    book.customer("HEAD", days_overdue=())
    for member in ("PAID", "OTHER"):
        book.customer(member, parent_id="HEAD")
    assert book.plan().notices == 2
    with book.ledger.read() as connection:
        paid = connection.scalars(select(open_items.c.id).where(open_items.c.document_number == "PAID-INV-1")).one()
    announce(book, "HEAD", paid)
    assert book.states() == ["cancelled", "planned"], "what was planned is wrong"
    assert book.plan().decisions["OnHold"] == 1
    with book.ledger.write() as connection:
        settle_advice(connection, 1, "case")
    assert book.plan().notices == 1, "no hint hides it once the robot has given up waiting"

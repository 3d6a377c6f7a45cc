"""Claims against everybody who changes accounts or contacts at the same time: nobody waits in a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

from sqlalchemy import update

from tests.dunned_book import DunnedBook
from workers.ledger.book.accounts import supersede
from workers.ledger.outgoing.messages import give_back, keep, reservations
from workers.ledger.schema import contacts, messages
from workers.ledger.unit_of_work import Ledger
from workers.outbox.judge import claim_batch


def test_a_claim_that_cancels_does_not_wait_for_an_account_that_is_being_changed(postgres_ledger: Ledger) -> None:
    """Who changes the account waits for the message that the claim holds: PostgreSQL would abort one of them."""
    book = DunnedBook(postgres_ledger)
    account_id = book.customer()
    book.plan()
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(payload='{"amount_asked": 1}'))
    with ThreadPoolExecutor(1) as pool, book.ledger.write(account_id):
        batch = pool.submit(claim_batch, book.ports(), 10).result(timeout=20)
    assert (batch.counts["cancelled"], batch.counts["deferred"]) == (0, 1)
    book.pass_days(1)
    assert claim_batch(book.ports(), 10).counts["cancelled"] == 1


def test_a_claim_does_not_wait_for_a_contact_that_an_import_is_changing(postgres_ledger: Ledger) -> None:
    book = DunnedBook(postgres_ledger)
    account_id = book.customer()
    book.plan()
    claimed = Event()

    def change() -> None:
        with book.ledger.write(account_id) as connection:
            connection.execute(update(contacts).values(email="new@c1.example"))
            assert claimed.wait(20)
            supersede(connection, [account_id], "open_items_imported")

    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(change)
        try:
            assert claim_batch(book.ports(), 10).claimed == 1
        finally:
            claimed.set()
        importing.result(timeout=20)
    assert book.states() == ["cancelled"]


def test_what_another_claim_took_after_the_lease_is_not_judged_twice(ledger: Ledger) -> None:
    """A worker too slow for its lease used to reserve the contact a second time, and died of it."""
    book = DunnedBook(ledger)
    book.customer()
    book.plan()
    address, at = "ap@c1.example", book.occasion().at
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(state="claimed", claim_token="quick", judged_version=1))
        assert keep(connection, [(1, 1, address)], at, "quick") == {1}
        assert keep(connection, [(1, 7, address)], at, "slow") == set()
        give_back(connection, [(1, at, "too late")], "slow")
        assert reservations(connection, [address], at - timedelta(days=1)) == {address: [at]}
    assert (book.states(), book.column("judged_version")) == (["claimed"], [1])

"""A stop under the law of its customer: when it ends by itself, by when a claim is to be filed, and who is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.dunned_book import DunnedBook
from workers.exception_queue.stopping import SetStop, Stopping, stop_with_case
from workers.ledger.book.stops import add_stop, find_stop, lift_ended_stops, stops_in_force
from workers.ledger.schema import cases, journal
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger)


def stop(book: DunnedBook, account_id: int, kind: str) -> SetStop:
    with book.ledger.write() as connection:
        new = Stopping(account_id, kind, "letter of 2 March")
        return stop_with_case(connection, new, book.policy, book.occasion("anna"))


def the_case(book: DunnedBook) -> Any:
    with book.ledger.read() as connection:
        return connection.execute(select(cases)).one()


def test_a_breathing_space_ends_after_sixty_days_and_dunning_goes_on_at_the_same_level(book: DunnedBook) -> None:
    account_id = book.customer(country="GB", party="sole_trader", timezone="Europe/London")
    book.plan()
    done = stop(book, account_id, "breathing_space")
    assert book.states() == ["cancelled"]
    assert (done.ends_on, done.rule_packs) == (book.today + timedelta(days=60), "uk_breathing_space@1")
    book.pass_days(60)
    book.plan()
    assert book.states() == ["cancelled"]
    book.pass_days(1)
    book.plan()
    assert (book.states(), set(book.column("level"))) == (["cancelled", "planned"], {1})
    with book.ledger.read() as connection:
        lifted = find_stop(connection, done.id)
        ended = list(connection.scalars(select(journal.c.kind).where(journal.c.kind == "stop.lifted")))
    assert lifted is not None
    assert (lifted.lifted_by, lifted.lift_reason) == ("robot", f"it ended on {done.ends_on}")
    assert ended == ["stop.lifted"]


@pytest.mark.parametrize(
    ("columns", "kind", "claim_in_days", "packs"),
    [
        ({"country": "US"}, "bankruptcy", 70, "us_bankruptcy@1"),
        ({"country": "DE"}, "insolvency", 14, "de_insolvency@1 eu_insolvency@1"),
        ({"country": "FR"}, "insolvency", 30, "eu_insolvency@1"),
        ({"country": "GB", "party": "company"}, "breathing_space", None, ""),
    ],
)
def test_the_case_says_by_when_to_file_the_claim(
    book: DunnedBook, columns: dict[str, Any], kind: str, claim_in_days: int | None, packs: str
) -> None:
    done = stop(book, book.customer(**columns), kind)
    claim_on = None if claim_in_days is None else book.today + timedelta(days=claim_in_days)
    assert (done.ends_on, done.proof_of_claim_on, done.rule_packs) == (None, claim_on, packs)
    case = the_case(book)
    assert (case.kind, case.owner, case.evidence["said"]) == ("stop_request", "legal", "letter of 2 March")
    assert case.evidence.get("proof_of_claim_on") == (claim_on.isoformat() if claim_on else None)
    assert (f"File the proof of claim by {claim_on}." == case.suggestion) is (claim_on is not None)


def test_stopping_again_shortens_nothing(book: DunnedBook) -> None:
    account_id, later = book.customer(), date(2026, 6, 1)
    with book.ledger.write() as connection:
        stop_id = add_stop(connection, account_id, "breathing_space", book.occasion(), ends_on=date(2026, 4, 1))
        for ends_on in (date(2026, 3, 10), later):
            assert add_stop(connection, account_id, "breathing_space", book.occasion(), ends_on=ends_on) == stop_id
        assert stops_in_force(connection, [account_id])[0].ends_on == later
        add_stop(connection, account_id, "breathing_space", book.occasion())
        assert stops_in_force(connection, [account_id])[0].ends_on is None
        book.pass_days(400)
        assert lift_ended_stops(connection, book.occasion()) == 0

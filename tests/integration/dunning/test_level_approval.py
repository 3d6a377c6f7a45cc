"""Levels with `approval: always`: every notice waits for a person, who lets it go or refuses it for some days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook, live_policy
from workers.dunning import level_approval, release
from workers.ledger.book.accounts import supersede
from workers.ledger.queue.cases import Case, find_unresolved
from workers.ledger.schema import holds, open_items
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet

HOLD_DAYS = 14


def approved_policy() -> PolicySet:
    """Every first level needs a person."""
    policy = live_policy()
    ladders = {
        name: replace(ladder, levels=(replace(ladder.levels[0], approval="always"), *ladder.levels[1:]))
        for name, ladder in policy.ladders.items()
    }
    return replace(policy, ladders=ladders)


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return DunnedBook(ledger, approved_policy())


def waiting_cases(book: DunnedBook) -> list[Case]:
    with book.ledger.read() as connection:
        return find_unresolved(connection, kind="run_approval")


def decide(book: DunnedBook, approved: bool) -> None:
    with book.ledger.write() as connection:
        (subject,) = [case.subject for case in waiting_cases(book)]
        level_approval.decide(connection, subject, approved, HOLD_DAYS, book.occasion("anna"))


def test_the_notices_of_a_run_wait_as_one_case_with_counts_totals_and_samples(book: DunnedBook) -> None:
    for number in ("C1", "C2", "C3"):
        book.customer(number)
    book.plan()
    assert book.send()["handed_over"] == 0
    (case,) = waiting_cases(book)
    assert case.subject == f"level:everyone_else:friendly_reminder:{book.today}"
    assert (case.evidence["notices"], case.evidence["totals"]) == (3, ["300.00 EUR"])
    assert len(case.evidence["samples"]) == 3


def test_approved_notices_leave_and_later_ones_wait_again(book: DunnedBook) -> None:
    book.customer("C1")
    book.plan()
    decide(book, approved=True)
    assert book.send()["handed_over"] == 1
    book.customer("C2")
    book.plan()
    assert book.send()["handed_over"] == 0


def test_a_notice_that_waits_is_planned_once_however_long_nobody_decides(book: DunnedBook) -> None:
    book.customer()
    for _ in range(5):
        book.plan()
        book.send()
        book.pass_days(1)
    assert book.states() == ["planned"]
    assert len(waiting_cases(book)) == 1


def test_refused_notices_are_cancelled_and_nobody_is_asked_again_for_the_days_of_the_hold(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    refused_on = book.today
    decide(book, approved=False)
    assert (book.states(), book.column("reason")) == (["cancelled"], ["refused by a person"])
    asked_on = []
    for _ in range(HOLD_DAYS + 1):
        if book.plan().notices:
            asked_on.append((book.today - refused_on).days)
        book.pass_days(1)
    assert asked_on == [HOLD_DAYS]
    with book.ledger.read() as connection:
        assert connection.execute(select(holds.c.account_id, holds.c.author)).all() == [(account_id, "anna")]


def test_a_payment_while_the_notice_waits_cancels_it_whatever_is_approved_later(book: DunnedBook) -> None:
    account_id = book.customer()
    book.plan()
    with book.ledger.write() as connection:
        connection.execute(update(open_items).values(open_minor=0))
        supersede(connection, [account_id], "payment")
    decide(book, approved=True)
    assert book.send()["handed_over"] == 0
    assert book.states() == ["cancelled"]


def test_refusing_one_day_of_a_level_leaves_the_other_days_waiting(book: DunnedBook) -> None:
    book.customer("C1")
    book.plan()
    decide(book, approved=False)
    book.pass_days(1)
    book.customer("C2")
    book.plan()
    assert book.states() == ["cancelled", "planned"]


def test_the_first_run_of_a_ladder_does_not_let_go_what_needs_a_person_of_its_own(book: DunnedBook) -> None:
    book.with_robot(segments=tuple(replace(s, mode="approve") for s in book.policy.robot.segments))
    book.customer("C1")
    book.customer("C2", segment="key")
    book.plan()
    ladder = book.policy.ladders["standard"]
    with book.ledger.write() as connection:
        release.decide_ladder(connection, f"ladder:everyone_else:{ladder.hash[:12]}", True, book.occasion("anna"))
    assert book.send()["handed_over"] == 0

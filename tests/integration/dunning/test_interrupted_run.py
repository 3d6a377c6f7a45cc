"""Dunning runs that died half-way or overlapped: nothing waits for ever, and no bound is passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.clock import real_now
from workers.dunning import release
from workers.dunning.run import run
from workers.ledger.outgoing import run_gates
from workers.ledger.schema import cases, messages
from workers.outbox.judge import claim_batch
from workers.policy.robot import Bound


class _Died(Exception):
    """What stands for a SIGKILL after the first batch."""


def _die(_verdicts: object) -> None:
    raise _Died


def run_and_die(book: DunnedBook) -> None:
    with pytest.raises(_Died):
        run(book.ledger, book.policy, book.occasion(), on_recorded=_die)


def subjects(book: DunnedBook) -> list[str]:
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.subject).where(cases.c.state != "resolved").order_by(cases.c.id)))


def test_notices_of_a_run_that_died_before_midnight_are_planned_afresh_the_next_day(book: DunnedBook) -> None:
    book.customer()
    run_and_die(book)
    book.pass_days(1)
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert book.states() == ["cancelled", "handed_over"]


def test_a_day_that_a_person_must_decide_about_is_not_taken_for_an_unfinished_run(book: DunnedBook) -> None:
    book.with_robot(bounds=replace(book.policy.robot.bounds, notices=Bound(at_least=0)))
    book.customer()
    assert book.plan().parked
    book.pass_days(1)
    book.plan()
    assert book.states() == ["planned"]


def test_a_ladder_whose_first_run_died_still_becomes_a_case(book: DunnedBook) -> None:
    book.with_robot(segments=tuple(replace(segment, mode="approve") for segment in book.policy.robot.segments))
    for number in range(3):
        book.customer(f"C{number}")
    run_and_die(book)
    assert book.plan().notices == 0
    (subject,) = subjects(book)
    with book.ledger.write() as connection:
        assert release.decide_ladder(connection, subject, True, book.occasion("anna")) == 3
    assert book.send()["handed_over"] == 3


def test_notices_of_a_run_that_died_count_against_the_bounds_of_its_day(book: DunnedBook) -> None:
    book.with_robot(bounds=replace(book.policy.robot.bounds, notices=Bound(at_least=2)))
    for number in range(3):
        book.customer(f"C{number}")
    run_and_die(book)
    assert book.plan().parked == "3 notices on 2026-03-03, at most 2 go without a person"
    assert book.send()["handed_over"] == 0


def test_a_run_over_its_bounds_shuts_the_day_that_an_overlapping_run_opened(book: DunnedBook) -> None:
    book.with_robot(bounds=replace(book.policy.robot.bounds, notices=Bound(at_least=0)))
    book.customer()
    with book.ledger.write() as connection:
        first = release.start_run(connection, book.policy, book.occasion())
    run_and_die(book)
    with book.ledger.write() as connection:
        lenient = replace(book.policy.robot, bounds=replace(book.policy.robot.bounds, notices=Bound(at_least=9)))
        release.finish_run(connection, replace(book.policy, robot=lenient), book.occasion(), first)
        again = release.Going(first.modes, first.day, notices=1)
        assert release.finish_run(connection, book.policy, book.occasion(), again)
    assert book.send()["handed_over"] == 0


@pytest.mark.parametrize("approved", [True, False], ids=["approved", "refused"])
def test_what_a_dead_dispatch_had_claimed_waits_for_the_day_as_well(book: DunnedBook, approved: bool) -> None:
    """Claimed, then its process died; a second run shut the day: the lapsed claim may not slip out."""
    book.customer()
    book.plan()
    assert claim_batch(book.ports(), 9).claimed == 1
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(lease_until=real_now() - timedelta(hours=1)))
        run_gates.shut_day(connection, book.today, book.occasion())
    assert (book.send()["handed_over"], book.states()) == (0, ["claimed"])
    with book.ledger.write() as connection:
        release.decide_day(connection, f"notices:{book.today}", approved, book.occasion("anna"))
    book.send()
    assert book.states() == ["handed_over" if approved else "cancelled"]


def test_runs_every_few_minutes_hide_no_day_from_the_bounds(book: DunnedBook) -> None:
    """The median is over days: of a day with a hundred runs that found nothing, the one that planned counts too."""
    book.customer()
    book.plan()
    for _ in range(100):
        with book.ledger.write() as connection:
            release.finish_run(
                connection, book.policy, book.occasion(), release.join_run(connection, book.policy, book.occasion())
            )
    book.pass_days(1)
    with book.ledger.read() as connection:
        assert run_gates.notices_per_day(connection, book.today, 20) == [1]

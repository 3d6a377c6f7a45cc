"""A day's run shared by workers: every account once, one opening, one end, and nothing lost with a worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select, update

from tests.dunned_book import DunnedBook
from workers.clock import real_now
from workers.dunning.share import JOB, take_part
from workers.errors import TransientError
from workers.ledger.operations import job_runs, run_spans
from workers.ledger.outgoing import run_gates
from workers.ledger.schema import journal, messages
from workers.ledger.schema import run_spans as spans


def with_customers(book: DunnedBook, count: int) -> None:
    for number in range(count):
        book.customer(f"C{number}")


def join(book: DunnedBook) -> int:
    """Take part, again and again while another worker opens the run."""
    while True:
        try:
            return take_part(book.ledger, book.policy, book.occasion(), everything=False, width=3)
        except TransientError:
            continue


def finished(book: DunnedBook) -> int:
    with book.ledger.read() as connection:
        query = select(func.count()).where(journal.c.kind == "dunning.run_finished")
        return int(connection.scalar(query) or 0)


def test_workers_share_a_run_and_each_account_gets_one_notice(book: DunnedBook) -> None:
    with_customers(book, 40)
    with ThreadPoolExecutor(4) as pool:
        worked = list(pool.map(lambda _: join(book), range(4)))
    assert sum(worked) == 14
    assert book.states() == ["planned"] * 40
    assert finished(book) == 1
    with book.ledger.read() as connection:
        assert job_runs.is_done(connection, JOB, book.today)
        assert run_gates.shut_days(connection) == []


def test_a_day_that_is_done_is_left_alone(book: DunnedBook) -> None:
    with_customers(book, 4)
    assert join(book) == 2
    book.customer("C99")
    assert join(book) == 0
    assert finished(book) == 1


def test_the_days_gate_stays_shut_until_the_last_span_is_recorded(book: DunnedBook) -> None:
    with_customers(book, 4)
    with book.ledger.write() as connection:
        run_spans.lay_out(connection, book.today, 3)
        taken = run_spans.take(connection, book.today, real_now(), real_now() + timedelta(hours=1))
    with book.ledger.write() as connection:
        run_gates.shut_day(connection, book.today, book.occasion())
    assert join(book) == 1
    assert taken is not None
    assert finished(book) == 0
    assert book.send()["handed_over"] == 0


def test_the_span_of_a_dead_worker_is_worked_off_by_another(book: DunnedBook) -> None:
    with_customers(book, 4)
    with book.ledger.write() as connection:
        run_spans.lay_out(connection, book.today, 3)
        run_spans.take(connection, book.today, real_now(), real_now() + timedelta(hours=1))
    assert join(book) == 1
    with book.ledger.write() as connection:
        connection.execute(update(spans).values(taken_until=real_now() - timedelta(seconds=1)))
    assert join(book) == 1
    assert finished(book) == 1
    with book.ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(messages)) == 4


def test_the_next_day_begins_with_spans_of_its_own(book: DunnedBook) -> None:
    with_customers(book, 4)
    join(book)
    book.pass_days(1)
    assert join(book) == 2
    assert finished(book) == 2

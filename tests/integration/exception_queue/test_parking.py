"""A broken law parks the accounts it names; the case, once handled, lets them go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.errors import UserError
from workers.exception_queue.actors import record_dead_message
from workers.exception_queue.cases import NewCase
from workers.exception_queue.desk import Resolution, list_cases, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.lifting import LIFTING
from workers.exception_queue.parking import park_accounts
from workers.ledger.schema import accounts, journal, messages
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.settings import load_settings
from workers.wiring import assemble


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    """Two customers, each with a notice that waits to leave."""
    book = DunnedBook(ledger)
    book.customer("C1")
    book.customer("C2")
    book.plan()
    return book


def park(book: DunnedBook, account_ids: Sequence[int], subject: str = "law:2") -> int:
    new = NewCase(CaseKind.INVARIANT, subject, "an amount is wrong", evidence={"violations": ["item 1: wrong"]})
    with book.ledger.write() as connection:
        return park_accounts(connection, new, account_ids, occasion=book.occasion(), policy=QueuePolicy())


def handle(book: DunnedBook, case_id: int, decision: str = "handled") -> None:
    occasion = book.occasion("ann")
    with book.ledger.write() as connection:
        resolve_case(
            connection, case_id, Resolution(decision), occasion=occasion, now=occasion.at, consequences=LIFTING
        )


def parked(book: DunnedBook) -> dict[int, str]:
    with book.ledger.read() as connection:
        query = select(accounts.c.id, accounts.c.parked_reason).where(accounts.c.parked_reason.is_not(None))
        return {row.id: row.parked_reason for row in connection.execute(query)}


def told(book: DunnedBook, account_id: int) -> list[tuple[str, str]]:
    with book.ledger.read() as connection:
        query = select(journal.c.kind, journal.c.actor).where(journal.c.kind.like("account.%"))
        rows = connection.execute(query.where(journal.c.account_id == account_id).order_by(journal.c.seq))
        return [(row.kind, row.actor) for row in rows]


def test_a_parked_account_is_silent_until_its_case_is_handled(book: DunnedBook) -> None:
    case_id = park(book, [1])
    assert parked(book) == {1: "invariant case about law:2"}
    assert book.states() == ["cancelled", "planned"]
    assert book.plan().notices == 0
    assert book.send()["handed_over"] == 1
    handle(book, case_id)
    assert parked(book) == {}
    assert book.plan().notices == 1
    assert book.send()["handed_over"] == 1
    assert told(book, 1) == [("account.parked", "robot"), ("account.unparked", "ann")]


def test_what_was_planned_past_the_parking_is_stopped_at_the_gate(book: DunnedBook) -> None:
    park(book, [1])
    with book.ledger.write() as connection:
        connection.execute(update(messages).where(messages.c.account_id == 1).values(state="planned"))
    assert book.send()["handed_over"] == 1
    assert book.column("reason")[0] == "parked: invariant case about law:2"


def test_a_repeat_disturbs_nothing_and_keeps_what_it_no_longer_names(book: DunnedBook) -> None:
    case_id = park(book, [1])
    with book.ledger.read() as connection:
        before = connection.scalar(select(accounts.c.version).where(accounts.c.id == 1))
    assert park(book, [2]) == park(book, [1]) == case_id
    with book.ledger.read() as connection:
        assert connection.scalar(select(accounts.c.version).where(accounts.c.id == 1)) == before
        (case,) = list_cases(connection, book.occasion().at)
    assert (case.evidence["accounts"], case.occurrences, set(parked(book))) == ([1, 2], 3, {1, 2})
    handle(book, case_id)
    assert parked(book) == {}


def test_an_account_that_another_case_names_stays_parked(book: DunnedBook) -> None:
    first, second = park(book, [1, 2]), park(book, [2], "law:1")
    handle(book, first)
    assert set(parked(book)) == {2}
    handle(book, second)
    assert parked(book) == {}


def test_a_case_that_holds_accounts_cannot_be_waved_away(book: DunnedBook) -> None:
    with pytest.raises(UserError, match="takes handled, not 'dismiss'"):
        handle(book, park(book, [1]), "dismiss")
    assert set(parked(book)) == {1}


def test_a_dead_message_that_broke_a_law_parks_the_accounts_it_names(tmp_path: Path) -> None:
    robot = assemble(load_settings({"COLLECTBOT_HOME": str(tmp_path)}, dotenv=tmp_path / ".env"))
    DunnedBook(robot.ledger).customer("C1")
    letter = {"actor": "dunning.run", "ids": ["2026-03-03"], "error": "InvariantViolation: no", "retries": 0}
    record_dead_message(robot, {**letter, "accounts": [1]})
    with robot.ledger.read() as connection:
        kinds = {case.kind for case in list_cases(connection, robot.clock.now())}
        assert connection.scalar(select(accounts.c.parked_reason)) is not None
    robot.close()
    assert kinds == {"dead_message", "invariant"}

"""Call tasks: handed over as cases, once; ranked on today's facts; and what each outcome causes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from tests.called_book import first_level
from tests.dunned_book import DunnedBook
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue import desk
from workers.exception_queue.call_list import Call, calls_to_make, clear_settled_calls
from workers.exception_queue.call_tasks import call_consequence
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.stops import add_stop
from workers.ledger.queue import calls, cases
from workers.ledger.queue.cases import Case
from workers.ledger.schema import calls as calls_table
from workers.ledger.schema import contacts, holds, journal, messages, open_items, promises
from workers.ledger.unit_of_work import Ledger
from workers.policy.pauses import Pause
from workers.policy.robot import Redirect
from workers.receivables.calendar import add_business_days


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    dunned = DunnedBook(ledger)
    first_level(dunned, "call", fallback_channels=("email",))
    return dunned


def given(book: DunnedBook, *customers: str, **columns: Any) -> None:
    for number in customers:
        book.customer(number, **columns)
    book.plan()
    assert book.send()["handed_over"] == len(customers)


def tasks(book: DunnedBook) -> list[Case]:
    with book.ledger.read() as connection:
        return cases.find_unresolved(connection, kind=CaseKind.CALL_TASK)


def to_make(book: DunnedBook) -> list[Call]:
    with book.ledger.read() as connection:
        return calls_to_make(connection, book.policy, book.occasion())


def resolve(book: DunnedBook, decision: str) -> None:
    (task,) = tasks(book)
    with book.ledger.write() as connection:
        desk.resolve_case(
            connection,
            task.id,
            desk.Resolution(decision),
            occasion=book.occasion("kim"),
            now=real_now(),
            consequences={CaseKind.CALL_TASK: call_consequence(lambda: book.policy.robot)},
        )


def next_day(book: DunnedBook) -> date:
    return add_business_days(book.today, 1, "GB")


def journalled(book: DunnedBook, kind: str) -> list[str]:
    with book.ledger.read() as connection:
        return list(
            connection.scalars(
                select(journal.c.data).where(journal.c.kind == kind).order_by(journal.c.stream, journal.c.seq)
            )
        )


def test_a_call_is_handed_over_as_one_case_with_number_script_and_items(book: DunnedBook) -> None:
    given(book, "C1", days_overdue=(10, 5))
    (task,) = tasks(book)
    assert (task.amount_minor, task.currency, task.customer_id) == (20_000, "EUR", "C1")
    assert task.evidence["phone"].startswith("+49151")
    assert [item[0] for item in task.evidence["items"]] == ["C1-INV-1", "C1-INV-2"]
    assert "BW-C1" in task.evidence["script"]
    assert "€200.00" in task.evidence["script"]
    assert book.states() == ["handed_over"]
    assert book.send()["handed_over"] == 0
    assert len(tasks(book)) == 1


def test_in_a_rehearsal_nobody_is_told_to_call_the_customer(book: DunnedBook) -> None:
    book.with_robot(redirect_all_to=Redirect("rehearsal@us.example", "+441174960199"))
    given(book, "C1")
    assert tasks(book)[0].evidence["phone"] == "+441174960199"
    resolve(book, "wrong_number")
    with book.ledger.read() as connection:
        assert connection.scalar(select(contacts.c.phone_valid)) is True


def test_the_top_of_the_list_is_the_same_however_the_cases_came(book: DunnedBook) -> None:
    names = [f"C{n}" for n in range(1, 31)]
    random.Random(7).shuffle(names)
    for name in names:
        account = book.customer(name, days_overdue=(4 + int(name[1:]) % 9,))
        book.item(account, f"{name}-EXTRA", 4, amount=1_000 * (int(name[1:]) % 7 + 1))
    book.plan()
    book.send()
    top = to_make(book)[:20]
    assert [call.score for call in top] == sorted((call.score for call in top), reverse=True)
    worth = {call.case.customer_id: (call.amount_minor // 100) * (100 + 2 * call.days_late) // 100 - 25 for call in top}
    assert [call.score for call in top] == list(worth.values())
    assert [call.case.id for call in to_make(book)[:20]] == [call.case.id for call in top]


def test_a_broken_promise_raises_a_call(book: DunnedBook) -> None:
    given(book, "C1", "C2")
    first, second = to_make(book)
    assert first.score == second.score, "which of two messages leaves first is nobody's choice"
    with book.ledger.write() as connection:
        on, at = book.today, book.occasion().at
        held = {"account_id": 2, "kind": "promise", "reason": "", "author": "kim", "created_at": at, "lifted_at": at}
        hold = connection.execute(insert(holds).values(held).returning(holds.c.id)).scalar_one()
        row = {"account_id": 2, "currency": "EUR", "amount_minor": 1, "promised_on": on, "good_through": on}
        row |= {"state": "broken", "hold_id": hold, "evidence": "", "author": "kim", "made_at": at, "made_on": on}
        connection.execute(insert(promises).values(row | {"newest_entry_id": 0, "newest_item_id": 0}))
    assert [call.case.customer_id for call in to_make(book)] == ["C2", "C1"]


def test_nobody_is_called_who_paid_or_is_stopped_and_a_part_payment_lowers_the_amount(book: DunnedBook) -> None:
    given(book, "C1", "C2", "C3")
    with book.ledger.write() as connection:
        open_of = {"C1": 0, "C2": 4_000}
        for name, left in open_of.items():
            named = open_items.c.document_number == f"{name}-INV-1"
            connection.execute(update(open_items).where(named).values(open_minor=left))
        add_stop(connection, 3, "bankruptcy", book.occasion("legal"))
    assert [(call.case.customer_id, call.amount_minor) for call in to_make(book)] == [("C2", 4_000)]


def test_nobody_is_called_on_a_paused_day(book: DunnedBook) -> None:
    """The call list used to know nothing of the pauses of robot.yaml."""
    given(book, "C1", "C2", country="IT")
    book.with_robot(pauses=(Pause(book.today, book.today, "strike", country=("FR",)),))
    assert len(to_make(book)) == 2
    book.with_robot(pauses=(Pause(book.today, book.today, "strike", country=("IT",)),))
    assert to_make(book) == []
    assert len(tasks(book)) == 2, "they are to be made on another day"


def test_a_task_that_was_settled_is_taken_back_unless_somebody_has_it(book: DunnedBook) -> None:
    given(book, "C1", "C2", "C3")
    with book.ledger.write() as connection:
        for name in ("C1", "C2"):
            named = open_items.c.document_number == f"{name}-INV-1"
            connection.execute(update(open_items).where(named).values(open_minor=0))
        taken = next(case.id for case in tasks(book) if case.customer_id == "C1")
        desk.claim_case(connection, taken, book.occasion("kim"), real_now(), 30)
        assert len(clear_settled_calls(connection, book.policy, book.occasion())) == 1
    assert sorted(case.customer_id or "" for case in tasks(book)) == ["C1", "C3"]


def test_who_was_reached_has_had_the_notice(book: DunnedBook) -> None:
    given(book, "C1")
    resolve(book, "reached")
    assert (book.states(), tasks(book)) == (["delivered"], [])
    assert '"outcome":"reached"' in journalled(book, "call.made")[0]
    with book.ledger.read() as connection:
        assert calls.calls_made(connection, [1], book.occasion().at.replace(year=2025)) == {(1, 1, "EUR"): 1}


def test_a_call_nobody_answers_comes_back_next_business_day_and_then_the_ladder_moves_on(book: DunnedBook) -> None:
    given(book, "C1")
    for number in (1, 2):
        resolve(book, "no_answer")
        assert to_make(book) == []
        (again,) = tasks(book)
        assert (again.evidence["call"], again.evidence["call_on"]) == (number + 1, str(next_day(book)))
        book.pass_days((next_day(book) - book.today).days)
        assert [call.calls_made for call in to_make(book)] == [number]
    resolve(book, "no_answer")
    assert (book.states(), tasks(book)) == (["bounced"], [])
    book.plan()
    assert book.column("channel") == ["call", "email"]


def test_a_wrong_number_is_used_no_more(book: DunnedBook) -> None:
    given(book, "C1")
    resolve(book, "wrong_number")
    with book.ledger.read() as connection:
        assert connection.scalar(select(contacts.c.phone_valid)) is False
    book.plan()
    assert book.column("channel") == ["call", "email"]


def test_a_person_is_not_called_more_often_than_the_cap_about_one_debt(book: DunnedBook) -> None:
    book.with_robot(call_tasks=replace(book.policy.robot.call_tasks, at_most=1))
    given(book, "C1")
    resolve(book, "no_answer")
    book.pass_days((next_day(book) - book.today).days)
    assert to_make(book) == []
    book.pass_days(7)
    assert len(to_make(book)) == 1


def test_a_call_that_was_not_made_is_no_call(book: DunnedBook) -> None:
    given(book, "C1")
    resolve(book, "dismiss")
    assert (book.states(), journalled(book, "call.made")) == (["handed_over"], [])


def test_an_outcome_that_is_none_is_refused(book: DunnedBook) -> None:
    given(book, "C1")
    with pytest.raises(UserError, match="reached or no_answer"):
        resolve(book, "maybe")


def for_an_agency(book: DunnedBook) -> None:
    """We collect the debts of others, so that Regulation F covers calls to consumers in the United States."""
    entities = {name: replace(entity, role="agency") for name, entity in book.policy.robot.entities.items()}
    book.with_robot(entities=entities)


@pytest.mark.parametrize(("outcome", "called_again"), [("promised", False), ("no_answer", True)])
def test_nobody_is_called_within_seven_days_of_a_conversation_about_the_debt(
    book: DunnedBook, outcome: str, called_again: bool
) -> None:
    for_an_agency(book)
    given(book, "C1", country="US", party="consumer", timezone="Europe/London")
    resolve(book, "no_answer")
    book.pass_days((next_day(book) - book.today).days)
    with book.ledger.write() as connection:
        (task,) = tasks(book)
        told = calls.MadeCall(task.evidence["message"], 1, 1, "EUR", task.evidence["contact"], 1, outcome)
        connection.execute(calls_table.delete())
        calls.add_call(connection, told, book.occasion())
    assert bool(to_make(book)) is called_again
    book.pass_days(7)
    assert len(to_make(book)) == 1


def test_a_call_task_is_not_handed_over_within_seven_days_of_a_conversation(book: DunnedBook) -> None:
    for_an_agency(book)
    given(book, "C1", country="US", party="consumer", timezone="Europe/London")
    resolve(book, "reached")
    with book.ledger.write() as connection:
        again = {"state": "planned", "not_before": book.occasion().at, "key": "again", "claim_token": None}
        connection.execute(update(messages).values(again))
    assert book.send()["deferred"] == 1
    assert "we spoke about this debt lately (us_regf_calls@2)" in book.column("reason")[0]
    with book.ledger.read() as connection:
        called_at = connection.execute(select(calls_table.c.called_at)).scalar_one()
        assert connection.scalar(select(messages.c.not_before)) == called_at + timedelta(days=7)

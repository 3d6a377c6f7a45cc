"""F78: whose a case is today. Teams part their customers; who is away is stood in for from day 1 to the last."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.staffed_book import ANN, BOB, EVA, StaffedBook
from tests.waiting import wait_until
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue import desk
from workers.exception_queue.kinds import RULES, CaseKind
from workers.exception_queue.staffing import hand_over_late, late_since
from workers.ledger.people.absences import end_absences, find_absences
from workers.ledger.people.users import disable_user, user_named
from workers.ledger.queue import cases
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import queue_policy
from workers.policy.staffing import TEAMS


@pytest.fixture
def office(sqlite_ledger: Ledger) -> StaffedBook:
    return filled(sqlite_ledger)


@pytest.fixture
def each_office(ledger: Ledger) -> StaffedBook:
    return filled(ledger)


def filled(ledger: Ledger) -> StaffedBook:
    """Five customers with a case for collections, and four bank lines."""
    book = StaffedBook(ledger).open_office()
    for number in range(5):
        book.put(CaseKind.UNCLEAR_MAIL, book.customer(f"C{number}"))
    for number in range(4):
        book.put(CaseKind.UNIDENTIFIED_CASH, subject=f"line:{number}")
    return book


def test_every_case_of_a_team_is_one_persons_and_the_rule_agrees_with_the_query(each_office: StaffedBook) -> None:
    shares = {name: each_office.of(name) for name in (ANN, BOB, EVA)}
    assert sorted(case_id for ids in shares.values() for case_id in ids) == list(range(1, 10))
    with each_office.ledger.read() as connection:
        for name, ids in shares.items():
            for case_id in ids:
                case = cases.find_case(connection, case_id)
                assert case is not None
                assert each_office.staff().person_for(case) == name


def test_one_customer_is_always_the_same_persons(office: StaffedBook) -> None:
    again = office.put(CaseKind.DELIVERY_FAILED, 2)
    assert next(name for name in (ANN, BOB, EVA) if again in office.of(name)) == next(
        name for name in (ANN, BOB, EVA) if 2 in office.of(name)
    )


def test_an_absent_owners_cases_move_on_day_1_and_come_back(office: StaffedBook) -> None:
    anns, evas = office.of(ANN), office.of(EVA)
    office.away(ANN, 1, 3, deputy=EVA)
    assert (office.of(ANN), office.of(EVA)) == (anns, evas)
    for day in (1, 3):
        assert (office.of(ANN, day), office.of(EVA, day)) == ([], sorted(anns + evas))
    assert (office.of(ANN, 4), office.of(EVA, 4)) == (anns, evas)
    with office.ledger.write() as connection:
        assert end_absences(connection, office.user(ANN), office.occasion()) == 1
        assert find_absences(connection, office.today) == []
    assert office.of(ANN, 1) == anns


def test_without_a_deputy_the_next_of_the_team_who_is_there_takes_over(office: StaffedBook) -> None:
    anns = office.of(ANN)
    office.away(ANN, 0, 0)
    office.away(BOB, 0, 0, deputy=ANN)  # who is away too
    everything = office.of(EVA)
    assert set(anns) <= set(everything)
    assert len(everything) == 9


def test_cases_of_a_person_by_name_go_to_the_deputy(each_office: StaffedBook) -> None:
    case_id = each_office.put(CaseKind.NO_CONTACT, 1)
    with each_office.ledger.write() as connection:
        cases.hand_over(connection, case_id, "Ann@us.example")
    assert case_id in each_office.of(ANN)
    each_office.away(ANN, 0, 5, deputy=EVA)
    assert case_id in each_office.of(EVA)
    assert case_id not in each_office.of(ANN)


def test_whoever_is_locked_out_is_away(office: StaffedBook) -> None:
    anns = office.of(ANN)
    with office.ledger.write() as connection:
        disable_user(connection, user_named(connection, ANN), office.occasion())
    assert set(anns) <= set(office.of(BOB))
    assert not office.staff().is_there(ANN)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda office: office.away(ANN, 2, 1), "no days to come"),
        (lambda office: office.away(ANN, -3, -1), "no days to come"),
        (lambda office: office.away(ANN, 1, 2, deputy=ANN), "cannot stand in"),
        (lambda office: (office.away(ANN, 1, 5), office.away(ANN, 5, 9)), "already"),
    ],
    ids=["backwards", "over", "own deputy", "twice"],
)
def test_what_is_no_absence(office: StaffedBook, act: Callable[[StaffedBook], object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        act(office)


@pytest.mark.parametrize(
    "act", ["claim", pytest.param("resolve", marks=pytest.mark.slow), pytest.param("hand over", marks=pytest.mark.slow)]
)
def test_what_changed_while_the_escalation_waited_for_its_account_is_left_alone(
    postgres_ledger: Ledger, act: str
) -> None:
    """The escalation has read the late case when the first commits: it looks again once it has the account."""
    book = StaffedBook(postgres_ledger).open_office(business_days=2, tell=("lead@us.example",), hand_over=True)
    late = book.put(CaseKind.UNCLEAR_MAIL, book.customer())
    book.pass_days(10)

    def escalate() -> int:
        terms = book.policy.robot.staffing.late
        with book.ledger.write() as connection:
            return hand_over_late(connection, terms, queue_policy(book.policy.robot), book.occasion(), real_now())

    occasion = replace(book.occasion(), actor=ANN)
    with ThreadPoolExecutor(1) as pool:
        with book.ledger.write(1) as connection:
            second = pool.submit(escalate)
            wait_until(lambda: waits_for_a_lock(book.ledger), "the escalation waits for the account")
            match act:
                case "claim":
                    desk.claim_case(connection, late, occasion, real_now(), 30)
                case "resolve":
                    assert cases.resolve(connection, late, ("handled", ""), occasion, real_now())
                case _:
                    cases.hand_over(connection, late, BOB)
        assert second.result(timeout=20) == 0
    with book.ledger.read() as connection:
        found = cases.find_case(connection, late)
        assert found is not None
        assert found.owner == (BOB if act == "hand over" else "collections")
        assert "case.escalated" not in [line.kind for line in cases.find_history(connection, found)]


def waits_for_a_lock(ledger: Ledger) -> bool:
    with ledger.read() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")))


def test_what_lies_too_long_goes_to_whoever_is_named(ledger: Ledger) -> None:
    book = StaffedBook(ledger).open_office(business_days=2, tell=("lead@us.example",), hand_over=True)
    late, held = book.put(CaseKind.STALE_FEED), book.put(CaseKind.UNCLEAR_MAIL)
    dispute = book.put(CaseKind.DISPUTE_RESOLUTION)
    queue, terms = queue_policy(book.policy.robot), book.policy.robot.staffing.late
    book.pass_days(1)
    with ledger.write() as connection:
        assert hand_over_late(connection, terms, queue, book.occasion(), real_now()) == 0
    book.pass_days(10)
    with ledger.write() as connection:
        desk.claim_case(connection, held, book.occasion(), real_now(), 30)
        assert hand_over_late(connection, terms, queue, book.occasion(), real_now()) == 1
        assert hand_over_late(connection, terms, queue, book.occasion(), real_now()) == 0
        # A claim that is over holds nothing.
        assert hand_over_late(connection, terms, queue, book.occasion(), real_now() + timedelta(hours=1)) == 1
    with ledger.read() as connection:
        owners = {each: found.owner for each in (late, held, dispute) if (found := cases.find_case(connection, each))}
        found = cases.find_case(connection, late)
        assert found is not None
        assert [line.kind for line in cases.find_history(connection, found)] == ["case.opened", "case.escalated"]
    assert owners == {late: "lead@us.example", held: "lead@us.example", dispute: "collections"}


def test_a_weekend_makes_nothing_late(ledger: Ledger) -> None:
    book = StaffedBook(ledger).open_office()
    queue, late = queue_policy(book.policy.robot), replace(book.policy.robot.staffing.late, business_days=1)
    monday = book.today - timedelta(days=book.today.weekday())
    assert late_since(late, monday, queue).date() == monday - timedelta(days=2)  # what was due on Friday
    assert late_since(late, monday + timedelta(days=1), queue).date() == monday + timedelta(days=1)


def test_the_teams_of_the_policy_are_those_of_the_kinds() -> None:
    assert {rule.owner for rule in RULES.values()} == TEAMS

"""The exception queue over a real database: opened once, ranked, claimed by one, resolved with its consequence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.open_items_file import item, take_in
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import (
    Consequences,
    Resolution,
    claim_case,
    list_cases,
    release_case,
    resolve_case,
    show_case,
)
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue.cases import Case
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.policy.robot import CaseRule
from workers.receivables.occasion import Occasion

THURSDAY = date(2026, 3, 5)
ROBOT = Occasion(datetime(2026, 3, 5, 8, tzinfo=UTC), THURSDAY, "robot")
ANN, BOB = replace(ROBOT, actor="ann"), replace(ROBOT, actor="bob")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = QueuePolicy(country="DE", zone="Europe/Berlin")
NOTHING: Consequences = {}


def put(ledger: Ledger, kind: CaseKind = CaseKind.UNREADABLE, subject: str = "mail:1", **facts: object) -> int:
    with ledger.write() as connection:
        return open_case(connection, NewCase(kind, subject, "because", **facts), ROBOT, POLICY)  # type: ignore[arg-type]


def show(ledger: Ledger, case_id: int) -> Case:
    with ledger.read() as connection:
        return show_case(connection, case_id)[0]


def test_the_same_thing_twice_is_one_case(ledger: Ledger) -> None:
    first = put(ledger)
    assert put(ledger, amount_minor=500, currency="EUR") == first
    case = show(ledger, first)
    assert (case.occurrences, case.amount_minor) == (2, 500)
    assert put(ledger, subject="mail:2") != first
    assert put(ledger, kind=CaseKind.ENCRYPTED) != first


def test_a_resolved_case_does_not_swallow_the_next_occurrence(ledger: Ledger) -> None:
    first = put(ledger)
    with ledger.write() as connection:
        resolve_case(connection, first, Resolution("handled"), occasion=ANN, now=NOW, consequences=NOTHING)
    assert put(ledger) != first


def test_a_case_is_due_at_the_end_of_work_where_specialists_work(ledger: Ledger) -> None:
    case = show(ledger, put(ledger))  # two business days after a Thursday
    assert case.due_at == datetime(2026, 3, 9, 17, tzinfo=UTC)
    assert case.owner == "cash_application"


def test_robot_yaml_overrides_owner_and_due_time_of_a_kind(ledger: Ledger) -> None:
    rules = {"unreadable": CaseRule("ann@us.example", 0)}
    with ledger.write() as connection:
        case_id = open_case(
            connection, NewCase(CaseKind.UNREADABLE, "mail:1", "why"), ROBOT, replace(POLICY, kinds=rules)
        )
    case = show(ledger, case_id)
    assert (case.owner, case.due_at.date()) == ("ann@us.example", THURSDAY)


def test_the_list_begins_with_what_cannot_wait(ledger: Ledger) -> None:
    small = put(ledger, subject="small", amount_minor=1_00, currency="EUR")
    large = put(ledger, subject="large", amount_minor=90_000_00, currency="EUR")
    broken_law = put(ledger, CaseKind.INVARIANT, "law:1")
    with ledger.read() as connection:
        assert [case.id for case in list_cases(connection, ROBOT.at)] == [broken_law, large, small]
        assert [case.id for case in list_cases(connection, ROBOT.at, kind="invariant")] == [broken_law]


def test_lateness_raises_a_case(ledger: Ledger) -> None:
    put(ledger)
    with ledger.read() as connection:
        today = list_cases(connection, ROBOT.at)[0].priority
        later = list_cases(connection, ROBOT.at + timedelta(days=9))[0].priority
    assert later < today


def test_nobody_else_can_claim_while_a_claim_runs(ledger: Ledger) -> None:
    case_id = put(ledger)
    with ledger.write() as connection:
        claim_case(connection, case_id, ANN, NOW, minutes=30)
    with ledger.write() as connection, pytest.raises(UserError, match="claimed by ann until 2026-11-22 12:30"):
        claim_case(connection, case_id, BOB, NOW + timedelta(minutes=29), minutes=30)
    with ledger.write() as connection, pytest.raises(UserError, match="claimed by ann"):
        resolve_case(connection, case_id, Resolution("handled"), occasion=BOB, now=NOW, consequences=NOTHING)
    with ledger.write() as connection:
        taken = claim_case(connection, case_id, BOB, NOW + timedelta(minutes=30), minutes=30)
    assert taken.claimed_by == "bob"


def test_a_released_case_is_free_and_only_its_holder_releases_it(ledger: Ledger) -> None:
    case_id = put(ledger)
    with ledger.write() as connection:
        claim_case(connection, case_id, ANN, NOW, minutes=30)
    with ledger.write() as connection, pytest.raises(UserError, match="not claimed by bob"):
        release_case(connection, case_id, BOB)
    with ledger.write() as connection:
        release_case(connection, case_id, ANN)
        assert claim_case(connection, case_id, BOB, NOW, minutes=30).claimed_by == "bob"


def test_twenty_threads_claim_and_one_wins(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item("INV-1"))
    with_account, without = put(ledger, subject="a", account_id=1), put(ledger, subject="b")

    def try_claim(number: int) -> list[int]:
        won = []
        for case_id in (with_account, without):
            try:
                with ledger.write() as connection:
                    claim_case(connection, case_id, replace(ROBOT, actor=f"p{number}"), NOW, minutes=30)
                    won.append(case_id)
            except UserError:
                continue
        return won

    with ThreadPoolExecutor(20) as pool:
        winners = [case_id for won in pool.map(try_claim, range(20)) for case_id in won]
    assert sorted(winners) == sorted([with_account, without])


def test_twenty_threads_open_the_same_case_once(ledger: Ledger) -> None:
    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(lambda _: put(ledger), range(20)))
    assert len(ids) == 1
    assert show(ledger, ids.pop()).occurrences == 20


def test_only_the_kinds_own_decisions_are_taken(ledger: Ledger) -> None:
    case_id = put(ledger)
    with ledger.write() as connection, pytest.raises(UserError, match="takes handled or dismiss, not 'approve'"):
        resolve_case(connection, case_id, Resolution("approve"), occasion=ANN, now=NOW, consequences=NOTHING)
    with ledger.read() as connection, pytest.raises(UserError, match="no case 999"):
        show_case(connection, 999)


def test_a_case_is_resolved_once(ledger: Ledger) -> None:
    case_id = put(ledger)
    seen: list[str] = []

    def consequence(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        seen.append(f"{case.subject} {resolution.decision} {occasion.actor}")

    table: Consequences = {CaseKind.UNREADABLE: consequence}
    with ledger.write() as connection:
        resolve_case(connection, case_id, Resolution("dismiss", "spam"), occasion=ANN, now=NOW, consequences=table)
    with ledger.write() as connection, pytest.raises(UserError, match="was resolved by ann as dismiss"):
        resolve_case(connection, case_id, Resolution("handled"), occasion=BOB, now=NOW, consequences=table)
    assert seen == ["mail:1 dismiss ann"]


def test_a_consequence_that_fails_takes_the_resolution_back(ledger: Ledger) -> None:
    case_id = put(ledger)

    def failing(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        raise UserError("not possible today")

    table: Consequences = {CaseKind.UNREADABLE: failing}
    with pytest.raises(UserError, match="not possible"), ledger.write() as connection:
        resolve_case(connection, case_id, Resolution("handled"), occasion=ANN, now=NOW, consequences=table)
    assert show(ledger, case_id).state == "open"


@pytest.mark.parametrize("with_account", [True, False])
def test_the_history_tells_who_did_what(ledger: Ledger, tmp_path: Path, with_account: bool) -> None:
    take_in(ledger, tmp_path, item("INV-1"))
    account_id = 1 if with_account else None
    other, case_id = put(ledger, subject="other", account_id=account_id), put(ledger, account_id=account_id)
    with ledger.write() as connection:
        claim_case(connection, case_id, ANN, NOW, minutes=30)
        release_case(connection, case_id, ANN)
        resolve_case(connection, case_id, Resolution("handled"), occasion=BOB, now=NOW, consequences=NOTHING)
    with ledger.read() as connection:
        case, history = show_case(connection, case_id)
        assert case.customer_name == ("Adler GmbH" if with_account else None)
        assert [(line.kind, line.actor) for line in history] == [
            ("case.opened", "robot"),
            ("case.claimed", "ann"),
            ("case.released", "ann"),
            ("case.resolved", "bob"),
        ]
        assert [line.kind for line in show_case(connection, other)[1]] == ["case.opened"]

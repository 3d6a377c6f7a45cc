"""Twenty specialists on one queue, all taking what is most urgent: no case is worked twice, and none is lost.

By default a twentieth of the 2,000 cases, some of them above the limit of one person; whole with the mark ``slow``.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from sqlalchemy import Connection, select

from workers.clock import real_now
from workers.exception_queue import desk
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue.cases import Case
from workers.ledger.schema import cases, journal, proposals
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.receivables.occasion import Occasion

ROBOT = Occasion(datetime(2026, 3, 5, 8, tzinfo=UTC), date(2026, 3, 5), "robot")
PEOPLE = 20
LIMITS = {str(CaseKind.RETURNED_PAYMENT): {"EUR": 100_00}}


def fill(ledger: Ledger, count: int) -> int:
    """The cases of a busy morning; returns how many of them take two persons."""
    drawn = Random(20)
    big = 0
    with ledger.write() as connection:
        for number in range(count):
            amount = drawn.choice((50_00, 50_00, 50_00, 50_00, 900_00))
            kind = drawn.choice((CaseKind.UNREADABLE, CaseKind.RETURNED_PAYMENT))
            big += kind == CaseKind.RETURNED_PAYMENT and amount > 100_00
            new = NewCase(kind, f"thing:{number}", "why", currency="EUR", amount_minor=amount)
            open_case(connection, new, ROBOT, QueuePolicy())
    return big


def work(ledger: Ledger, who: str) -> list[int]:
    """Take the most urgent case and decide it, until nothing is left for this person; returns what was carried out."""
    done: list[int] = []
    occasion = replace(ROBOT, actor=who)

    def carry_out(_connection: Connection, case: Case, _resolution: Resolution, _occasion: Occasion) -> None:
        done.append(case.id)

    consequences = {CaseKind.UNREADABLE: carry_out, CaseKind.RETURNED_PAYMENT: carry_out}
    while True:
        with ledger.write() as connection:
            case = desk.claim_next(connection, occasion, ROBOT.at, real_now(), 30)
        if case is None:
            return done
        with ledger.write() as connection:
            desk.resolve_case(
                connection,
                case.id,
                Resolution("handled"),
                occasion=occasion,
                now=real_now(),
                consequences=consequences,
                limits=LIMITS,
            )


@pytest.mark.parametrize("count", [100, pytest.param(2000, marks=pytest.mark.slow)])
def test_none_is_worked_twice_and_none_is_lost(ledger: Ledger, count: int) -> None:
    big = fill(ledger, count)
    with ThreadPoolExecutor(PEOPLE) as threads:
        worked = list(threads.map(lambda n: work(ledger, f"person{n}"), range(PEOPLE)))
    # Who proposes the last case of all may find that everybody else has left: two of them look in once more.
    worked += [work(ledger, f"person{n}") for n in range(2)]
    carried_out = Counter(case_id for done in worked for case_id in done)
    with ledger.read() as connection:
        resolved = list(connection.scalars(select(cases.c.id).where(cases.c.state == "resolved")))
        kinds = Counter(connection.scalars(select(journal.c.kind).where(journal.c.kind.like("case.%"))))
        alone = select(proposals.c.case_id).join(cases, cases.c.id == proposals.c.case_id)
        assert connection.execute(alone.where(proposals.c.proposed_by == cases.c.resolved_by)).all() == []
    assert len(resolved) == count
    assert carried_out == Counter(resolved)
    assert (kinds["case.resolved"], kinds["case.proposed"]) == (count, big)
    assert big > 0

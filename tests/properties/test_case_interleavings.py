"""Whatever is opened, claimed and resolved in whichever order: one unresolved case per kind and subject."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution, claim_case, release_case, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.migrate import migrate
from workers.ledger.schema import cases
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.policy.queue import QueuePolicy
from workers.receivables.occasion import Occasion

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
OCCASION = Occasion(START, date(2026, 11, 22), "robot")
KINDS = (CaseKind.DISPUTE, CaseKind.PROMISE)
DECISIONS = {CaseKind.DISPUTE: "uphold", CaseKind.PROMISE: "accept"}


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one person (or the robot) on one of two things, so many minutes after the one before."""

    act: str
    kind: CaseKind
    subject: str
    who: str
    minutes: int


steps = st.lists(
    st.builds(
        Step,
        act=st.sampled_from(["open", "claim", "release", "resolve"]),
        kind=st.sampled_from(KINDS),
        subject=st.just("a"),
        who=st.sampled_from(["ann", "bob"]),
        minutes=st.integers(0, 40),
    ),
    min_size=12,
    max_size=30,
)


@pytest.fixture(scope="module")
def cases_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    file: Path = tmp_path_factory.mktemp("cases") / "cases.sqlite"
    opened = open_ledger(f"sqlite:///{file}")
    migrate(opened)
    yield opened
    opened.engine.dispose()


@settings(max_examples=60)
@given(steps)
def test_one_unresolved_case_per_kind_and_subject(cases_ledger: Ledger, taken: list[Step]) -> None:
    example, now = uuid4().hex, START
    newest: dict[tuple[CaseKind, str], int] = {}
    holders: dict[int, tuple[str, datetime]] = {}
    resolved: set[int] = set()
    with cases_ledger.write() as connection:
        for step in taken:
            now += timedelta(minutes=step.minutes)
            thing, occasion = (step.kind, step.subject), replace(OCCASION, actor=step.who)
            if step.act == "open":
                new = NewCase(step.kind, f"{example}:{step.subject}", "why")
                opened = open_case(connection, new, occasion, QueuePolicy())
                before = newest.get(thing)
                assert (opened == before) == (before is not None and before not in resolved)
                newest[thing] = opened
            elif thing in newest:
                _act(connection, step, newest[thing], now, holders, resolved)
        _check_unique(connection, example)


def _act(
    connection: Any, step: Step, case_id: int, now: datetime, holders: dict[int, tuple[str, datetime]], *rest: set[int]
) -> None:
    """Do it, and compare what was allowed with a model of who holds what until when."""
    (resolved,) = rest
    occasion = replace(OCCASION, actor=step.who)
    holder, until = holders.get(case_id, ("", now))
    free = case_id not in resolved and (holder in ("", step.who) or until <= now)
    done = False
    with suppress(UserError):
        if step.act == "claim":
            claim_case(connection, case_id, occasion, now, minutes=30)
            holders[case_id] = (step.who, now + timedelta(minutes=30))
        elif step.act == "release":
            free = case_id not in resolved and holder == step.who
            release_case(connection, case_id, occasion)
            del holders[case_id]
        else:
            decision = Resolution(DECISIONS[step.kind])
            resolve_case(connection, case_id, decision, occasion=occasion, now=now, consequences={})
            resolved.add(case_id)
        done = True
    assert done == free


def _check_unique(connection: Any, example: str) -> None:
    mine = cases.c.subject.startswith(example), cases.c.state != "resolved"
    counted = select(func.count()).where(*mine).group_by(cases.c.kind, cases.c.subject)
    assert set(connection.scalars(counted)) <= {1}

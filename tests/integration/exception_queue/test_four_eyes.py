"""A decision above its kind's limit: proposed by one, carried out by another, withdrawn, or over with its case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.open_items_file import item, take_in
from workers.errors import UserError
from workers.exception_queue import desk
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequences, Resolution, proposal_of, show_case, withdraw_proposal
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue.cases import Case
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.receivables.occasion import Occasion

ROBOT = Occasion(datetime(2026, 3, 5, 8, tzinfo=UTC), date(2026, 3, 5), "robot")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KIND = CaseKind.RETURNED_PAYMENT
LIMITS = {str(KIND): {"EUR": 100_00}}
BIG = {"amount_minor": 100_01, "currency": "EUR"}


@dataclass
class Desk:
    """The desk with a consequence that notes what was carried out, by whom and why."""

    ledger: Ledger
    done: list[tuple[str, str, str]] = field(default_factory=list)

    def put(self, subject: str = "payment:1", **facts: object) -> int:
        new = NewCase(KIND, subject, "it came back", **{**BIG, **facts})  # type: ignore[arg-type]
        with self.ledger.write() as connection:
            return open_case(connection, new, ROBOT, QueuePolicy())

    def decide(self, case_id: int, who: str, decision: str = "take_back", note: str = "") -> Case:
        with self.ledger.write() as connection:
            return desk.resolve_case(
                connection,
                case_id,
                Resolution(decision, note),
                occasion=replace(ROBOT, actor=who),
                now=NOW,
                consequences=self._consequences(),
                limits=LIMITS,
            )

    def withdraw(self, case_id: int, who: str) -> Case:
        with self.ledger.write() as connection:
            return withdraw_proposal(connection, case_id, replace(ROBOT, actor=who))

    def events(self, case_id: int) -> list[tuple[str, str]]:
        with self.ledger.read() as connection:
            return [(line.kind, line.actor) for line in show_case(connection, case_id)[1]]

    def _consequences(self) -> Consequences:
        def note_it(_connection: Connection, _case: Case, resolution: Resolution, occasion: Occasion) -> None:
            self.done.append((resolution.decision, resolution.note, occasion.actor))

        return {KIND: note_it}


@pytest.fixture
def at_desk(ledger: Ledger) -> Desk:
    return Desk(ledger)


def test_above_the_limit_a_second_person_carries_it_out(at_desk: Desk) -> None:
    case_id = at_desk.put()
    proposed = at_desk.decide(case_id, "ann", note="the bank says so")
    assert (proposed.state, proposed.decision, at_desk.done) == ("open", None, [])
    with at_desk.ledger.read() as connection:
        waiting = proposal_of(connection, proposed)
    assert waiting is not None
    assert (waiting.decision, waiting.note, waiting.proposed_by) == ("take_back", "the bank says so", "ann")
    resolved = at_desk.decide(case_id, "bob")
    assert (resolved.state, resolved.resolved_by, resolved.note) == ("resolved", "bob", "the bank says so")
    assert at_desk.done == [("take_back", "the bank says so", "bob")]
    assert at_desk.events(case_id) == [("case.opened", "robot"), ("case.proposed", "ann"), ("case.resolved", "bob")]
    with at_desk.ledger.read() as connection:
        case, history = show_case(connection, case_id)
        assert proposal_of(connection, case) is None
    assert history[-1].data["proposed_by"] == "ann"


@pytest.mark.parametrize("again", ["ann", " Ann ", "ann\u200b", "\uff41nn"], ids=["alike", "spaced", "unseen", "wide"])
def test_nobody_agrees_with_themselves(at_desk: Desk, again: str) -> None:
    case_id = at_desk.put()
    at_desk.decide(case_id, "ann")
    with pytest.raises(UserError, match="a second person has to agree"):
        at_desk.decide(case_id, again)
    assert at_desk.done == []


def test_up_to_the_limit_one_person_is_enough(at_desk: Desk) -> None:
    assert at_desk.decide(at_desk.put(amount_minor=100_00), "ann").state == "resolved"


@pytest.mark.parametrize("facts", [{"currency": "USD", "amount_minor": 1}, {"currency": None, "amount_minor": None}])
def test_what_no_limit_covers_takes_two(at_desk: Desk, facts: dict[str, object]) -> None:
    assert at_desk.decide(at_desk.put("payment:2", **facts), "ann").state == "open"


def test_another_decision_is_no_agreement(at_desk: Desk) -> None:
    case_id = at_desk.put()
    at_desk.decide(case_id, "ann")
    with pytest.raises(UserError, match=r"ann proposed take_back .* withdraw"):
        at_desk.decide(case_id, "bob", "handled")


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_proposal_is_withdrawn_and_another_made(at_desk: Desk, who: str) -> None:
    case_id = at_desk.put()
    at_desk.decide(case_id, "ann")
    at_desk.withdraw(case_id, who)
    with pytest.raises(UserError, match="nothing is proposed"):
        at_desk.withdraw(case_id, who)
    assert at_desk.decide(case_id, "bob", "handled").state == "open"
    assert at_desk.decide(case_id, "ann", "handled").state == "resolved"
    assert ("case.proposal_withdrawn", who) in at_desk.events(case_id)


def test_a_case_that_changed_since_is_not_what_was_proposed(at_desk: Desk) -> None:
    case_id = at_desk.put()
    at_desk.decide(case_id, "ann")
    assert at_desk.put(amount_minor=900_00) == case_id
    with pytest.raises(UserError, match="changed since"):
        at_desk.decide(case_id, "bob")
    assert at_desk.put() == case_id  # the same facts once more change nothing
    assert at_desk.decide(case_id, "bob").state == "resolved"


def test_a_proposal_frees_the_case_for_the_second_person(at_desk: Desk) -> None:
    case_id = at_desk.put()
    with at_desk.ledger.write() as connection:
        desk.claim_case(connection, case_id, replace(ROBOT, actor="ann"), NOW, minutes=30)
    with pytest.raises(UserError, match="is claimed by ann"):
        at_desk.decide(case_id, "bob")
    at_desk.decide(case_id, "ann")
    with at_desk.ledger.write() as connection:
        claimed = desk.claim_case(connection, case_id, replace(ROBOT, actor="bob"), NOW, minutes=30)
    assert claimed.claimed_by == "bob"


def test_a_proposal_ends_with_the_case_that_facts_settled(at_desk: Desk) -> None:
    case_id = at_desk.put()
    at_desk.decide(case_id, "ann")
    with at_desk.ledger.write() as connection:
        assert clear_cases(connection, (KIND,), "payment:1", "the bank took it back", ROBOT) == [case_id]
    with pytest.raises(UserError, match="was resolved by robot"):
        at_desk.decide(case_id, "bob")
    with pytest.raises(UserError, match="nothing is proposed"):
        at_desk.withdraw(case_id, "ann")
    with at_desk.ledger.read() as connection:
        last = show_case(connection, case_id)[1][-1]
    assert (last.data["lapsed"], last.data["proposed_by"]) == ("take_back", "ann")


def test_of_twenty_at_once_one_proposes_and_one_other_carries_out(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item("INV-1"))
    at_desk = Desk(ledger)
    case_id = at_desk.put(account_id=1)

    def decide(number: int) -> str:
        try:
            return at_desk.decide(case_id, f"p{number % 10}").state
        except UserError:
            return "refused"

    with ThreadPoolExecutor(20) as threads:
        states = list(threads.map(decide, range(20)))
    assert (states.count("open"), states.count("resolved"), len(at_desk.done)) == (1, 1, 1)
    events = at_desk.events(case_id)
    assert [kind for kind, _ in events] == ["case.opened", "case.proposed", "case.resolved"]
    assert events[1][1] != events[2][1]
    assert at_desk.done[0][2] == events[2][1]
    with ledger.read() as connection:
        assert show_case(connection, case_id)[0].resolved_at == ROBOT.at

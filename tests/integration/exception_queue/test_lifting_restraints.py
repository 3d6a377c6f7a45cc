"""A person's decision ends the restraint its case was about; and a dead message becomes a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.open_items_file import TODAY, item, occasion, take_in
from workers.exception_queue.actors import record_dead_message
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution, list_cases, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.lifting import LIFTING
from workers.ledger.book.holds import HoldKind, NewHold, add_hold, find_hold
from workers.ledger.book.standings import load_dossiers
from workers.ledger.book.stops import add_stop, find_stop
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.settings import load_settings
from workers.wiring import assemble

NOW = occasion()
ANN = replace(NOW, actor="ann")


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> Ledger:
    take_in(ledger, tmp_path, item("INV-1"))
    return ledger


def decide(ledger: Ledger, new: NewCase, decision: str) -> None:
    with ledger.write() as connection:
        case_id = open_case(connection, new, NOW, QueuePolicy())
        resolve_case(connection, case_id, Resolution(decision, "why"), occasion=ANN, now=NOW.at, consequences=LIFTING)


@pytest.mark.parametrize(
    ("kind", "hold_kind", "decision", "lifted_by"),
    [
        (CaseKind.DISPUTE, "dispute", "reject", "ann"),
        (CaseKind.DISPUTE, "dispute", "uphold", None),
        (CaseKind.PROMISE, "promise", "reject", "ann"),
        (CaseKind.PROMISE, "promise", "accept", None),
        (CaseKind.ADVICE_UNCONFIRMED, "remittance", "trust_payer", "ann"),
        (CaseKind.ADVICE_UNCONFIRMED, "remittance", "handled", None),
        (CaseKind.ADVICE_UNCONFIRMED, "hold", "trust_payer", None),
    ],
)
def test_a_decision_lifts_its_hold_or_leaves_it(
    book: Ledger, kind: CaseKind, hold_kind: HoldKind, decision: str, lifted_by: str | None
) -> None:
    with book.write() as connection:
        hold_id = add_hold(connection, NewHold(1, hold_kind, "why"), NOW)
    decide(book, NewCase(kind, "x", "why", account_id=1, evidence={"hold": hold_id}), decision)
    with book.read() as connection:
        hold = find_hold(connection, hold_id)
    assert hold is not None
    assert hold.lifted_by == lifted_by


@pytest.mark.parametrize(("decision", "reason"), [("lift", "why"), ("keep", None)])
def test_a_stop_is_lifted_with_the_note_as_its_reason(book: Ledger, decision: str, reason: str | None) -> None:
    with book.write() as connection:
        stop_id = add_stop(connection, 1, "attorney", NOW)
    decide(book, NewCase(CaseKind.STOP_REQUEST, "x", "why", account_id=1, evidence={"stop": stop_id}), decision)
    with book.read() as connection:
        stop = find_stop(connection, stop_id)
    assert stop is not None
    assert stop.lift_reason == reason


def test_a_payer_whose_advices_wait_for_the_bank_is_dunned_as_ever(book: Ledger) -> None:
    def standing_hold() -> str:
        with book.read() as connection:
            return load_dossiers(connection, [1], TODAY, lambda customer: "any")[0].standings[0].hold

    with book.write() as connection:
        add_hold(connection, NewHold(1, "remittance", "announced and never arrived"), NOW)
    assert standing_hold() == ""
    with book.write() as connection:
        add_hold(connection, NewHold(1, "hold", "a person said so"), NOW)
    assert standing_hold() == "hold"


def test_a_dead_message_becomes_one_case_with_what_is_needed_to_send_it_again(tmp_path: Path) -> None:
    robot = assemble(load_settings({"COLLECTBOT_HOME": str(tmp_path)}, dotenv=tmp_path / ".env"))
    letter = {"actor": "inbox.settle", "ids": [7], "error": "ValueError: no", "retries": 8}
    record_dead_message(robot, letter)
    record_dead_message(robot, letter)
    with robot.ledger.read() as connection:
        (case,) = list_cases(connection, datetime.now(UTC))
    robot.close()
    assert (case.kind, case.occurrences, dict(case.evidence)) == ("dead_message", 2, letter)
    assert case.reason == "inbox.settle: ValueError: no"

"""Always do this, at the console: a decided case teaches a rule, and another person approves it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.console_room import ConsoleRoom
from tests.dunned_book import ROOT, DunnedBook
from tests.integration.console.test_queue_and_case_pages import put
from workers.actors import decide_case
from workers.console.app import create_app
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.payer_marks import NAMES
from workers.ledger.queue.cases import find_unresolved
from workers.ledger.unit_of_work import Ledger
from workers.receivables.customer import name_key


@pytest.fixture
def room(sqlite_ledger: Ledger, tmp_path: Path) -> ConsoleRoom:
    """A console whose policy files are a copy."""
    made = ConsoleRoom(DunnedBook(sqlite_ledger), tmp_path)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    made.robot = replace(made.robot, settings=replace(made.robot.settings, config=tmp_path / "config"))
    made.app = create_app(made.robot, lambda: None, decide_case)
    return made


def test_a_decided_case_becomes_a_rule_that_another_person_approves(room: ConsoleRoom) -> None:
    room.book.customer("C1")
    case_id = put(room, CaseKind.PAYER_UNKNOWN, evidence={"payer": "Falkenberg Trading"})
    ann, bob = room.log_in("ann", "approver"), room.log_in("bob", "approver")
    assert ann.open(f"/cases/{case_id}/rule").status_code == 404, "nobody decided it yet"
    ann.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="handled")
    assert "Always do this" in ann.page(f"/cases/{case_id}")
    assert 'value="Falkenberg Trading"' in ann.page(f"/cases/{case_id}/rule")
    form = f"/cases/{case_id}/rule"
    assert "there is no customer C9" in ann.send(form, form, customer="C9").text
    assert ann.send(form, form, customer="C1", name="Falkenberg Trading").status_code == 303
    assert 'href="/rules">Rules</a>' in ann.page("/queue"), "the navigation leads there"
    assert "+&#34;Falkenberg Trading&#34;: &#34;C1&#34;" in ann.page("/rules")
    with room.book.ledger.read() as connection:
        (rule,) = find_unresolved(connection, kind=CaseKind.RULE_APPROVAL)
    page = f"/cases/{rule.id}"
    assert "somebody else has to agree" in ann.send(page, f"{page}/decide", decision="approve").text
    assert bob.send(page, f"{page}/decide", decision="approve").status_code == 303
    with room.book.ledger.read() as connection:
        assert NAMES.find_customers(connection, name_key("Falkenberg Trading")) == ["C1"]

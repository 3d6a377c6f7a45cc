"""The robot's own state and its switch, and the audit of what people did and saw."""

from __future__ import annotations

import json
import re

import pytest

from tests.console_room import ConsoleRoom
from tests.integration.console.test_queue_and_case_pages import put
from workers.exception_queue.kinds import CaseKind
from workers.ledger.operations import controls
from workers.ledger.operations.feeds import mark_received
from workers.ledger.operations.state import take_state
from workers.policy.robot import Feed


def test_the_page_shows_feeds_queues_and_dead_messages(room: ConsoleRoom) -> None:
    room.book.customer("C1")
    room.book.plan()
    room.book.with_robot(feeds={"bank": Feed(1), "mailbox": Feed(1)})
    with room.book.ledger.write() as connection:
        mark_received(connection, "bank", room.robot.clock.now())
    put(room, CaseKind.DEAD_MESSAGE, reason="outbox.dispatch: it broke")
    with ConsoleRoom(room.book, room.home) as changed:
        page = changed.log_in("ann").page("/operations")
    assert page.count("older than 1 hours") == 1
    assert re.search(r"planned, E-mail</th><td>1<", page)
    assert "it broke" in page
    assert "none holds the lease" in page


def test_what_failed_is_journalled_as_seen(small_room: ConsoleRoom) -> None:
    ann = small_room.log_in("ann")
    ann.page("/operations")
    assert small_room.entries("console.viewed") == []
    case_id = put(small_room, CaseKind.POISONED_MAIL, reason="5 attempts failed: eve@c1.example")
    assert "eve@c1.example" in ann.page("/operations")
    (seen,) = small_room.entries("console.viewed")
    assert json.loads(seen) == {"page": "operations", "cases": [case_id]}


def test_only_operations_throws_the_kill_switch(room: ConsoleRoom) -> None:
    ann, ops = room.log_in("ann", "specialist", "approver", "admin"), room.log_in("ops", "ops")
    assert "Only the role operations" in ann.page("/operations")
    token = ann.form_token("/operations")
    assert ann.client.post("/operations/stop", data={"form_token": token}).status_code == 403
    assert ops.send("/operations", "/operations/stop", note="wrong figures").status_code == 303
    with room.book.ledger.read() as connection:
        assert controls.is_stopped(connection)
        assert take_state(connection).stopped
    assert "nothing leaves" in ann.page("/operations")
    assert ops.send("/operations", "/operations/resume", note="corrected").status_code == 303
    with room.book.ledger.read() as connection:
        assert not controls.is_stopped(connection)
    assert "wrong figures" in ann.page("/audit?of=controls")


def test_the_audit_tells_what_each_user_did_and_saw(room: ConsoleRoom) -> None:
    account_id = room.book.customer("C1")
    room.log_in("ann").page(f"/accounts/{account_id}")
    room.browser().log_in("somebody", "wrong")
    auditor = room.log_in("eva", "read_only")
    assert "Login failed" in auditor.page("/audit")
    number = re.search(r'<option value="(\d+)">ann<', auditor.page("/audit"))
    assert number
    page = auditor.page(f"/audit?of={number.group(1)}")
    assert "Page seen" in page
    assert f"page account, account {account_id}" in page
    assert page.index("Page seen") < page.index("Logged in") < page.index("User added")


@pytest.mark.parametrize(("role", "status"), [("specialist", 403), ("ops", 403), ("admin", 200), ("read_only", 200)])
def test_the_audit_is_for_some_roles(small_room: ConsoleRoom, role: str, status: int) -> None:
    browser = small_room.log_in("ann", role)
    assert browser.open("/audit").status_code == status
    assert ("/audit" in browser.page("/profile")) is (status == 200)
    assert browser.open("/audit?of=a5").status_code == (404 if status == 200 else 403)

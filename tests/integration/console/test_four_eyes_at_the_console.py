"""What takes a second person, as pages and as commands: the same proposal, whichever way it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from tests.integration.console.test_queue_and_case_pages import listed, put
from workers.actors import decide_case
from workers.exception_queue import desk
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def limited(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[ConsoleRoom]:
    """A console where a payer of more than 100.00 is not trusted by one person."""
    book = DunnedBook(sqlite_ledger)
    queue = replace(book.policy.robot.exception_queue, alone_up_to={"advice_unconfirmed": {"EUR": 100_00}})
    book.with_robot(exception_queue=queue)
    with ConsoleRoom(book, tmp_path) as room:
        yield room


def big_case(room: ConsoleRoom) -> int:
    return put(room, CaseKind.ADVICE_UNCONFIRMED, amount_minor=100_01, currency="EUR")


def test_one_proposes_and_the_other_agrees_on_the_page(limited: ConsoleRoom) -> None:
    case_id = big_case(limited)
    path = f"/cases/{case_id}"
    ann, bob = limited.log_in("ann"), limited.log_in("bob")
    sent = ann.send(path, f"{path}/decide", decision="trust_payer", note="<b>they rang</b>")
    assert sent.headers["location"] == "/queue?said=proposed"
    assert "takes a second person" in ann.page(path)
    assert ann.open("/queue/next").headers["location"] == "/queue"
    assert bob.open("/queue/next").headers["location"] == path
    assert "proposed by ann" in bob.page("/queue")
    assert "&lt;b&gt;they rang&lt;/b&gt;" in bob.page(path)
    assert bob.send(path, f"{path}/decide").headers["location"] == "/queue?said=decided"
    assert listed(bob.page("/queue")) == []
    assert "Trust the payer" in ann.page(path)


def test_whoever_forges_the_form_cannot_agree_alone(limited: ConsoleRoom) -> None:
    case_id = big_case(limited)
    path = f"/cases/{case_id}"
    ann = limited.log_in("ann")
    ann.send(path, f"{path}/decide", decision="trust_payer")
    token = ann.form_token(path)
    forged = ann.client.post(f"{path}/decide", data={"form_token": token, "decision": "trust_payer"})
    assert (forged.status_code, "a second person has to agree" in forged.text) == (409, True)


def test_what_the_command_line_proposes_the_page_withdraws(limited: ConsoleRoom) -> None:
    case_id = big_case(limited)
    path = f"/cases/{case_id}"
    decide_case(limited.robot, case_id, Resolution("trust_payer"), "carl")
    bob = limited.log_in("bob")
    assert bob.send(path, f"{path}/withdraw").headers["location"] == f"{path}?said=withdrawn"
    with limited.book.ledger.read() as connection:
        case, history = desk.show_case(connection, case_id)
        assert desk.proposal_of(connection, case) is None
    assert [line.kind for line in history][1:] == ["case.proposed", "case.proposal_withdrawn"]
    token = bob.form_token(path)
    again = bob.client.post(f"{path}/withdraw", data={"form_token": token})
    assert (again.status_code, "nothing is proposed" in again.text) == (409, True)

"""The console in a browser, by keyboard alone: log in and work cases; `test_every_page` looks at all pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.chromium import opened_page
from tests.console_room import PASSWORD, ConsoleRoom
from tests.integration.console.test_queue_and_case_pages import mail_with_pdf, put
from tests.servers.launcher import free_port
from workers.console.server import Console
from workers.exception_queue.kinds import GRAVE, CaseKind
from workers.ledger.book import holds, stops
from workers.ledger.book.holds import NewHold
from workers.ledger.schema import cases

pytestmark = pytest.mark.slow


@pytest.fixture
def served(small_room: ConsoleRoom) -> Iterator[ConsoleRoom]:
    """The console behind a port of its own."""
    port = free_port()
    with ConsoleRoom(small_room.book, small_room.home, public_url=f"http://127.0.0.1:{port}") as room:
        console = Console(room.app, "127.0.0.1", port)
        console.start()
        yield room
        console.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    with opened_page() as opened:
        yield opened


def come_in(page: Page, room: ConsoleRoom, name: str, *roles: str) -> None:
    room.user(name, *roles)
    page.goto(f"{room.public_url}/login")
    # The page has loaded; on a busy machine the browser gives the focus later.
    expect(page.locator("[autofocus]")).to_be_focused(timeout=30_000)
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")


def states(room: ConsoleRoom) -> list[tuple[str, str | None, str]]:
    with room.book.ledger.read() as connection:
        rows = connection.execute(select(cases.c.state, cases.c.decision, cases.c.note).order_by(cases.c.id))
        return [(row.state, row.decision, row.note) for row in rows]


def test_cases_are_worked_by_keyboard_alone(served: ConsoleRoom, page: Page) -> None:
    put(served, CaseKind.STALE_FEED)  # the most urgent, and not a specialist's to decide
    put(served, CaseKind.AMBIGUOUS_REFERENCE, evidence={"mail": mail_with_pdf(served, "advice.pdf")}, days_ago=9)
    put(served, CaseKind.ADVICE_UNCONFIRMED, subject="advice:1", currency="EUR", amount_minor=100)
    come_in(page, served, "ann", "specialist", "approver")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/2")
    page.keyboard.press("c")
    page.wait_for_url("**/cases/2?said=claimed")
    page.keyboard.press("n")
    page.keyboard.type("asked the payer; 1 and 2 are no decisions here")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.wait_for_url("**/queue?said=decided")
    assert states(served)[1] == ("resolved", "handled", "asked the payer; 1 and 2 are no decisions here")
    # A grave decision is brought under the finger first.
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/3")
    page.keyboard.press("1")
    assert states(served)[2][0] == "open"
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?said=decided")
    assert states(served)[2][:2] == ("resolved", "trust_payer")
    # What the role does not allow has no key.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/1")
    page.keyboard.press("1")
    page.keyboard.press("u")
    page.wait_for_url("**/queue")
    assert states(served)[0][0] == "open"


# What a specialist presses for a case of each kind, and what must have become of it.
_PRESSED = {
    CaseKind.STOP_REQUEST: ("1", "keep"),
    CaseKind.RETURNED_PAYMENT: ("2", "handled"),
    CaseKind.AMBIGUOUS_REFERENCE: ("1", "handled"),
    CaseKind.DISPUTE: ("2", "reject"),
    CaseKind.PROMISE: ("1", "accept"),
    CaseKind.DELIVERY_FAILED: ("1", "handled"),
    CaseKind.SHORT_PAYMENT: ("1", "handled"),
    CaseKind.UNCLEAR_MAIL: ("2", "dismiss"),
    CaseKind.PAYMENT_PROOF: ("1", "handled"),
    CaseKind.ADVICE_UNCONFIRMED: ("1", "trust_payer"),
}


def ten_cases(room: ConsoleRoom) -> dict[int, CaseKind]:
    """A case of each kind, with what it needs; the advice is above what one person decides."""
    account_id, occasion = room.book.customer("C1"), room.book.occasion()
    with room.book.ledger.write() as connection:
        hold_id = holds.add_hold(connection, NewHold(account_id, "dispute", "it was broken"), occasion)
        stop_id = stops.add_stop(connection, account_id, "insolvency", occasion, evidence="a letter")
    facts: dict[CaseKind, dict[str, Any]] = {
        CaseKind.AMBIGUOUS_REFERENCE: {"evidence": {"mail": mail_with_pdf(room, "advice.pdf")}},
        CaseKind.DISPUTE: {"evidence": {"hold": hold_id}},
        CaseKind.STOP_REQUEST: {"evidence": {"stop": stop_id}},
        CaseKind.RETURNED_PAYMENT: {"currency": "EUR", "amount_minor": 100_00},
        CaseKind.ADVICE_UNCONFIRMED: {"currency": "EUR", "amount_minor": 250_000_01},
    }
    return {put(room, kind, account_id=account_id, **facts.get(kind, {})): kind for kind in _PRESSED}


def open_first(page: Page, wanted: set[int]) -> int:
    """Go down the queue to the first of these cases and open it; returns its number."""
    listed = [int((row.get_attribute("href") or "").rpartition("/")[2]) for row in page.locator("[data-row]").all()]
    place = next(place for place, case_id in enumerate(listed) if case_id in wanted)
    for _ in range(place + 1):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{listed[place]}")
    return listed[place]


def decide_by_keys(page: Page, kind: CaseKind, note: str) -> None:
    """Claim, write a note, and press the decision; a grave one is confirmed."""
    page.keyboard.press("c")
    page.wait_for_url("**?said=claimed")
    page.keyboard.press("n")
    page.keyboard.type(note)
    page.keyboard.press("Escape")
    key, decision = _PRESSED[kind]
    page.keyboard.press(key)
    if decision in GRAVE:
        page.keyboard.press("Enter")


def test_a_specialist_works_ten_cases_of_ten_kinds_by_keyboard_alone(served: ConsoleRoom, page: Page) -> None:
    kinds = ten_cases(served)
    assert len(set(kinds.values())) == 10
    come_in(page, served, "ann", "specialist")
    left, proposed = set(kinds), 0
    while left:
        case_id = open_first(page, left)
        decide_by_keys(page, kinds[case_id], f"looked into it, 1 2 3: {kinds[case_id]}")
        page.wait_for_url("**/queue?said=*")
        proposed += page.url.endswith("proposed")
        left.remove(case_id)
    assert proposed == 1
    unresolved = [number for number, (state, *_) in enumerate(states(served), 1) if state != "resolved"]
    assert [kinds[number] for number in unresolved] == [CaseKind.ADVICE_UNCONFIRMED]
    # The second person: the same decision, with a key of its own.
    page.context.clear_cookies()
    come_in(page, served, "bob", "specialist")
    open_first(page, set(unresolved))
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?said=decided")
    decided = {kinds[number]: (state, decision) for number, (state, decision, _) in enumerate(states(served), 1)}
    assert decided == {kind: ("resolved", decision) for kind, (_, decision) in _PRESSED.items()}
    with served.book.ledger.read() as connection:
        assert holds.holds_in_force(connection, [1], served.book.today) == []  # the complaint was rejected
        assert len(stops.stops_in_force(connection, [1])) == 1  # the stop was kept


def test_single_keys_can_be_switched_off(served: ConsoleRoom, page: Page) -> None:
    case_id = put(served)
    come_in(page, served, "ann")
    page.keyboard.press("?")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.goto(f"{served.public_url}/cases/{case_id}")
    page.keyboard.press("1")
    page.keyboard.press("c")
    assert page.url.endswith(f"/cases/{case_id}")
    assert states(served)[0][0] == "open"

"""The console in a browser, by keyboard alone: log in, work cases, and nothing that axe calls serious on any page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from tests.console_room import PASSWORD, ConsoleRoom
from tests.integration.console.test_queue_and_case_pages import mail_with_pdf, put
from tests.servers.launcher import free_port
from workers.console.server import Console
from workers.exception_queue.kinds import CaseKind
from workers.ledger.schema import cases

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or ""
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
_GRAVE = {"serious", "critical"}


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
def page(tmp_path: Path) -> Iterator[Page]:
    """A page of Debian's Chromium, which fails the test when a page's own script does."""
    if not CHROMIUM:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail("not on this machine: chromium")
        pytest.skip("not on this machine: chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1280, "height": 800})
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on(
            "console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None
        )
        yield opened
        browser.close()
    assert problems == []


def come_in(page: Page, room: ConsoleRoom, name: str, *roles: str) -> None:
    room.user(name, *roles)
    page.goto(f"{room.public_url}/login")
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


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_axe_finds_nothing_serious(served: ConsoleRoom, page: Page, scheme: str, width: int) -> None:
    account_id = served.book.customer("C1", days_overdue=(10, 40))
    evidence = {
        "mail": mail_with_pdf(served, "advice.pdf"),
        "quote": "said so",
        "lines": [{"reference": "1", "net": 1}],
    }
    put(served, CaseKind.AMBIGUOUS_REFERENCE, account_id=account_id, currency="EUR", amount_minor=1, evidence=evidence)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    come_in(page, served, "ann", "specialist", "ops", "admin")
    page.wait_for_selector(".rows")
    for path in (
        "/queue",
        "/cases/1",
        f"/accounts/{account_id}",
        f"/accounts/{account_id}/why",
        "/accounts",
        "/profile",
    ):
        page.goto(served.public_url + path, wait_until="networkidle")
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in _GRAVE] == [], (path, found)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

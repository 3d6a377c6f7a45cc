"""Every page of the application in a room with something on each: in both languages, light, dark and on a phone.

A route that is added has to be named in `every_page`, or the first test fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.chromium import opened_page, serious_violations
from tests.console_room import PASSWORD, ConsoleRoom
from tests.integration.console.every_page import NO_PAGES, OUTSIDE, PAGES, SANDBOXED, addresses
from tests.integration.console.furnished import FurnishedRoom
from tests.integration.console.test_every_route import routes_of
from tests.servers.launcher import free_port
from workers.console.server import Console
from workers.ledger.schema.people import ROLES
from workers.ledger.unit_of_work import Ledger

# A code of ours where a word belongs: the kind of an entry, the name of a state or of a class, an object of Python.
_CODES = re.compile(r"</time>[a-z_]+\.[a-z_]+|>[a-z]+_[a-z_]+<|>[A-Z][a-z]+[A-Z]\w+<|&lt;(?:Macro|bound|function) ")
# What the files of ops and the ledger name stays as it is written there.
_NAMES = re.compile(r'<(?:pre|span class="mono"|td class="mono"|th scope="row" class="mono"|text|option)[^>]*>[^<]*<')


def test_every_page_is_looked_at(small_room: ConsoleRoom) -> None:
    found = {path for method, path in routes_of(small_room.app.routes) if method == "GET"}
    assert {path for path in found if not path.startswith(NO_PAGES)} == set(PAGES)


def test_every_page_speaks_german_without_codes(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    with FurnishedRoom.furnished(sqlite_ledger, tmp_path) as room:
        browser = room.log_in("anna", *ROLES, language="de")
        for address in addresses(room):
            answer = browser.open(address, **{"accept-language": "de"})
            if answer.status_code == 303 or address.startswith("/c/x"):
                continue
            assert answer.status_code == 200, address
            assert _CODES.findall(_NAMES.sub("", answer.text)) == [], address


@pytest.fixture
def served(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[FurnishedRoom]:
    """The furnished console behind a port of its own."""
    port = free_port()
    with FurnishedRoom.furnished(sqlite_ledger, tmp_path, f"http://127.0.0.1:{port}") as room:
        console = Console(room.app, "127.0.0.1", port)
        console.start()
        yield room
        console.stop()


def come_in(page: Page, room: FurnishedRoom, language: str) -> None:
    user = room.user("ann@brightwater.example", *ROLES, language=language)
    room.away(user)
    page.goto(f"{room.public_url}/login")
    page.fill("#name", user.name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")


def look(page: Page, address: str) -> list[str]:
    """What is wrong with a page: what axe calls serious, and whether it is wider than the screen."""
    page.goto(address, wait_until="networkidle")
    for summary in page.locator("summary").all():
        summary.click()
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*serious_violations(page), *(["wider than the screen"] if wide else [])]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("light", 1280, "en"), ("dark", 390, "de"), ("dark", 1280, "de"), ("light", 390, "en")],
    ids=["light desk", "dark phone", "dark desk", "light phone"],
)
def test_axe_finds_nothing_serious_on_any_page(served: FurnishedRoom, scheme: str, width: int, language: str) -> None:
    found = [address for address in addresses(served) if SANDBOXED not in address]
    with opened_page() as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        outside = [address for address in found if address.startswith(OUTSIDE)]
        wrong = {address: look(page, served.public_url + address) for address in outside}
        come_in(page, served, language)
        wrong |= {address: look(page, served.public_url + address) for address in found if address not in wrong}
    assert {address: said for address, said in wrong.items() if said} == {}

"""A customer on a phone: promises one invoice and disputes another, without any script; axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chromium import opened_page, serious_violations
from tests.customer_room import CustomerRoom
from tests.servers.launcher import free_port
from workers.console.server import Console
from workers.ledger.unit_of_work import Ledger

pytestmark = pytest.mark.slow


@pytest.fixture
def served(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[CustomerRoom]:
    """The console of a company whose customers have pages, behind a port of its own."""
    port = free_port()
    opened = CustomerRoom.opened(sqlite_ledger, tmp_path)
    with CustomerRoom(opened.book, tmp_path, public_url=f"http://127.0.0.1:{port}") as room:
        console = Console(room.app, "127.0.0.1", port)
        console.start()
        yield room
        console.stop()


def test_a_customer_promises_and_disputes_on_a_phone_without_script(served: CustomerRoom) -> None:
    address = served.public_url + served.link(days_overdue=(10, 40))
    with opened_page(script=False) as page:
        page.set_viewport_size({"width": 375, "height": 800})
        page.goto(address)
        page.locator("details:has(#promise-item) summary").click()
        page.locator("#promise-item").select_option(index=1)
        page.locator("#promise-day").fill((served.book.today + timedelta(days=5)).isoformat())
        page.locator("#promise-amount").fill("100.00")
        page.locator("form[action$='/promise'] button").click()
        page.wait_for_url("**/done/*")
        page.goto(address)
        page.locator("details:has(#dispute-item) summary").click()
        page.locator("#dispute-item").select_option(index=1)
        page.locator("#dispute-reason").fill("two of the ten boxes were missing")
        page.locator("form[action$='/dispute'] button").click()
        page.wait_for_url("**/done/*")
    assert served.deeds() == [("promise", "taken"), ("dispute", "taken")]


@pytest.mark.parametrize(("scheme", "width"), [("light", 375), ("dark", 1280)])
def test_axe_finds_nothing_serious_on_the_customers_page(served: CustomerRoom, scheme: str, width: int) -> None:
    address = served.public_url + served.link(days_overdue=(10, 40))
    with opened_page() as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        for path in (address, served.public_url + "/c/" + "x" * 48):
            page.goto(path, wait_until="networkidle")
            for summary in page.locator("summary").all():
                summary.click()
            assert serious_violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width

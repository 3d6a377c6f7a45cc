"""Chromium's print to PDF, through one running browser: what people send who print a portal page.

Where the machine has no Chromium, ``is_there`` is false and the generator leaves the family's documents out, loudly.
"""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.remittance.renderers import html_page
from tests.bench.remittance.sheet import Sheet

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PROGRAM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def is_there() -> bool:
    return _PROGRAM.exists()


def render(sheet: Sheet) -> bytes:
    page = _page()
    page.set_content(html_page.page(sheet))
    return page.pdf(prefer_css_page_size=True, print_background=True)


# What is open in this process: Playwright, and its browser.
_open = ExitStack()


def close() -> None:
    """End the browser of this process: beside a running one nobody else can start Playwright here."""
    _page.cache_clear()
    _open.close()


@cache
def _page() -> Page:
    """The browser of this process, until `close`, or until the process ends."""
    from playwright.sync_api import sync_playwright

    playwright = _open.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=str(_PROGRAM), headless=True, args=list(_ARGUMENTS))
    _open.callback(browser.close)
    return browser.new_page()


atexit.register(close)

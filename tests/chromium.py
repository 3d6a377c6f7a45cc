"""Debian's Chromium for tests: a page that fails its test when one of our scripts or styles breaks, and axe on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or ""
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
_GRAVE = {"serious", "critical"}


@contextmanager
def opened_page(*, script: bool = True) -> Iterator[Page]:
    """A page; without ``script`` as a browser that runs none."""
    if not CHROMIUM:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail("not on this machine: chromium")
        pytest.skip("not on this machine: chromium")
    problems: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on(
            "console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None
        )
        yield opened
        browser.close()
    assert problems == []


def serious_violations(page: Page) -> list[str]:
    """What axe finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes']}" for each in found if each["impact"] in _GRAVE]

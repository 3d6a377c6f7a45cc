"""The browser that draws documents leaves room for others in its process."""

from __future__ import annotations

import pytest

from tests.bench.remittance.draw import draw_case
from tests.bench.remittance.emit import can_render, render
from tests.bench.remittance.families import FAMILIES
from tests.bench.remittance.renderers import chromium
from tests.chromium import opened_page


def test_a_browser_of_another_test_opens_after_documents_were_drawn() -> None:
    number, family = next((n, f) for n, f in enumerate(FAMILIES.values()) if f.format == "chromium")
    if not can_render(family):
        pytest.skip("not on this machine: chromium")
    for _ in range(2):
        render(draw_case(family, number, 0, 1), family)
        chromium.close()
        with opened_page() as page:
            assert page.title() == ""

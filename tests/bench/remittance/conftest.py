"""Documents are drawn by a browser of the process, which ends with the tests that need it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.remittance.renderers import chromium


@pytest.fixture(scope="module", autouse=True)
def _browser_ends_with_its_tests() -> Iterator[None]:
    yield
    chromium.close()

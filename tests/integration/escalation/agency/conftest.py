"""A house with an agency beside it, for all tests of the protocol."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agency_house import House, build_house
from workers.ledger.unit_of_work import Ledger


@pytest.fixture(params=["sqlite_ledger", pytest.param("postgres_ledger", marks=pytest.mark.slow)])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """The simulation runs on both databases by default; these all run on both in the slow suite."""
    opened: Ledger = request.getfixturevalue(request.param)
    return opened


@pytest.fixture
def house(ledger: Ledger, tmp_path: Path) -> House:
    """Two invoices of 100.00 and 80.00, placed with an agency that has read them."""
    built = build_house(ledger, tmp_path)
    built.place()
    return built

"""A round trip with an agency reconciles counts and money, whatever the courier does and wherever a process dies."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.agency_house import House, build_house
from tests.faults.agency_days import AgencyDays
from tests.servers.agency_peer import rows_of
from workers.exception_queue.kinds import CaseKind
from workers.ledger.posting import AGENCY_COMMISSION, AGENCY_PAYABLE
from workers.ledger.queue import agency_batches, agency_files
from workers.ledger.schema import agency_records
from workers.ledger.unit_of_work import Ledger

_OWED = {"INV-1": "100.00", "INV-2": "80.00", "INV-3": "2500.00", "INV-4": "33.33", "INV-5": "910.50", "INV-6": "5.00"}


def received_records(house: House) -> int:
    with house.ledger.read() as connection:
        counted = select(func.count()).select_from(agency_records).where(agency_records.c.direction == "in")
        return int(connection.scalar(counted) or 0)


@pytest.mark.parametrize(
    ("seed", "lived"), [(1, 4), *(pytest.param(seed, 12, marks=pytest.mark.slow) for seed in range(2, 11))]
)
def test_both_sides_tell_the_same_in_the_end(ledger: Ledger, tmp_path: Path, seed: int, lived: int) -> None:
    house = build_house(ledger, tmp_path, amounts=_OWED)
    days = AgencyDays(house, seed, lived)
    days.live()
    peer = house.peer

    assert days.deaths > 0
    assert days.differences() == {}
    assert peer.placed_twice == 0
    with ledger.read() as connection:
        assert {batch.state for batch in agency_batches.find_batches(connection)} == {"acknowledged"}
        transfers = agency_files.find_remittances(connection)
    assert [one.state for one in transfers] == ["posted"] * len(days.transfers)
    collected = sum(claim.collected for claim in peer.claims.values())
    assert (sum(one.gross_minor for one in transfers), sum(one.commission_minor for one in transfers)) == (
        collected,
        days.commissions,
    )
    originals = {number: int(amount.replace(".", "")) for number, amount in _OWED.items()}
    paid = sum(originals.values()) - sum(house.open_amounts().values())
    assert house.balance("bank") == paid - days.commissions
    assert house.balance(AGENCY_PAYABLE) == -peer.commission_owed
    assert house.balance(AGENCY_COMMISSION) == days.commissions + peer.commission_owed
    assert house.balance("unidentified_cash") == 0
    assert house.cases(CaseKind.AGENCY_BATCH) == house.cases(CaseKind.AGENCY_REMITTANCE) == []
    assert received_records(house) == len(set(_ids(days)))
    assert house.violations() == []


def _ids(days: AgencyDays) -> list[str]:
    """The numbers of all records that the agency ever wrote, but for trailers."""
    files = sorted((days.house.home / "incoming/north/read").iterdir())
    rows = [row for file in files for row in rows_of(file)]
    return [row["id"] for row in rows if row["record"] != "trailer"]

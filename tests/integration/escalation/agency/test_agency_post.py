"""The agencies' post as one piece of work: each agency's for itself, and heard before anybody is told anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.agency_house import NORTH, ROOT, TODAY, House, build_house
from tests.servers.agency_peer import Claim
from workers.agency_post import recall_placement, work_agency_post
from workers.clock import Clock
from workers.errors import UserError
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.stops import add_stop
from workers.ledger.schema import agency_records, placements
from workers.policy.agencies import Agency
from workers.policy.source import LastGood
from workers.rendering import Renderer
from workers.settings import load_settings
from workers.wiring import Configuration, Robot

_MUTE = replace(NORTH, name="Mute Inkasso", folder="placements/mute", incoming="incoming/mute")
# No path may hold this sign: what our own code does with it is none of the errors that it expects.
_BROKEN = replace(_MUTE, incoming="incoming/\0")


_SLOW = pytest.mark.slow


def robot_with(house: House, **others: Agency) -> Robot:
    """A robot in the house, where these agencies come before the one beside it."""
    policy = replace(house.policy, agencies={**others, **house.policy.agencies})
    settings = load_settings({"COLLECTBOT_HOME": str(house.home)}, dotenv=house.home / "none")
    held = LastGood((), lambda: Configuration(policy, Renderer(ROOT / "templates")))
    clock = Clock(frozen_at=house.occasion().at)
    return Robot(settings, house.ledger, clock, held, {})


def acknowledge(house: House) -> None:
    """North laid down the answer to the first batch."""
    house.lay(*house.peer.file([house.peer.acknowledge("CB-1")]))


def claim(house: House) -> Claim:
    return house.peer.claims["1", "INV-1"]


def open_after_recall(house: House) -> list[int]:
    """What the records of recalls say is open, item by item."""
    with house.ledger.read() as connection:
        c = agency_records.c
        return list(connection.scalars(select(c.amount_minor).where(c.kind == "recall").order_by(c.id)))


def state(house: House) -> str | None:
    with house.ledger.read() as connection:
        return connection.scalar(select(placements.c.state))


def break_by_file(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("this is no folder")


def break_by_loop(folder: Path) -> None:
    """A mount that is gone answers like this: the name is there, and nothing behind it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(folder)


@pytest.mark.parametrize(
    ("database", "break_folder"),
    [
        ("sqlite_ledger", break_by_file),
        ("postgres_ledger", break_by_loop),
        pytest.param("sqlite_ledger", break_by_loop, marks=_SLOW),
        pytest.param("postgres_ledger", break_by_file, marks=_SLOW),
    ],
    ids=["sqlite_no_folder", "postgres_mount_gone", "sqlite_mount_gone", "postgres_no_folder"],
)
def test_an_unreadable_folder_is_one_case_and_stops_no_other_agency(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, break_folder: Callable[[Path], None]
) -> None:
    house = build_house(request.getfixturevalue(database), tmp_path)
    house.place()
    mute = house.home / "incoming/mute"
    break_folder(mute)
    acknowledge(house)
    robot = robot_with(house, mute=_MUTE)
    report = work_agency_post(robot)
    assert report is not None
    assert [(file.agency, file.state) for file in report.files] == [("north", "read")]
    assert list(report.unread) == ["mute"]
    work_agency_post(robot)
    (case,) = house.cases(CaseKind.OPERATIONS)
    assert (case.subject, case.occurrences, str(mute) in case.reason) == ("agency_folder:mute", 2, True)
    mute.unlink()
    work_agency_post(robot)
    assert house.cases(CaseKind.OPERATIONS) == []


@_SLOW
@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that is there and cannot be read")
def test_a_file_that_cannot_be_read_keeps_no_other_of_its_agency(house: House) -> None:
    (house.home / "incoming/north").mkdir(parents=True)
    (house.home / "incoming/north/a.csv").symlink_to("/proc/self/mem")
    acknowledge(house)
    folder = house.look()
    assert [file.state for file in folder.files] == ["read"]
    assert "a.csv" in folder.trouble


def test_a_file_that_cannot_be_moved_away_keeps_no_other_from_being_read(house: House) -> None:
    acknowledge(house)
    house.lay(*house.peer.file([house.peer.demand("1", f"{TODAY}")]))
    (house.home / "incoming/north/read").write_text("where files should go")
    folder = house.look()
    assert [file.state for file in folder.files] == ["read", "read"]
    assert folder.trouble
    assert [file.state for file in house.look().files] == ["known", "known"]


def test_a_fault_of_ours_at_one_agency_is_raised_after_all_others_were_heard(house: House) -> None:
    house.do(lambda connection: add_stop(connection, 1, "cease_contact", house.occasion()))
    acknowledge(house)
    with pytest.raises(ValueError, match="null"):
        work_agency_post(robot_with(house, mute=_BROKEN))
    assert not list((house.home / "incoming/north").glob("*.csv"))
    assert state(house) == "recalled"


def collected_and_arrived(house: House) -> None:
    """The agency laid down a payment of 100.00, and its transfer is at the bank; nobody has looked since."""
    house.lay(*house.peer.file([house.peer.remit(claim(house), 100_00, 10_00, "NI-2026-7")]))
    house.bank(90_00, "NI-2026-7")


def test_a_stop_recalls_after_what_the_agency_collected_is_known(house: House) -> None:
    collected_and_arrived(house)
    house.do(lambda connection: add_stop(connection, 1, "cease_contact", house.occasion()))
    report = work_agency_post(robot_with(house))
    assert report is not None
    assert report.outcomes == {"posted": 1, "recalled": 1}
    assert open_after_recall(house) == [0, 80_00]
    assert house.violations() == []


def test_a_person_recalls_after_what_the_agency_collected_is_known(house: House) -> None:
    collected_and_arrived(house)
    recall_placement(robot_with(house), 1, "we take it back", "ann")
    assert (state(house), open_after_recall(house)) == ("recalled", [0, 80_00])
    assert house.violations() == []


@_SLOW
def test_a_placement_that_the_agency_has_closed_meanwhile_cannot_be_recalled(house: House) -> None:
    house.lay(*house.peer.file([house.peer.close("1", "UNC")]))
    with pytest.raises(UserError, match="placement 1 is closed: no agency works on it"):
        recall_placement(robot_with(house), 1, "we take it back", "ann")
    assert open_after_recall(house) == []


@_SLOW
def test_an_unreadable_folder_delays_no_recall(house: House) -> None:
    robot = robot_with(house, mute=_MUTE)
    break_by_file(house.home / "incoming/mute")
    recall_placement(robot, 1, "we take it back", "ann")
    assert state(house) == "recalled"
    assert [case.subject for case in house.cases(CaseKind.OPERATIONS)] == ["agency_folder:mute"]

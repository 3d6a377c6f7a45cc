"""Being away, said on the profile or the command line: the queue "for me" shows whose cases are whose today."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.console_room import Browser, ConsoleRoom
from tests.integration.console.test_queue_and_case_pages import listed, put
from workers.console.access.roles import Act, is_allowed
from workers.ledger.people.absences import LOOKING_ONLY
from workers.ledger.schema.people import ROLES
from workers.policy.staffing import Staffing


@pytest.fixture
def team_room(small_room: ConsoleRoom) -> ConsoleRoom:
    staffing = Staffing({"collections": ("ann@us.example", "bob@us.example")})
    small_room.book.with_robot(staffing=staffing)
    room = ConsoleRoom(small_room.book, small_room.home)
    for number in range(4):
        put(room, subject=f"mail:{number}")
    return room


def own(browser: Browser) -> list[int]:
    return sorted(listed(browser.page("/queue?mine=own")))


def test_the_deputy_has_the_cases_while_somebody_is_away(team_room: ConsoleRoom) -> None:
    ann, bob = team_room.log_in("ann@us.example"), team_room.log_in("bob@us.example")
    assert (own(ann), own(bob)) == ([2, 4], [1, 3])
    today = team_room.book.today
    days = {"first": today.isoformat(), "last": (today + timedelta(days=2)).isoformat()}
    assert ann.send("/profile", "/profile/away", deputy="bob@us.example", **days).status_code == 303
    assert (own(ann), own(bob)) == ([], [1, 2, 3, 4])
    assert "today: bob@us.example" in ann.page("/cases/2")
    refused = ann.send("/profile", "/profile/away", deputy="", **days)
    assert (refused.status_code, "away from" in refused.text) == (409, True)
    assert ann.send("/profile", "/profile/away", deputy="", first="x", last="y").status_code == 422
    assert ann.send("/profile", "/profile/back").status_code == 303
    assert (own(ann), own(bob)) == ([2, 4], [1, 3])
    assert [len(team_room.entries(kind)) for kind in ("user.away", "user.back")] == [1, 1]


def test_only_who_works_may_stand_in(team_room: ConsoleRoom) -> None:
    ann = team_room.log_in("ann@us.example")
    team_room.user("eva@us.example", "read_only")
    team_room.user("bob@us.example")
    page = ann.page("/profile")
    assert "<option>bob@us.example</option>" in page
    assert "eva@us.example" not in page
    day = team_room.book.today.isoformat()
    forged = ann.send("/profile", "/profile/away", deputy="eva@us.example", first=day, last=day)
    assert (forged.status_code, "cannot stand in" in forged.text) == (409, True)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_only_looks_works_no_case(role: str) -> None:
    assert is_allowed({role}, Act.WORK) == (role not in LOOKING_ONLY)

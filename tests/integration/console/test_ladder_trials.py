"""Trials of ladders from the console: asked for by ops, made in the background, read on a page; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.console_room import ConsoleRoom
from tests.past_book import PastBook
from workers.dunning.actors import run_try_ladders
from workers.dunning.simulate import run
from workers.dunning.simulate.wanted import Trying, try_wanted
from workers.ledger.operations.ladder_trials import trials_of
from workers.ledger.unit_of_work import Ledger

PAGE, FORM = "/ladders/standard", "/ladders/standard/trials"


@pytest.fixture
def past_room(ledger: Ledger, tmp_path: Path) -> ConsoleRoom:
    """A book with an item that fell due some days ago, and a hasty ladder that nobody climbs."""
    book = PastBook(ledger)
    standard = book.policy.ladders["standard"]
    hasty = replace(
        standard, name="hasty", levels=(replace(standard.levels[0], days_after_due=1), *standard.levels[1:])
    )
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "hasty": hasty})
    book.item(book.customer("C1", days_overdue=()), "INV-1", 0)
    book.pass_days(6)
    return ConsoleRoom(book, tmp_path)


def days(room: ConsoleRoom, back: int) -> dict[str, str]:
    today = room.book.today
    return {"first": (today - timedelta(days=back)).isoformat(), "last": today.isoformat()}


def test_a_trial_is_asked_for_made_and_read(past_room: ConsoleRoom) -> None:
    ops = past_room.log_in("ops", "ops")
    sent = ops.send("/ladders/hasty", "/ladders/hasty/trials", segment="everyone_else", **days(past_room, 5))
    assert sent.headers["location"] == "/ladders/hasty?said=trial_wanted#trials"
    ops.send("/ladders/hasty", "/ladders/hasty/trials", segment="everyone_else", **days(past_room, 5))
    assert ops.page("/ladders/hasty").count("under way</span>") == 1
    assert ops.open("/ladders/hasty/trials/1").status_code == 404
    run_try_ladders(past_room.robot)
    ann = past_room.log_in("anna", language="de")
    assert 'href="/ladders/hasty/trials/1"' in ann.page("/ladders/hasty")
    report = ann.page("/ladders/hasty/trials/1")
    assert "Konten, die anderes bekämen" in report
    assert report.count("friendly reminder email<br>") == 2  # on the first day, and on the third
    assert ann.open("/ladders/standard/trials/1").status_code == 404
    with past_room.book.ledger.read() as connection:
        assert past_room.book.email.accepted == []
        assert [trial.state for trial in trials_of(connection, "hasty", 5)] == ["done"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"segment": "nobody"}, "no such segment"),
        ({"first": "x"}, "first day"),
        ({"last": "2999-01-01"}, "first day"),
        ({"first": "2026-01-01", "last": "2025-12-31"}, "first day"),
        ({"first": "2020-01-01"}, "At most 92 days"),
    ],
    ids=["segment", "no date", "tomorrow", "backwards", "too long"],
)
def test_what_cannot_be_tried_is_said_and_not_kept(small_room: ConsoleRoom, fields: dict[str, str], said: str) -> None:
    refused = small_room.log_in("ops", "ops").send(PAGE, FORM, **({"segment": ""} | days(small_room, 5) | fields))
    assert (refused.status_code, said in refused.text) == (422, True)
    with small_room.book.ledger.read() as connection:
        assert trials_of(connection, "standard", 5) == []


def test_a_trial_that_takes_too_long_ends_as_failed(small_room: ConsoleRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_BATCH", 1)
    small_room.book.customer("C1")
    small_room.book.customer("C2")
    ops = small_room.log_in("ops", "ops")
    ops.send(PAGE, FORM, segment="", **days(small_room, 0))
    robot = small_room.robot
    assert try_wanted(Trying(robot.ledger, robot.policy, robot.renderer, "UTC"), longest=timedelta()) == 1
    page = ops.page(PAGE)
    assert "1 of 2 accounts done: take fewer days" in page
    assert "failed</span>" in page

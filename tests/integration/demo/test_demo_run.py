"""The demo's promises, on its first weeks: laws hold, the same seed prints the same, foreign folders are left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workers.demo import run_demo
from workers.errors import UserError

WEEK, DAYS, SEED = 7, 20, 2
Printed = Callable[[], str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    return lambda: capsys.readouterr().out


def test_two_runs_of_one_seed_print_the_same_and_break_no_law(tmp_path: Path, printed: Printed) -> None:
    home = tmp_path / "demo"
    assert run_demo(days=WEEK, seed=SEED, home=home) == 0
    first = printed()
    assert run_demo(days=WEEK, seed=SEED, home=home) == 0
    assert printed() == first
    last = first.splitlines()[-1]
    assert last.startswith("verify: ")
    assert "hold" in last
    assert "notices out" in first
    assert "applied" in first


def test_the_robot_did_its_work_in_three_weeks(tmp_path: Path, printed: Printed) -> None:
    home = tmp_path / "demo"
    assert run_demo(days=DAYS, seed=SEED, home=home, as_json=True) == 0
    summary = json.loads(printed())
    assert all(law["violations"] == 0 for law in summary["laws"])
    idle = [law["n"] for law in summary["laws"] if not law["checked"]]
    assert idle in ([], [7])  # nothing is old enough to be placed yet
    assert set(summary["collected"]) == {"EUR", "USD"}
    assert {notice["channel"] for notice in summary["notices"]} == {"email", "sms"}
    kinds = {case["kind"] for case in summary["cases"]}
    assert {"dispute", "stop_request", "delivery_failed", "suspicious_sender", "short_payment"} <= kinds
    assert not {"poisoned_mail", "dead_message", "invariant", "operations", "stale_feed"} & kinds
    assert summary["mails"]["applied"] > 20
    assert list((home / "remittances").glob("*.pdf"))


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    with pytest.raises(UserError, match="was not made by the demo"):
        run_demo(days=1, seed=1, home=tmp_path)
    assert precious.read_text() == "mine"

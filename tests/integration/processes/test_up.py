"""`collectbot up` as people run it: one process that answers over HTTP, works, and stops when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.open_items_file import csv_text, item
from tests.robot_home import LIVE, clean_environment, copy_config, environment, read_event, start
from tests.waiting import wait_until
from workers.cli import main

QUICKLY = {
    "mailbox_poll_seconds: 60": "mailbox_poll_seconds: 1",
    "dispatch_seconds: 30": "dispatch_seconds: 1",
    "sweep_seconds: 60": "sweep_seconds: 1",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of a live robot with a shared clock, for this process and those it starts."""
    config = copy_config(tmp_path, LIVE | QUICKLY)
    settings = environment(tmp_path / "home", config=str(config), clock="db:")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings


@pytest.fixture
def up(home: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running robot and the address of its console."""
    assert main(["clock", "set", "2026-03-03T10:00:00+00:00"]) == 0
    process = start(["workers", "up", "--port", "0"], home)
    yield process, read_event(process, "up.ready")["console"]
    if process.poll() is None:
        process.kill()
    process.communicate()


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_it_works_answers_and_stops(up: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    process, address = up
    wait_until(lambda: _get(f"{address}/healthz")[0] == 200, "it is well")
    assert json.loads(_get(f"{address}/healthz")[1])["status"] == "ok"

    file = tmp_path / "items.csv"
    file.write_text(csv_text([item("INV-1", issue_date="2025-12-15", due_date="2026-01-15", country="GB")]))
    assert main(["import", str(file)]) == 0
    # The day's run was done before there was anything to dun: the next day's is found by the sweep.
    assert main(["clock", "set", "2026-03-04T10:00:00+00:00"]) == 0
    handed_over = 'collectbot_messages{channel="email",state="handed_over"} 1.0'
    wait_until(lambda: handed_over in _get(f"{address}/metrics")[1], "the notice is handed over")

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0


def test_the_kill_switch_is_shown_and_is_no_failure(up: tuple[subprocess.Popen[str], str]) -> None:
    _, address = up
    wait_until(lambda: _get(f"{address}/healthz")[0] == 200, "it is well")
    assert main(["stop-all"]) == 0
    code, body = _get(f"{address}/healthz")
    assert (code, json.loads(body)["stopped"]) == (200, True)
    assert "collectbot_stopped 1.0" in _get(f"{address}/metrics")[1]


def test_a_bad_policy_file_keeps_the_last_good_one_and_becomes_a_case(
    up: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    _, address = up
    wait_until(lambda: _get(f"{address}/healthz")[0] == 200, "it is well")
    file = tmp_path / "config" / "robot.yaml"
    good = file.read_text()
    file.write_text(good.replace("mode: live", "mode: lvie"))
    wait_until(lambda: "configuration" in json.loads(_get(f"{address}/healthz")[1])["problems"], "the problem shows")
    reason = json.loads(_get(f"{address}/healthz")[1])["problems"]["configuration"]
    assert f"{file}:" in reason
    case = 'collectbot_cases_unresolved{kind="operations",state="open"} 1.0'
    wait_until(lambda: case in _get(f"{address}/metrics")[1], "the case is open")
    file.write_text(good)
    wait_until(lambda: _get(f"{address}/healthz")[0] == 200, "it is well")


def test_a_taken_port_is_the_users_to_mend(up: tuple[subprocess.Popen[str], str], home: dict[str, str]) -> None:
    port = up[1].rpartition(":")[2]
    done = start(["workers", "up", "--port", port], clean_environment() | home)
    _, errors = done.communicate(timeout=60)
    assert done.returncode == 1
    assert f"collectbot: cannot listen on 127.0.0.1:{port}: Address already in use" in errors

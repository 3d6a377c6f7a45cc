"""The Procfile's processes under honcho, on real PostgreSQL and Redis: they come up, find each other, and stop."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robot_home import LIVE, ROOT, clean_environment, copy_config, environment
from tests.servers.launcher import free_port
from tests.waiting import wait_until
from workers.cli import main

_BIN = Path(sys.executable).parent


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str, redis_url: str) -> dict[str, str]:
    config = copy_config(tmp_path, LIVE | {"sweep_seconds: 60": "sweep_seconds: 1"})
    named = {"config": str(config), "database_url": postgres_url, "broker_url": redis_url, "clock": "db:"}
    return environment(tmp_path / "home", **named)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What honcho and its processes print: a file never fills up as a pipe does."""
    return tmp_path / "honcho.log"


def _honcho(arguments: list[str], settings: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    path = f"{_BIN}{os.pathsep}{os.environ['PATH']}"
    variables = clean_environment() | settings | {"PATH": path, "WORKER_PROCESSES": "1"}
    command = [str(_BIN / "honcho"), "--no-colour", *arguments]
    with log.open("ab") as output:
        return subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)


@pytest.fixture
def running(settings: dict[str, str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Released, then started."""
    release = _honcho(["run", "sh", "-c", "python -m workers migrate"], settings, log)
    assert release.wait(timeout=120) == 0, log.read_text()
    started = _honcho(["start", "--port", str(port), "console", "worker", "scheduler"], settings, log)
    yield started
    if started.poll() is None:
        started.terminate()
        started.wait(timeout=60)


def _health(port: int) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return dict(json.loads(answer.read()))
    except (OSError, urllib.error.HTTPError):
        return {}


def _metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def test_the_processes_work_together_and_stop(
    running: subprocess.Popen[bytes],
    settings: dict[str, str],
    port: int,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait_until(lambda: _health(port).get("status") == "ok", "all parts are well", seconds=90)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main(["clock", "set", "2026-03-04T10:00:00+00:00"]) == 0
    # The scheduler finds that the day's runs are due, and a worker on the other side of Redis does them.
    wait_until(lambda: 'collectbot_last_run_timestamp_seconds{job="dunning.run"}' in _metrics(port), "the day's run")
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == 128 + signal.SIGTERM  # honcho's own word for having been stopped
    ended = dict(re.findall(r"system +\| (\w+)\.1 stopped \(rc=(-?\d+)\)", log.read_text()))
    assert (ended["console"], ended["scheduler"]) == ("0", "0"), log.read_text()

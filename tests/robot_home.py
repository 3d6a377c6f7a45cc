"""A home for a whole robot in a test: settings, a changed copy of the shipped configuration, one-off processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# What the shipped configuration must say otherwise for a test that wants to see something leave at once.
LIVE = {
    "mode: approve": "mode: live",
    "\nfeeds:\n": "\nfeeds: {}\n",
    "  bank: {max_age_hours: 96}        # bank holidays at a weekend\n": "",
    "  open_items: {max_age_hours: 96}\n": "",
    "  mailbox: {max_age_hours: 24}\n": "",
}


def copy_config(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """The shipped configuration with some text of robot.yaml replaced; a text that is not there is an error."""
    config = folder / "config"
    shutil.copytree(ROOT / "config", config)
    file = config / "robot.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (changes or {}).items():
        assert old in text, f"robot.yaml does not hold {old!r}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return config


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The COLLECTBOT_ variables of a robot that lives in ``home``."""
    return {"COLLECTBOT_HOME": str(home)} | {f"COLLECTBOT_{name.upper()}": value for name, value in settings.items()}


def start(arguments: list[str], variables: Mapping[str, str]) -> subprocess.Popen[str]:
    """A process of the robot; the test reads its standard error and ends it."""
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=clean_environment() | dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def clean_environment() -> dict[str, str]:
    """What a process needs of ours, without the developer's own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COLLECTBOT_")}


def read_event(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    """The first log line about ``event``; fails with everything logged before when the process ends without it."""
    assert process.stderr is not None
    seen: list[str] = []
    for line in process.stderr:
        seen.append(line)
        if line.startswith("{") and (found := json.loads(line))["event"] == event:
            return dict(found)
    raise AssertionError(f"the process ended without {event}:\n{''.join(seen)}")

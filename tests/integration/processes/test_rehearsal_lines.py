"""A rehearsal that ops begin while a process runs shows in the process's next log line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.integration.processes.conftest import MakeRobot
from workers.logs import configure_logging

BEGUN = """
redirect_all_to:
  email: rehearsal@us.example
  sms: "+15550100"
"""


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_log_lines_follow_the_configuration(make_robot: MakeRobot, tmp_path: Path, stream: io.StringIO) -> None:
    robot = make_robot()
    configure_logging(stream, redirected_to=robot.redirected_to)
    log = structlog.get_logger("x")
    log.info("as ever")
    file = tmp_path / "config" / "robot.yaml"
    file.write_text(file.read_text() + BEGUN)
    assert robot.policy.robot.redirect_all_to is not None
    log.info("rehearsed")
    before, after = (json.loads(line) for line in stream.getvalue().splitlines())
    assert "redirect_all_to" not in before
    assert after["redirect_all_to"] == "rehearsal@us.example +15550100"

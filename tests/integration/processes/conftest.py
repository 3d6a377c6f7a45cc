"""A whole robot over each of the two databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.robot_home import copy_config, environment
from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import open_ledger
from workers.settings import load_settings
from workers.wiring import Robot, assemble

MakeRobot = Callable[..., Robot]


@pytest.fixture
def make_robot(tmp_path: Path, database_url: str) -> Iterator[MakeRobot]:
    """Robots of one home and database; settings by keyword, changes of robot.yaml as ``changes``."""
    made: list[Robot] = []
    ledger = open_ledger(database_url)
    migrate(ledger)
    ledger.engine.dispose()

    def make(changes: dict[str, str] | None = None, **settings: str) -> Robot:
        config = tmp_path / "config"
        if not config.exists():
            copy_config(tmp_path, changes)
        named = {"database_url": database_url, "config": str(config), **settings}
        made.append(assemble(load_settings(environment(tmp_path / "home", **named))))
        return made[-1]

    yield make
    for robot in made:
        robot.close()


@pytest.fixture
def robot(make_robot: MakeRobot) -> Robot:
    return make_robot()

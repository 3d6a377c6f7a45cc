"""The demo's own folder: made afresh each time, with a copy of the product's configuration that is set to live.

Refuses to empty a folder that no demo made.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from workers.errors import UserError
from workers.settings import Settings, load_settings

_MARK = ".collectbot-demo"
_MARK_TEXT = "Made by `collectbot demo`, which empties this folder each time it runs.\n"
_NO_ENVIRONMENT: dict[str, str] = {}


def make_home(home: Path) -> Settings:
    """An empty home with its configuration; returns the settings of a robot that lives there, on local parts alone."""
    home = home.resolve()
    if home.exists() and (not home.is_dir() or (any(home.iterdir()) and not (home / _MARK).is_file())):
        raise UserError(f"{home} was not made by the demo, so it is left alone: choose another folder with --home")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / _MARK).write_text(_MARK_TEXT, encoding="utf-8")
    shipped = load_settings(_NO_ENVIRONMENT, dotenv=home / ".env")
    shutil.copytree(shipped.config, home / "config")
    _go_live(home / "config" / "robot.yaml")
    environment = {"COLLECTBOT_HOME": str(home), "COLLECTBOT_CONFIG": str(home / "config")}
    return load_settings(environment, dotenv=home / ".env")


def _go_live(robot_yaml: Path) -> None:
    """The shipped policy waits for a person before the first run; the demo has no time for that."""
    shipped = robot_yaml.read_text(encoding="utf-8")
    live = shipped.replace("mode: approve", "mode: live")
    if live == shipped:
        raise UserError(f"{robot_yaml}: the demo expects segments with 'mode: approve' and found none")
    robot_yaml.write_text(live, encoding="utf-8")

"""A whole robot over each of the two databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.processes.commands import NOW, Run
from tests.robot_home import LIVE, copy_config, environment
from tests.servers.postgres import Postgres
from workers.cli import main
from workers.ledger.migrate import migrate
from workers.ledger.unit_of_work import open_ledger
from workers.settings import load_settings
from workers.wiring import Robot, assemble

MakeRobot = Callable[..., Robot]


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Postgres) -> str:
    """A PostgreSQL database with the newest schema that nobody opens: a copy takes a tenth of a migration's time."""
    name = postgres_server.create_database()
    ledger = open_ledger(postgres_server.url(name))
    migrate(ledger)
    ledger.engine.dispose()
    return name


@pytest.fixture
def copied_postgres(postgres_server: Postgres, migrated_template: str) -> Iterator[str]:
    name = postgres_server.create_database(migrated_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def copied_sqlite(tmp_path: Path, migrated_file: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'collectbot.sqlite')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own with the newest schema, of each kind: other processes open it too."""
    url: str = request.getfixturevalue("copied_sqlite" if request.param == "sqlite" else "copied_postgres")
    return url


@pytest.fixture
def make_robot(tmp_path: Path, migrated_url: str) -> Iterator[MakeRobot]:
    """Robots of one home and database; settings by keyword, changes of robot.yaml as ``changes``."""
    made: list[Robot] = []

    def make(changes: dict[str, str] | None = None, **settings: str) -> Robot:
        config = tmp_path / "config"
        if not config.exists():
            copy_config(tmp_path, changes)
        named = {"database_url": migrated_url, "config": str(config), **settings}
        made.append(assemble(load_settings(environment(tmp_path / "home", **named))))
        return made[-1]

    yield make
    for robot in made:
        robot.close()


@pytest.fixture
def robot(make_robot: MakeRobot) -> Robot:
    return make_robot()


@pytest.fixture
def commands(
    tmp_path: Path, furnished_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs commands of a robot that is live and lives in a fresh home; its configuration is in ``tmp_path``."""
    config = copy_config(tmp_path, LIVE)
    for name, value in environment(furnished_home, config=str(config), clock=NOW).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(f"COLLECTBOT_{name.upper()}", value)
            code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command

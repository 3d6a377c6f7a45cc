"""A town with real servers, and a robot in it that is migrated and not running yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.town import Town
from tests.conftest import run_server
from tests.robot_home import environment
from tests.running_robot import RunningRobot
from tests.servers.dovecot import Dovecot
from tests.servers.processes import SmtpSinkProcess, TwilioPeerProcess
from workers.ledger.unit_of_work import Ledger, open_ledger

# The town's own policy, with the phrases of the shipped one: everybody understands replies by those.
CONFIG = Path(__file__).parent / "config"
REPLY_RULES = Path(__file__).parents[2] / "config" / "reply_rules"


@pytest.fixture
def sink() -> Iterator[SmtpSinkProcess]:
    yield from run_server(SmtpSinkProcess)


@pytest.fixture
def peer() -> Iterator[TwilioPeerProcess]:
    yield from run_server(TwilioPeerProcess)


@pytest.fixture
def ledger(postgres_url: str) -> Iterator[Ledger]:
    ledger = open_ledger(postgres_url)
    yield ledger
    ledger.engine.dispose()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = shutil.copytree(CONFIG, tmp_path / "config")
    shutil.copytree(REPLY_RULES, folder / "reply_rules")
    return folder


@pytest.fixture
def settings(
    config: Path,
    postgres_url: str,
    redis_url: str,
    dovecot: Dovecot,
    mail_user: str,
    sink: SmtpSinkProcess,
    peer: TwilioPeerProcess,
) -> dict[str, str]:
    return {
        "config": str(config),
        "database_url": postgres_url,
        "broker_url": redis_url,
        "mail_in_url": dovecot.url(mail_user),
        "mail_out_url": sink.url,
        "sms_url": peer.url,
        "clock": "db:",
    }


@pytest.fixture
def town(
    settings: dict[str, str],
    ledger: Ledger,
    sink: SmtpSinkProcess,
    peer: TwilioPeerProcess,
    dovecot: Dovecot,
    mail_user: str,
    tmp_path: Path,
) -> Iterator[Town]:
    home = tmp_path / "home"
    with RunningRobot(environment(home, **settings), tmp_path) as robot:
        robot.release()
        yield Town(robot, ledger, sink, peer, dovecot, mail_user, home)

"""The commands on users: a password never stands among the arguments, and nobody is let in half."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from workers.cli import main
from workers.clock import real_now
from workers.console.access.passwords import is_password
from workers.console.access.secrets import token_hash
from workers.ledger.people import tokens, users
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def here(sqlite_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    url = sqlite_ledger.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("COLLECTBOT_HOME", str(tmp_path))
    monkeypatch.setenv("COLLECTBOT_DATABASE_URL", url)
    return sqlite_ledger


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main([*arguments, "--json"]) == 0, capsys.readouterr().err
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_user_is_added_changed_locked_out_and_let_in(
    here: Ledger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("four good long words\n"))
    added = run(capsys, "user", "add", "Ann@Example.com", "--role", "specialist", "--language", "de")
    assert added == {"name": "ann@example.com", "roles": ["specialist"], "language": "de", "disabled": False}
    assert run(capsys, "user", "roles", "ann@example.com", "--role", "ops", "--role", "legal")["roles"] == [
        "legal",
        "ops",
    ]
    made_up = run(capsys, "user", "password", "ann@example.com", "--generate")["password"]
    with here.read() as connection:
        known = users.password_hash_of(connection, users.user_named(connection, "ann@example.com").id)
    assert is_password(str(made_up), known)
    assert run(capsys, "user", "disable", "ann@example.com")["disabled"] is True
    assert run(capsys, "user", "enable", "ann@example.com")["disabled"] is False
    assert run(capsys, "user", "list")["name"] == "ann@example.com"


def test_a_short_password_lets_nobody_in(
    here: Ledger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["user", "add", "ann", "--role", "ops"]) == 1
    assert "12 to 200 signs" in capsys.readouterr().err
    with here.read() as connection:
        assert users.list_users(connection) == []


def test_a_token_is_printed_once_listed_and_revoked(
    here: Ledger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("four good long words\n"))
    run(capsys, "user", "add", "ann", "--role", "specialist")
    made = run(capsys, "user", "token", "add", "ann", "--label", "BI export", "--days", "30")
    with here.read() as connection:
        owner = tokens.find_token_user(connection, token_hash(str(made["token"])), real_now())
        assert owner == users.user_named(connection, "ann").id
    listed = run(capsys, "user", "token", "list")
    assert (listed["user"], listed["label"], "token" in listed) == ("ann", "BI export", False)
    run(capsys, "user", "token", "revoke", str(made["id"]))
    assert main(["user", "token", "revoke", str(made["id"])]) == 1
    assert "there is no token" in capsys.readouterr().err


def test_somebody_is_away_and_back(here: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ann@example.com", "bob@example.com"):
        run(capsys, "user", "add", name, "--role", "specialist", "--generate")
    away = run(capsys, "user", "away", "ann@example.com", "--to", "2999-12-31", "--deputy", "Bob@example.com")
    assert (away["name"], away["deputy"], away["to"]) == ("ann@example.com", "bob@example.com", "2999-12-31")
    assert run(capsys, "user", "absences") == away
    assert main(["user", "away", "ann@example.com", "--from", "2999-01-01", "--to", "2999-01-05"]) == 1
    assert "already" in capsys.readouterr().err
    assert run(capsys, "user", "back", "ann@example.com") == {"name": "ann@example.com", "ended": 1}
    assert main(["user", "absences"]) == 0
    assert "Nobody is away." in capsys.readouterr().out

"""Bad input on the command line: one line that says what is wrong and what to do, and nothing is done by halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.processes.commands import Run


@pytest.fixture
def run(commands: Run) -> Run:
    return commands


BAD_INPUT = {
    "unknown setting": (["aging"], {"databse_url": "sqlite://"}, "did you mean COLLECTBOT_DATABASE_URL?"),
    "unknown database": (["aging"], {"database_url": "mysql://localhost/x"}, "mysql is not supported"),
    "database away": (
        ["aging"],
        {"database_url": "postgresql+psycopg://robot:secret@127.0.0.1:1/robot"},
        "postgresql+psycopg://robot:***@127.0.0.1:1/robot",
    ),
    "database without tables": (["aging"], {"database_url": "sqlite:///other.db"}, "run `collectbot migrate`"),
    "broker away": (["scheduler"], {"broker_url": "redis://127.0.0.1:1/0"}, "cannot reach the broker"),
    "broker of another kind": (["up"], {"broker_url": "amqp://localhost"}, "unknown scheme 'amqp'"),
    "broker in memory": (["scheduler"], {}, "cannot share a broker in memory"),
    "channel of another kind": (["dispatch"], {"sms_url": "carrier-pigeon:"}, "SMS_URL"),
    "clock without zone": (["aging"], {"clock": "2026-03-01"}, "has no time zone"),
    "clock before the calendar": (["aging"], {"clock": "0001-01-01T00:00+14:00"}, "lies beyond the calendar"),
    "default secret": (["aging"], {"public_url": "https://robot.example.com"}, "COLLECTBOT_SECRET_KEY is not set"),
    "no configuration": (["dispatch"], {"config": "/nowhere"}, "set COLLECTBOT_CONFIG"),
    "port": (["up", "--port", "99999"], {}, "--port"),
    "unknown command": (["agign"], {}, "agign"),
    "unknown option": (["aging", "--fast"], {}, "--fast"),
    "missing argument": (["import"], {}, "FILE..."),
    "missing file": (["import", "nowhere.csv"], {}, "nowhere.csv"),
    "no home": (["aging"], {"home": "/dev/null/home", "database_url": "sqlite:////dev/null/x.db"}, "COLLECTBOT_HOME"),
    "number that no database holds": (["exceptions", "show", "9" * 20], {}, "'ID'"),
    "cursor that no database holds": (["export", "postings", "--since", "9" * 20], {}, "'--since'"),
    "no such kind": (["exceptions", "list", "--kind", "lost"], {}, "no kind lost: known are "),
    "no date": (["aging", "--as-of", "tomorrow"], {}, "is not a date such as"),
    "no such account": (["hold", "add", "C404", "--reason", "x"], {}, "no account of customer C404"),
    "no such case": (["exceptions", "show", "404"], {}, "no case 404"),
    "a hold that nobody lifts": (["hold", "lift", "1", "--by", " "], {}, "--by names nobody"),
    "a month without a next one": (["statement", "C1", "--month", "9999-12"], {}, "is not a month such as 2026-03"),
    "a pin without a reason": (
        ["segment", "pin", "C1", "key_accounts", "--by", "ann", "--reason", " "], {}, "with a reason",
    ),
    "no such payment": (["payment", "reverse", "404"], {}, "no payment 404"),
    "no such state": (["outbox", "list", "--state", "lost"], {}, "no state lost"),
    "a limit no column holds": (["outbox", "list", "--limit", "9" * 20], {}, "Invalid value for '--limit'"),
    "a run of a day to come": (["dunning", "run", "--as-of", "2999-12-31"], {}, "has not been yet, today is"),
    "a day at the end of the calendar": (["dunning", "plan", "--as-of", "9999-12-31"], {}, "or none for never"),
    "a run of tomorrow over real channels": (
        ["dunning", "run", "--as-of", "2099-01-01"],
        {"mail_out_url": "smtp://relay.example", "secret_key": "of our own", "clock": ""},
        "2099-01-01 has not been yet",
    ),
    "a report in no folder": (
        ["ladder", "simulate", "--ladder", "config/ladders/standard.yaml", "--from", "2026-03-01", "--to", "2026-03-01",
         "--html", "/no/such/report.html"],
        {}, "cannot write /no/such/report.html: No such file or directory",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_one_line_that_says_what_to_do(name: str, run: Run) -> None:
    arguments, settings, expected = BAD_INPUT[name]
    code, output, errors = run(*arguments, **settings)
    assert (code, output) == (1, "")
    # Two broken policy files are two lines.
    assert name == "no configuration" or len(errors.splitlines()) == 1, errors
    assert errors.startswith("collectbot: ")
    assert expected in errors


@pytest.mark.parametrize(
    ("command", "header"),
    [
        (("stop", "import"), "customer_id,kind"),
        (("credit", "import"), "customer_id,currency,limit,terms,reason"),
        (("letters", "posted"), "letter_id,reference"),
    ],
    ids=["watch list", "limits", "proofs of post"],
)
def test_a_file_with_an_endless_cell_is_one_line_of_complaint(
    tmp_path: Path, run: Run, command: tuple[str, ...], header: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"{header}\nC1,{'x' * 200_000}\n")
    code, output, errors = run(*command, str(file), "--by", "ann")
    assert (code, output, len(errors.splitlines())) == (1, "", 1)
    assert "field larger than field limit" in errors

"""The command line: what each command prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes.commands import NOW, Run
from tests.open_items_file import csv_text, item


@pytest.fixture
def run(commands: Run) -> Run:
    return commands


def _lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def overdue(tmp_path: Path, run: Run) -> Path:
    """An imported file with two customers, each with one invoice a month and a half overdue."""
    file = tmp_path / "items.csv"
    dates = {"issue_date": "2025-12-15", "due_date": "2026-01-15", "country": "GB"}
    second = {"customer_id": "C2", "customer_name": "Birch Ltd", "customer_email": "ap@birch.example"}
    file.write_text(csv_text([item("INV-1", **dates), item("INV-2", **dates, **second)]))
    assert run("import", str(file))[0] == 0
    return file


def test_the_first_command_makes_the_tables_of_the_embedded_default(furnished_home: Path, run: Run) -> None:
    (furnished_home / "collectbot.db").unlink()
    assert run("aging")[:2] == (0, "The book is empty: see `collectbot import`.\n")


def test_import_prints_the_promised_fields_and_changes_nothing_the_second_time(overdue: Path, run: Run) -> None:
    code, output, _ = run("import", str(overdue), "--json")
    assert code == 0
    assert _lines(output)[0].items() >= {"rows": 2, "added": 0, "changed": 0, "closed": 0, "rejected": []}.items()


def test_a_bad_row_refuses_the_file_and_names_line_and_column(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(csv_text([item("INV-1"), item("INV-2", currency="ERU")]))
    code, output, errors = run("import", str(file), "--json")
    assert code == 1
    assert _lines(output)[0]["rejected"][0].items() >= {"line": 3, "column": "currency"}.items()
    assert errors.splitlines() == [
        f"collectbot: {file}:3: currency: 'ERU' is no currency code (ISO 4217) such as EUR",
        f"collectbot: {file} was not imported: mend these rows, or pass --skip-bad-rows",
    ]
    assert _lines(run("aging", "--json")[1]) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("INV-1,EUR,10.00\n", "1: this line names no column: it must name at least customer_id"),
        (csv_text([item("INV-1")]).replace("due_date", "due"), "1: due: unknown column 'due'"),
        (csv_text([item("INV-1")]) + "C2,Birch\n", "3: 2 cells, but the header has 10"),
    ],
    ids=["no header", "wrong header", "wrong row"],
)
def test_only_bad_rows_may_be_skipped(tmp_path: Path, run: Run, text: str, complaint: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    code, output, errors = run("import", str(file))
    first, *_, last = errors.splitlines()
    assert (code, output) == (1, "")
    assert first.startswith(f"collectbot: {file}:{complaint}")
    assert ("--skip-bad-rows" in last) == complaint.startswith("3")


def test_people_read_what_an_import_did_in_one_line(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "items.csv"
    file.write_text(csv_text([item("INV-1"), item("INV-2", currency="ERU")]))
    assert run("import", "--skip-bad-rows", str(file))[1] == f"{file}: 2 rows, 1 added, 1 left out\n"


def test_a_file_that_is_no_database_is_named(tmp_path: Path, run: Run) -> None:
    (tmp_path / "notes.db").write_text("this is no database, however long it is " * 9)
    code, _, errors = run("aging", database_url=f"sqlite:///{tmp_path / 'notes.db'}")
    assert (code, errors) == (
        1,
        f"collectbot: {tmp_path / 'notes.db'} is no SQLite database (correct COLLECTBOT_DATABASE_URL)\n",
    )


def test_without_a_command_the_help_is_all_that_is_printed(run: Run) -> None:
    code, output, errors = run()
    assert (code, errors) == (1, "")
    assert "check-config" in output


def test_a_user_without_a_name_is_written_down_by_number(
    overdue: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 4_294_000_000)
    run("stop", "add", "C1", "--reason", "insolvency")
    assert run("stop-all")[0] == 0


def test_restraints_need_a_reason_and_a_day_to_come(overdue: Path, run: Run) -> None:
    assert run("stop", "add", "C1", "--reason", " ")[2] == (
        "collectbot: ' ' is no kind of stop: write one of bankruptcy, insolvency, deceased, breathing_space,"
        " identity_theft, wrong_person, litigation, regulator_complaint, attorney, vulnerable, cease_contact\n"
    )
    assert run("hold", "add", "C1", "--reason", " ")[2] == "collectbot: a hold needs a reason\n"
    late = run("hold", "add", "C1", "--reason", "call first", "--until", "2026-03-02")
    assert late[2] == "collectbot: a hold until 2026-03-02 would be over already: today is 2026-03-03\n"
    assert run("hold", "add", "C1", "--reason", "call first", "--until", "2026-03-03")[0] == 0


def test_plan_changes_nothing_and_run_plans_the_messages_that_dispatch_sends(overdue: Path, run: Run) -> None:
    planned = _lines(run("dunning", "plan", "--json")[1])
    assert [(line["account"], line["decision"], line["message_ids"]) for line in planned] == [
        ("C1", "NoticeDue", []),
        ("C2", "NoticeDue", []),
    ]
    assert planned[0]["items"] == [{"document_number": "INV-1", "open_amount": "100.00", "days_overdue": 47}]
    assert _lines(run("outbox", "list", "--json")[1]) == []
    recorded = _lines(run("dunning", "run", "--json")[1])
    assert [line["account"] for line in recorded] == ["C1", "C2"]
    assert all(line["message_ids"] for line in recorded)
    counts = _lines(run("dispatch", "--json")[1])[0]
    assert counts == {"handed_over": 2, "deferred": 0, "cancelled": 0, "failed": 0, "in_doubt": 0}
    assert all(not line["message_ids"] for line in _lines(run("dunning", "run", "--json")[1]))


def test_stop_all_binds_at_the_next_attempt_and_resume_lets_go(overdue: Path, run: Run) -> None:
    run("dunning", "run")
    assert _lines(run("stop-all", "--note", "wrong ladder", "--by", "eva", "--json")[1]) == [
        {"stopped": True, "changed": True}
    ]
    assert _lines(run("dispatch", "--json")[1])[0]["handed_over"] == 0
    assert {line["state"] for line in _lines(run("outbox", "list", "--json")[1])} == {"planned"}
    assert _lines(run("resume", "--json")[1]) == [{"stopped": False, "changed": True}]
    assert _lines(run("dispatch", "--json")[1])[0]["handed_over"] == 2


def test_stop_all_works_while_the_policy_cannot_be_read(tmp_path: Path, run: Run) -> None:
    (tmp_path / "config" / "robot.yaml").write_text("company: [\n")
    assert run("dispatch")[0] == 1
    assert run("stop-all")[0] == 0


def test_a_hold_keeps_an_account_back_until_it_is_lifted(overdue: Path, run: Run) -> None:
    hold = _lines(run("hold", "add", "C1", "--reason", "call first", "--json")[1])[0]
    by_account = {line["account"]: line for line in _lines(run("dunning", "plan", "--json")[1])}
    assert by_account["C1"]["decision"] == "OnHold"
    assert run("hold", "lift", str(hold["id"]))[0] == 0
    again = {line["account"]: line["decision"] for line in _lines(run("dunning", "plan", "--json")[1])}
    assert again["C1"] == "NoticeDue"


def test_an_approval_waits_in_the_queue_and_lets_the_notices_go(tmp_path: Path, overdue: Path, run: Run) -> None:
    text = (tmp_path / "config" / "robot.yaml").read_text().replace("mode: live", "mode: approve")
    (tmp_path / "config" / "robot.yaml").write_text(text)
    run("dunning", "run")
    assert _lines(run("dispatch", "--json")[1])[0]["handed_over"] == 0
    case = next(line for line in _lines(run("exceptions", "list", "--json")[1]) if line["kind"] == "run_approval")
    assert set(case) == {"id", "kind", "reason", "account", "amount", "currency", "due_at", "state"}
    assert run("exceptions", "claim", str(case["id"]), "--by", "eva")[0] == 0
    assert run("exceptions", "resolve", str(case["id"]), "--decision", "approve", "--by", "tom")[0] == 1
    assert run("exceptions", "resolve", str(case["id"]), "--decision", "approve", "--by", "eva")[0] == 0
    assert _lines(run("dispatch", "--json")[1])[0]["handed_over"] == 2


def test_verify_names_every_law_and_ends_with_a_verdict(overdue: Path, run: Run) -> None:
    code, output, _ = run("verify", "--json")
    laws = _lines(output)[0]["laws"]
    assert (code, [law["n"] for law in laws]) == (0, list(range(1, 12)))
    idle = sum(law["verdict"] == "not exercised" for law in laws)
    assert 0 < idle < 11
    assert run("verify")[1].splitlines()[-1] == f"verify: {11 - idle} laws hold, {idle} not exercised"


def test_verify_exits_with_3_when_a_law_is_broken(overdue: Path, run: Run, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "home" / "collectbot.db") as connection:
        connection.execute("UPDATE open_items SET open_minor = open_minor - 1 WHERE document_number = 'INV-1'")
    code, output, _ = run("verify")
    assert code == 3
    assert output.splitlines()[-1].startswith("verify: 1 of 11 laws are broken (2)")


def test_the_clock_moves_for_all_processes_but_only_while_nothing_can_leave(overdue: Path, run: Run) -> None:
    shared = {"clock": "db:"}
    assert run("clock", "set", "2026-06-01T09:00:00+00:00", **shared)[0] == 0
    line = _lines(run("dunning", "plan", "--json", **shared)[1])[0]
    assert line["items"][0]["days_overdue"] == 137
    code, _, errors = run("clock", "set", NOW, clock="db:", mail_out_url="smtps://mail.customer.example")
    assert code == 1
    assert errors.startswith("collectbot: the business clock moves only while")
    assert run("dispatch", mail_out_url="smtps://mail.customer.example")[0] == 1


def test_export_starts_behind_the_cursor(overdue: Path, run: Run) -> None:
    code, output, _ = run("export", "postings", "--since", "0")
    assert code == 0
    assert output.splitlines()[0].startswith("cursor,id,entity")


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


def test_every_command_has_help_and_takes_json() -> None:
    import typer

    from workers.cli.application import app

    def leaves(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
        children = getattr(command, "commands", None)
        if children is None:
            return [(path, command)]
        return [leaf for name, child in children.items() for leaf in leaves(child, (*path, name))]

    for path, command in leaves(typer.main.get_command(app), ()):
        assert command.help, path
        assert any("--json" in parameter.opts for parameter in command.params), path


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

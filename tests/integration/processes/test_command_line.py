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

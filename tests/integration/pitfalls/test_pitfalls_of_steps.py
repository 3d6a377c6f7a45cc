"""Pitfalls 2, 4, 15, 19 and 20: a step at once by two, one that fails, one that lacks something, currencies, files."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.charged_book import ChargedBook, charging
from tests.dunned_book import ROOT
from tests.open_items_file import csv_text, item, take_in
from tests.robot_home import LIVE, copy_config, environment
from workers.channels.recording import Outcome
from workers.cli import main
from workers.clock import real_now
from workers.ledger.schema import cases, contacts, messages, open_items
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.policy.level import Charge
from workers.rendering import Renderer


def case_kinds(book: ChargedBook) -> list[str]:
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.kind).order_by(cases.c.id)))


def test_pitfall_02_two_workers_at_once_give_one_message_one_fee_and_one_event(book: ChargedBook) -> None:
    book.policy = charging(Charge("book", fee={"EUR": 250}))
    for number in range(6):
        book.customer(f"C{number}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: (book.plan(), book.send()), range(4)))
    book.send()
    assert book.states() == ["handed_over"] * 6
    assert len(book.email.accepted) == len(book.charge_items()) == 6
    events = Counter(book.journalled(""))
    assert {events[kind] for kind in ("dunning.notice_planned", "message.handed_over", "charge.booked")} == {6}
    assert book.broken_laws() == []


def test_pitfall_04_refused_for_now_again_and_again_ends_as_a_case_on_the_same_level(book: ChargedBook) -> None:
    book.customer()
    book.plan()
    most = book.policy.robot.outbox.max_attempts
    book.email.script(*[Outcome.NOT_NOW] * (most + 3))
    for _ in range(most + 3):
        book.plan()
        book.send()
        with book.ledger.write() as connection:
            due = update(messages).where(messages.c.state == "planned")
            connection.execute(due.values(retry_at=real_now()))
    assert (book.states(), book.column("attempts"), book.column("level")) == (["failed"], [most], [1])
    assert case_kinds(book).count("delivery_failed") == 1
    assert book.email.accepted == []


def test_pitfall_15_an_item_without_a_due_date_is_refused_with_its_place(ledger: Ledger, tmp_path: Path) -> None:
    result = take_in(ledger, tmp_path, item("INV-1"), item("INV-2", due_date=""))
    assert [(wrong.line, wrong.column) for wrong in result.rejected] == [(3, "due_date")]
    with ledger.read() as connection:
        assert connection.execute(select(open_items)).all() == [], "the whole file is refused"


def test_pitfall_15_without_a_contact_there_is_no_message_and_one_case(book: ChargedBook) -> None:
    book.customer()
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(email="", phone=""))
    for _ in range(3):
        book.plan()
        book.send()
    assert (book.states(), case_kinds(book)) == ([], ["no_contact"])


def test_pitfall_15_a_variable_that_is_missing_makes_a_case_and_no_message(book: ChargedBook, tmp_path: Path) -> None:
    """And where a language has no text, the entity's own is used."""
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    german = templates / "dunning/friendly_reminder/de/body.txt"
    german.write_text(german.read_text(encoding="utf-8") + "{{ nobody_knows_this }}", encoding="utf-8")
    book.customer("C1", language="de")
    book.customer("C2", language="ja")
    book.plan()
    for _ in range(2):
        dispatch(replace(book.ports(), renderer=Renderer(templates)))
        book.plan()
    assert book.column("state")[:2] == ["failed", "handed_over"]
    (mail,) = book.email.accepted
    assert mail.message.recipient == "ap@c2.example"
    assert "C2-INV-1" in mail.message.text
    assert case_kinds(book).count("delivery_failed") == 1


def test_pitfall_19_each_currency_climbs_on_its_own_and_its_levels_come_once(book: ChargedBook) -> None:
    account = book.customer(days_overdue=(10,), timezone="Europe/Berlin")
    book.item(account, "C1-USD", 4, 30_000, "USD")
    book.item(account, "C1-GBP", 60, 900, "GBP")
    for _ in range(60):
        book.plan()
        book.send()
        book.pass_days(1)
    given = Counter(zip(book.column("currency"), book.column("level"), book.column("channel"), strict=True))
    assert {currency for currency, _, _ in given} == {"EUR", "USD"}, "9.00 GBP stay below the minimum of GBP"
    assert set(given.values()) == {1}
    assert {(currency, level) for currency, level, _ in given} == {(c, n) for c in ("EUR", "USD") for n in (1, 2, 3)}
    for mail in book.email.accepted:
        assert ("€100.00" in mail.message.text) != ("$300.00" in mail.message.text)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    tmp_path: Path, furnished_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """A robot in a folder of its own: (exit code, stdout, stderr) of its commands."""
    config = copy_config(tmp_path, LIVE)
    for name, value in environment(furnished_home, config=str(config), clock="2026-03-03T10:00:00+00:00").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.mark.parametrize(
    ("old", "new", "line_of"),
    [
        ("days_after_due: 14", "days_after_due: 2", "days_after_due: 2"),
        ("days_after_due: 14", "days_after_due: two weeks", "days_after_due: two weeks"),
        ("pay_within_days: 7 ", "pay_within_days: -7 ", "pay_within_days: -7 "),
        ("notice: second_reminder", "notice: no_such_notice", "notice: no_such_notice"),
        ("name: second_reminder", "name: friendly_reminder", "name: friendly_reminder\n    notice: second"),
    ],
    ids=["unordered", "ambiguous", "negative", "unknown template", "duplicate"],
)
def test_pitfall_20_a_bad_ladder_file_is_refused_with_its_line(
    run: Run, tmp_path: Path, old: str, new: str, line_of: str
) -> None:
    file = tmp_path / "config/ladders/standard.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    file.write_text(changed, encoding="utf-8")
    code, _, error = run("ladder", "check")
    line = changed.count("\n", 0, changed.index(line_of)) + 1
    assert code == 1
    assert f"standard.yaml:{line}:" in error, error


def test_pitfall_20_the_preview_prints_real_dates(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dates = {"issue_date": "2026-01-15", "due_date": "2026-03-02", "country": "GB", "party": "company"}
    (tmp_path / "items.csv").write_text(csv_text([item("INV-1", **dates)]))
    assert run("import", "items.csv")[0] == 0
    monkeypatch.setenv("COLLECTBOT_CLOCK", "2026-03-24T10:00:00+00:00")
    ladder = str(tmp_path / "config/ladders/standard.yaml")
    code, output, _ = run(
        "ladder", "simulate", "--ladder", ladder, "--from", "2026-03-03", "--to", "2026-03-24", "--json"
    )
    assert code == 0
    days = {row["date"]: row["level"] for row in json.loads(output)["candidate"]["days"]}
    assert days == {"2026-03-05": 1, "2026-03-16": 2}


def test_a_checked_ladder_is_shown_with_every_clock(run: Run, tmp_path: Path) -> None:
    """What counts from the month's end or the notice before has no days after the due date to be shown."""
    file = tmp_path / "config/ladders/standard.yaml"
    text = file.read_text(encoding="utf-8").replace("days_after_due: 14", "days_after_month_end: 14", 1)
    text = text.replace("days_after_due: 30", "days_after_previous: 9\n    repeat: {every_days: 10, at_most: 2}", 1)
    file.write_text(text.replace("min_interval_days: 10", "min_interval_days: 9"), encoding="utf-8")
    code, output, error = run("ladder", "check", "standard", "--json")
    assert code == 0, error
    levels = [json.loads(line) for line in output.splitlines()]
    assert [level["when"] for level in levels] == [
        "3 days after due",
        "14 days after the month's end",
        "9 days after the notice before, 2 times every 10 days",
    ]

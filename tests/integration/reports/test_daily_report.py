"""The daily report: what happened, what waits and what was not done, as facts and as the mail that leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.open_items_file import item, take_in
from tests.sample_notices import add_notice
from workers.channels.recording import RecordingChannel
from workers.clock import Clock
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_bank_payment
from workers.ledger.importing import ImportOptions
from workers.ledger.laws.seals import seal
from workers.ledger.operations import controls, feeds, job_runs
from workers.ledger.outgoing.order_holds import ask_for
from workers.ledger.people.users import add_user
from workers.ledger.schema import accounts, messages
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.ports import OutboxPorts
from workers.policy.load import check_policy
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion
from workers.rendering import Renderer
from workers.reports.daily import daily_facts
from workers.reports.run import send_daily

ROOT = Path(__file__).resolve().parents[3]
POLICY = check_policy(ROOT / "config").usable()
QUEUE = queue_policy(POLICY.robot)
TODAY = date(2026, 11, 23)
NOW = datetime.combine(TODAY, time(18), UTC)
OCCASION = Occasion(NOW, TODAY, "robot", POLICY.hash)
JOBS = ("dunning.run", "escalation.run")


def facts(ledger: Ledger, now: datetime = NOW) -> Mapping[str, Any]:
    with ledger.read() as connection:
        return daily_facts(connection, POLICY.robot, TODAY, now, JOBS)


def reasons(ledger: Ledger) -> dict[str, int]:
    return {line["reason"]: line["count"] for line in facts(ledger)["not_done"]}


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> Ledger:
    second = {"customer_id": "C2", "customer_name": "Berg AG", "currency": "USD"}
    take_in(ledger, tmp_path, item("INV-1"), item("INV-2", **second), options=ImportOptions(default_entity="default"))
    return ledger


def test_a_day_on_which_nothing_ran_says_so(ledger: Ledger) -> None:
    found = facts(ledger)
    assert (found["sent"], found["applied"], found["promised"], found["cases"]) == ([], [], [], [])
    assert reasons(ledger) == {
        "the daily job dunning.run did not run": 1,
        "the daily job escalation.run did not run": 1,
    }


def test_sent_counts_what_was_handed_over_that_day_by_level_and_channel(book: Ledger) -> None:
    with book.write() as connection:
        add_notice(connection, ["INV-1"], 1, TODAY)
        add_notice(connection, ["INV-2"], 1, TODAY, "delivered")
        add_notice(connection, ["INV-2"], 2, TODAY, "planned")
        add_notice(connection, ["INV-1"], 1, TODAY - timedelta(days=1))
    assert facts(book)["sent"] == [{"level": "1 notice", "channel": "email", "count": 2}]


def test_applied_is_the_days_cash_by_currency(book: Ledger) -> None:
    with book.write() as connection:
        for number, (account, currency, amount) in enumerate([(1, "EUR", 30_00), (1, "EUR", 20_00), (2, "USD", 5_00)]):
            receipt = Receipt("default", account, currency, amount, TODAY)
            basis = Basis("test", f"line:{number}")
            post_bank_payment(connection, receipt, [Share(account, amount)], basis, OCCASION)
    assert facts(book)["applied"] == [
        {"currency": "EUR", "amount": 50_00, "count": 2},
        {"currency": "USD", "amount": 5_00, "count": 1},
    ]


def test_promised_is_the_amount_or_what_is_open_in_its_scope(book: Ledger) -> None:
    yesterday = replace(OCCASION, at=NOW - timedelta(days=1))
    with book.write() as connection:
        part = NewHold(1, "promise", "half", open_item_id=1, amount_minor=40_00, currency="EUR")
        add_hold(connection, part, OCCASION)
        add_hold(connection, NewHold(2, "promise", "all of it"), OCCASION)
        add_hold(connection, NewHold(2, "promise", "earlier"), yesterday)
        add_hold(connection, NewHold(1, "dispute", "no promise"), OCCASION)
    assert facts(book)["promised"] == [
        {"currency": "EUR", "amount": 40_00, "count": 1},
        {"currency": "USD", "amount": 100_00, "count": 1},
    ]


def test_cases_are_counted_by_owner(book: Ledger) -> None:
    earlier = replace(OCCASION, at=NOW - timedelta(days=30), business_date=TODAY - timedelta(days=30))
    with book.write() as connection:
        open_case(connection, NewCase(CaseKind.UNREADABLE, "a", "why"), earlier, QUEUE)
        open_case(connection, NewCase(CaseKind.UNREADABLE, "b", "why"), OCCASION, QUEUE)
        done = open_case(connection, NewCase(CaseKind.ENCRYPTED, "c", "why"), OCCASION, QUEUE)
        resolve_case(connection, done, Resolution("handled"), occasion=OCCASION, now=NOW, consequences={})
        old = open_case(connection, NewCase(CaseKind.ENCRYPTED, "d", "why"), earlier, QUEUE)
        resolve_case(connection, old, Resolution("handled"), occasion=OCCASION, now=NOW, consequences={})
    assert facts(book)["cases"] == [{"owner": "cash_application", "new": 2, "overdue": 1, "open": 2}]


def test_what_was_not_done_is_told_with_its_reason(book: Ledger) -> None:
    with book.write() as connection:
        waiting = add_notice(connection, ["INV-1"], 1, TODAY, "planned")
        connection.execute(update(messages).where(messages.c.id == waiting).values(reason="stale feed: bank"))
        dead = add_notice(connection, ["INV-1"], 2, TODAY, "cancelled")
        connection.execute(update(messages).where(messages.c.id == dead).values(reason="dispute"))
        add_notice(connection, ["INV-1"], 2, TODAY - timedelta(days=1), "cancelled")
        connection.execute(update(accounts).where(accounts.c.id == 2).values(parked_reason="no due date"))
        job_runs.begin(connection, "dunning.run", TODAY, NOW)
        job_runs.begin(connection, "escalation.run", TODAY, NOW)
        job_runs.finish(connection, "escalation.run", TODAY, NOW, {})
        controls.stop_all(connection, OCCASION)
    assert reasons(book) == {
        "everything: the kill switch is thrown (`collectbot resume`)": 1,
        "the daily job dunning.run began and did not end": 1,
        "message planned: stale feed: bank": 1,
        "message cancelled: dispute": 1,
        "account parked: no due date": 1,
    }


def test_feeds_have_an_age_and_one_that_never_came_is_stale(book: Ledger) -> None:
    with book.write() as connection:
        feeds.mark_received(connection, "bank", NOW - timedelta(hours=96))
        feeds.mark_received(connection, "open_items", NOW - timedelta(hours=96, seconds=1))
    found = {line["name"]: (line["age_hours"], line["stale"]) for line in facts(book)["feeds"]}
    assert found == {"bank": (96, False), "open_items": (96, True), "mailbox": (None, True)}


def test_the_report_carries_the_root_of_the_last_verification(book: Ledger) -> None:
    assert facts(book)["seal"] is None
    yesterday = replace(OCCASION, at=NOW - timedelta(days=1), business_date=TODAY - timedelta(days=1))
    with book.write() as connection:
        open_case(connection, NewCase(CaseKind.UNREADABLE, "a", "why"), yesterday, QUEUE)
        seal(connection, yesterday)
        open_case(connection, NewCase(CaseKind.UNREADABLE, "b", "why"), OCCASION, QUEUE)
        root = seal(connection, OCCASION)
    assert facts(book)["seal"] == {"date": "2026-11-23", "root": root}


def test_the_report_leaves_once_a_day_also_when_nothing_ran(ledger: Ledger) -> None:
    mail = RecordingChannel()
    ports = OutboxPorts(ledger, POLICY, {"email": mail}, Renderer(ROOT / "templates"), Clock(frozen_at=NOW))
    assert send_daily(ledger, POLICY, OCCASION) == send_daily(ledger, POLICY, OCCASION)
    assert dispatch(ports, 1)["handed_over"] == 1
    send_daily(ledger, POLICY, OCCASION)
    assert dispatch(ports, 1)["handed_over"] == 0
    with ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(messages)) == 1
    (prepared,) = mail.accepted
    sent = prepared.message
    assert sent.recipient == POLICY.robot.report.to[0]
    assert "Nov 23, 2026" in sent.subject
    assert "the daily job dunning.run did not run" in sent.text
    assert "never received" in sent.text


def test_the_report_names_whose_orders_should_wait(book: Ledger) -> None:
    assert facts(book)["order_holds"] == []
    with book.write() as connection:
        message = add_notice(connection, ["INV-1"], 1, TODAY)
        ask_for(connection, [(message, 1, "EUR")])
    (line,) = facts(book)["order_holds"]
    assert (line["customer_id"], line["currency"]) == ("C1", "EUR")


def test_who_speaks_german_reads_in_german_what_was_not_done(book: Ledger) -> None:
    with book.write() as connection:
        add_user(connection, POLICY.robot.report.to[0], ["admin"], password_hash="", language="de", occasion=OCCASION)
        for number, state in enumerate(("planned", "claimed", "in_doubt", "cancelled", "failed", "bounced"), start=1):
            add_notice(connection, ["INV-1"], number, TODAY, state)
        connection.execute(update(accounts).where(accounts.c.id == 2).values(parked_reason="R7"))
        job_runs.begin(connection, "dunning.run", TODAY, NOW)
        controls.stop_all(connection, OCCASION)
    (facts_sent,) = payloads(book, send_daily(book, POLICY, OCCASION), "de")
    sent = Renderer(ROOT / "templates").render_mail("report/daily", "de", facts_sent)
    assert "Konto angehalten: R7" in sent.text
    assert "die tägliche Aufgabe dunning.run begann und endete nicht" in sent.text
    assert [line["reason"] for line in facts_sent["not_done"] if line["reason"] in sent.text] == []


def payloads(ledger: Ledger, ids: Sequence[int], language: str) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        own = select(messages.c.payload).where(messages.c.id.in_(ids), messages.c.language == language)
        return [json.loads(payload) for payload in connection.scalars(own)]

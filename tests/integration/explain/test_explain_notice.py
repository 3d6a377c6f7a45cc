"""The story of a notice: the decision comes out again to the byte, and a template that changed since is named."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from tests.called_book import first_level
from tests.dunned_book import ROOT
from tests.past_book import PastBook
from workers.channels.email_maildir import MaildirChannel
from workers.dunning.explain.notice import explain_notice
from workers.ledger.history.notices import find_notice
from workers.ledger.schema import journal, messages, policy_versions
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.enclosures import InvoiceCopies
from workers.policy.customer_page import CustomerPage
from workers.rendering import Renderer


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> PastBook:
    book = PastBook(ledger)
    book.customer("C1", days_overdue=(20, 12), country="DE")
    book.plan()
    book.send(email=MaildirChannel(tmp_path / "out"))
    return book


def story(book: PastBook, named: str = "1", templates: Path = ROOT / "templates") -> Mapping[str, Any]:
    with book.ledger.read() as connection:
        record = find_notice(connection, named)
    assert record is not None
    return explain_notice(record, Renderer(templates))


def test_the_decision_comes_out_again_to_the_byte(book: PastBook) -> None:
    decision = story(book)["decision"]
    assert decision["replay"] == "the same bytes"
    assert (decision["journalled"]["name"], decision["ladder_name"]) == ("NoticeDue", "standard")
    assert [rule["rule"] for rule in decision["rules"]][-1] == "no_contact"


def test_a_notice_is_found_by_its_key_and_by_its_number(book: PastBook) -> None:
    key = book.column("key")[0]
    assert story(book, key) == story(book, "1")


def test_what_became_of_it_is_told_with_the_places_in_the_chain(book: PastBook) -> None:
    told = story(book)
    assert [entry["kind"] for entry in told["journal"]] == ["dunning.notice_planned", "message.handed_over"]
    assert [attempt["outcome"] for attempt in told["attempts"]] == ["accepted"]
    assert [item["document_number"] for item in told["items"]] == ["C1-INV-1", "C1-INV-2"]


def test_a_decision_whose_facts_were_altered_does_not_come_out_again(book: PastBook) -> None:
    with book.ledger.write() as connection:
        row = connection.execute(select(journal).where(journal.c.kind == "dunning.notice_planned")).one()
        data = orjson.loads(row.data)
        data["standing"]["on_account"] = 5_000
        mine = (journal.c.stream == row.stream) & (journal.c.seq == row.seq)
        connection.execute(update(journal).where(mine).values(data=orjson.dumps(data).decode()))
    assert story(book)["decision"]["replay"].startswith("differs: ")


def test_a_decision_without_its_policy_says_so(book: PastBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(policy_versions.delete())
    assert story(book)["decision"]["replay"] == "its policy is not kept"


def test_the_same_templates_give_the_kept_bytes_again(book: PastBook) -> None:
    texts = story(book)["texts"]
    assert (texts["same"], texts["changed"]) == (["body.html", "body.txt", "subject.txt"], [])


@pytest.mark.parametrize("limit", [500_000, 10], ids=["enclosed", "too-large"])
def test_what_was_known_only_as_a_notice_left_is_no_changed_template(
    ledger: Ledger, tmp_path: Path, limit: int
) -> None:
    """What a mail encloses and its link to the customer's page stand in its text, and in no template."""
    book = PastBook(ledger)
    first_level(book, "email", attach=("statement", "invoices"))
    book.customer("C1", country="DE")
    book.plan()
    book.with_robot(customer_page=CustomerPage(enabled=True))
    ports = book.ports(email=MaildirChannel(tmp_path / "out"))
    dispatch(replace(ports, copies=InvoiceCopies(limit=limit), public_url="https://pay.example", secret_key="a secret"))
    (file,) = (tmp_path / "out").rglob("*.collectbot")
    assert b"https://pay.example/c/" in file.read_bytes()
    texts = story(book)["texts"]
    assert (texts["same"], texts["changed"]) == (["body.html", "body.txt", "subject.txt"], [])


def test_the_rule_packs_that_let_a_notice_leave_are_named(book: PastBook) -> None:
    (cited,) = book.column("rule_packs")
    assert cited
    assert story(book)["rule_packs"] == cited


def test_a_template_that_changed_since_is_named(book: PastBook, tmp_path: Path) -> None:
    template = book.column("template")[0]
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    changed = tmp_path / "templates" / "dunning" / template / "en" / "subject.txt"
    changed.write_text("Another subject [{{ thread_token }}]\n")
    texts = story(book, templates=tmp_path / "templates")["texts"]
    assert texts["changed"] == [f"templates/dunning/{template}/en/subject.txt"]


def test_a_notice_that_has_not_left_keeps_no_bytes(book: PastBook) -> None:
    book.customer("C2", days_overdue=(20,), country="DE")
    book.plan()
    with book.ledger.read() as connection:
        newest = connection.scalars(select(messages.c.id).order_by(messages.c.id.desc()).limit(1)).one()
    assert story(book, str(newest))["texts"] == {"kept": False}

"""Law 8 finds a tampered journal by stream and seq, and changes without a trace; laws 8 and 9 decide again."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from tests.integration.ledger.law_book import add_episode, add_notice, faults, hear
from tests.open_items_file import TODAY, item, occasion, take_in
from workers.ledger import journal as chain
from workers.ledger.book.holds import NewHold, add_hold, lift_hold
from workers.ledger.book.stops import add_stop
from workers.ledger.laws import RecordedAdvice, RecordedDecision, Replays, verify
from workers.ledger.schema import accounts, advices, cases, daily_roots, holds, journal, messages, policy_versions
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> Ledger:
    """An account whose chain has five entries: import, hold added and lifted, notice planned and handed over."""
    take_in(ledger, tmp_path, item())
    with ledger.write() as connection:
        lift_hold(connection, add_hold(connection, NewHold(1, "hold", "r"), occasion()), occasion())
    add_notice(ledger, 1, add_episode(ledger), level=1)
    return ledger


def tamper_entry(book: Ledger, seq: int, **values: Any) -> None:
    with book.write() as connection:
        mine = (journal.c.stream == "a1") & (journal.c.seq == seq)
        connection.execute(update(journal).where(mine).values(values))


def test_law_8_counts_the_entries_of_all_chains(book: Ledger) -> None:
    assert (hear(book, 8).checked, faults(book, 8)) == (6, [])


@pytest.mark.parametrize("values", [{"data": '{"import":2}'}, {"actor": "kim"}, {"business_date": date(2020, 1, 1)}])
def test_law_8_names_an_entry_that_was_altered(book: Ledger, values: dict[str, Any]) -> None:
    tamper_entry(book, 2, **values)
    assert ("a1 seq 2", "was altered: it does not hash to what it says") in faults(book, 8)


@pytest.mark.parametrize("account_id", [None, 2], ids=["nobody", "another"])
def test_law_8_names_an_entry_that_was_given_to_another_account(book: Ledger, account_id: int | None) -> None:
    with book.write() as connection:
        row = connection.execute(select(accounts)).one()._asdict()
        connection.execute(insert(accounts).values(row | {"id": 2, "entity": "south", "journal_seq": 0}))
    tamper_entry(book, 2, account_id=account_id)
    assert ("a1 seq 2", "was given to another account") in faults(book, 8)


def test_an_entry_that_is_no_json_stops_no_other_check(book: Ledger) -> None:
    """It ended the whole verification by an error of the database, and hid whatever else was wrong."""
    tamper_entry(book, 2, data="not json")
    results = {result.n: result for result in verify(book, Replays(), occasion())}
    said = [(violation.subject, violation.what) for violation in results[8].violations]
    assert said[0] == ("a1 seq 2", "was altered: it does not hash to what it says")
    assert any("cannot be checked" in what for _, what in said)
    assert results[10].violations == ()


def test_law_8_names_a_policy_that_was_altered(book: Ledger) -> None:
    """One that still decides the same explains past decisions by rules that nobody had."""
    known = sha256(b"the policy").hexdigest()
    with book.write() as connection:
        row = {"hash": known, "content": "the policy", "first_used_at": occasion().at}
        connection.execute(insert(policy_versions).values(row))
    assert faults(book, 8) == []
    with book.write() as connection:
        connection.execute(update(policy_versions).values(content="the policy "))
    assert faults(book, 8) == [(f"policy {known[:12]}", "was altered: its content does not hash to it")]


def test_law_8_names_the_entry_after_one_that_was_forged_whole(book: Ledger) -> None:
    tamper_entry(book, 2, hash="f" * 64)
    assert ("a1 seq 3", "does not name its predecessor's hash") in faults(book, 8)


def test_law_8_names_the_place_where_an_entry_is_missing(book: Ledger) -> None:
    with book.write() as connection:
        connection.execute(delete(journal).where(journal.c.stream == "a1", journal.c.seq == 2))
    assert ("a1 seq 3", "follows entry 1") in faults(book, 8)


def test_law_8_names_a_chain_whose_end_was_cut_off(book: Ledger) -> None:
    with book.write() as connection:
        connection.execute(delete(journal).where(journal.c.stream == "a1", journal.c.seq == 5))
    assert ("a1 seq 4", "is not the head that is kept beside the chain") in faults(book, 8)


def test_law_8_names_a_chain_that_is_gone(book: Ledger) -> None:
    with book.write() as connection:
        connection.execute(delete(journal).where(journal.c.stream == "a1"))
    assert ("a1", "its head says 5 entries, the journal has none") in faults(book, 8)


def test_law_8_names_changes_that_left_no_trace(book: Ledger) -> None:
    with book.write() as connection:
        add_stop(connection, 1, "insolvency", occasion())
        hold = {"account_id": 1, "kind": "hold", "reason": "r", "author": "kim", "created_at": occasion().at}
        connection.execute(insert(holds).values(hold))
        case = {"kind": "k", "subject": "s", "reason": "r", "priority": 1, "evidence": {}, "state": "open"}
        times = {"opened_at": occasion().at, "opened_on": TODAY, "due_at": occasion().at}
        connection.execute(insert(cases).values(case | times))
        row = connection.execute(select(messages)).one()._asdict()
        forged = {"id": 2, "key": "forged", "planned_on": date(2026, 1, 1)}
        connection.execute(insert(messages).values(row | forged))
    assert faults(book, 8) == [
        ("message 2", "has no journal entry message.handed_over"),
        ("case 1", "has no journal entry case.opened"),
        ("hold 2", "has no journal entry hold.added"),
        ("message 2", "has no journal entry dunning.notice_planned"),
    ]


def test_law_8_decides_again_with_the_policy_of_then(book: Ledger) -> None:
    asked: list[RecordedDecision] = []

    def replay(decision: RecordedDecision) -> str:
        asked.append(decision)
        return "Wait instead of NoticeDue"

    with book.write() as connection:
        known = sha256(b"the policy").hexdigest()
        row = {"hash": known, "content": "the policy", "first_used_at": occasion().at}
        connection.execute(insert(policy_versions).values(row))
        planned = chain.JournalEntry(
            "dunning.notice_planned", "robot", occasion().at, TODAY, {"level": 1}, 1, policy_hash=known
        )
        chain.append(connection, [planned])
    result = hear(book, 8, Replays(decisions={"dunning.notice_planned": replay}))
    assert len(asked) == 2
    assert {(d.policy, d.data.get("level")) for d in asked} == {("the policy", 1), ("", None)}
    assert [violation.what for violation in result.violations] == [
        "dunning.notice_planned, decided again: Wait instead of NoticeDue"
    ] * 2


def test_law_9_matches_again_in_another_order(book: Ledger) -> None:
    asked: list[tuple[RecordedAdvice, int]] = []

    def rematch(advice: RecordedAdvice, order: int) -> str:
        asked.append((advice, order))
        return "" if advice.decision["outcome"] == "apply" else "exception"

    with book.write() as connection:
        for outcome in ("apply", "case"):
            row = {"entity": "north", "state": "case", "policy_hash": "p1", "decided_at": occasion().at}
            connection.execute(insert(advices).values(row | {"facts": {"n": 1}, "decision": {"outcome": outcome}}))
        empty = {"entity": "north", "state": "case", "policy_hash": "p1", "decided_at": occasion().at}
        connection.execute(insert(advices).values(empty))
    result = hear(book, 9, Replays(rematch=rematch))
    assert (result.checked, [(v.subject, v.what) for v in result.violations]) == (
        2,
        [("advice 2", "matched again: exception")],
    )
    assert len({order for _, order in asked}) == 2
    assert hear(book, 9).verdict == "not exercised"


def test_every_verification_seals_the_heads_of_the_day(book: Ledger) -> None:
    roots = []
    for _ in range(2):
        verify(book, Replays(), occasion())
        with book.read() as connection:
            roots.append(connection.execute(select(daily_roots)).one())
    with book.write() as connection:
        add_stop(connection, 1, "insolvency", occasion())
    verify(book, Replays(), occasion())
    with book.read() as connection:
        last = connection.execute(select(daily_roots)).one()
        assert connection.scalar(select(accounts.c.journal_seq)) == 6
    assert roots[0].root == roots[1].root != last.root
    assert (last.streams, last.business_date) == (3, TODAY)

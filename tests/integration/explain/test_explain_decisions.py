"""Explain tells every kind of decision with the rules that were asked, in order, of now and of the past."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.simulate.tried_ladders import ladder, level, under
from tests.past_book import PastBook
from workers.cli.explain import print_account
from workers.dunning.explain.account import explain_account
from workers.dunning.explain.past import dossier_now, dossier_then
from workers.errors import UserError
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.stops import add_stop
from workers.ledger.cash.applications import Share
from workers.ledger.queue import parked
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import Referral
from workers.receivables.occasion import Occasion

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "explain"
LADDER = ladder(level(1, 3, minimum_amount={"EUR": 1_000}), level(2, 10, min_interval_days=5), name="live")
WITH_REFERRAL = replace(LADDER, referral=Referral(30, 7))


@pytest.fixture
def book(ledger: Ledger) -> PastBook:
    book = PastBook(ledger)
    book.policy = under(book.policy, LADDER)
    book.customer("C1", days_overdue=(5, 1), country="DE")
    return book


def explained(book: PastBook) -> dict[str, Any]:
    with book.ledger.read() as connection:
        return explain_account(*dossier_now(connection, 1, book.policy, book.occasion()))


def explained_then(book: PastBook, occasion: Occasion) -> dict[str, Any]:
    with book.ledger.read() as connection:
        return explain_account(*dossier_then(connection, 1, occasion, book.policy))


def told(book: PastBook) -> tuple[str, list[str]]:
    """The decision in EUR, and the rules that were asked; the one that decided is marked."""
    (found,) = explained(book)["currencies"]
    return found["decision"]["name"], [rule["rule"] + "!" * rule["hit"] for rule in found["rules"]]


def stopped(book: PastBook) -> None:
    with book.ledger.write() as connection:
        add_stop(connection, 1, "insolvency", book.occasion())


def parked_account(book: PastBook) -> None:
    with book.ledger.write() as connection:
        parked.park(connection, [1], "a broken law", book.occasion())


def held(book: PastBook) -> None:
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(1, "hold", "r", expires_on=book.today + timedelta(days=3)), book.occasion())


def paid(book: PastBook) -> None:
    book.run_day()
    book.bank(1, [Share(1, 10_000), Share(2, 10_000)], 20_000)


def covered(book: PastBook) -> None:
    book.bank(1, [], 20_000)


def unreachable(book: PastBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(text("UPDATE contacts SET email_valid = false"))


def planned(book: PastBook) -> None:
    book.plan()


def climbed(book: PastBook) -> None:
    book.run_day()
    book.pass_days(7)
    book.run_day()
    book.pass_days(7)


def ripe(book: PastBook) -> None:
    book.policy = under(book.policy, replace(WITH_REFERRAL, name="live"))
    climbed(book)
    book.pass_days(30)


BEGIN = ["stop", "parked", "hold", "nothing_to_ask_for", "notice_unsettled", "level_reached"]
KINDS: dict[str, tuple[Callable[[PastBook], None], str, list[str]]] = {
    "due": (lambda book: None, "NoticeDue", [*BEGIN, "level_not_due", "too_little", "no_contact"]),
    "stopped": (stopped, "OnHold", ["stop!"]),
    "parked": (parked_account, "OnHold", ["stop", "parked!"]),
    "held": (held, "OnHold", ["stop", "parked", "hold!"]),
    "over": (paid, "EpisodeOver", ["stop", "parked", "hold", "nothing_to_ask_for!"]),
    "planned": (planned, "Wait", [*BEGIN[:4], "notice_unsettled!"]),
    "too early": (PastBook.run_day, "Wait", [*BEGIN, "level_not_due!"]),
    "covered": (covered, "Wait", [*BEGIN, "level_not_due", "too_little!"]),
    "unreachable": (unreachable, "NoContact", [*BEGIN, "level_not_due", "too_little", "no_contact!"]),
    "exhausted": (climbed, "LadderExhausted", [*BEGIN[:5], "level_reached!", "referral_not_due!"]),
    "ripe": (ripe, "ReadyForPlacement", [*BEGIN[:5], "level_reached!", "referral_not_due"]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_decision_tells_its_rules_in_order(book: PastBook, kind: str) -> None:
    arrange, decision, rules = KINDS[kind]
    arrange(book)
    assert told(book) == (decision, rules)


def test_a_notice_due_tells_what_the_gate_would_say(book: PastBook) -> None:
    (found,) = explained(book)["currencies"]
    (gate,) = found["gate"]
    asked = [rule["rule"] for rule in gate["rules"]]
    assert asked == ["restraint", "figures", "placement", "contact", "stale_feed", "contact_cap", "send_window"]
    assert gate["judgement"]["name"] == "Send"
    book.offset += timedelta(hours=10)
    (found,) = explained(book)["currencies"]
    assert found["gate"][0]["judgement"]["name"] == "Defer"
    assert found["gate"][0]["rules"][-1]["hit"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_past_is_explained_as_it_was(book: PastBook, kind: str) -> None:
    """Whatever happens later: the explanation of a moment stays what it was at that moment."""
    KINDS[kind][0](book)
    then, now = book.occasion(), explained(book)
    book.pass_days(3)
    stopped(book)
    book.item(1, "C1-LATER", days_overdue=9)
    past = explained_then(book, then)
    if kind == "unreachable":  # an address that was spoilt by hand leaves no trace to rebuild it from
        return
    for moment in (now, past):
        moment.pop("at")
        moment.pop("policy")
        for found in moment["currencies"]:
            for gate in found["gate"]:
                gate["judgement"].pop("until", None)
    assert past == now


def test_nothing_is_known_before_the_first_import(book: PastBook) -> None:
    before = book.occasion()
    with pytest.raises(UserError, match="nothing is known of customer C1 before"):
        explained_then(book, replace(before, at=before.at - timedelta(days=30)))


def test_what_is_printed_of_an_account(sqlite_ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    book = PastBook(sqlite_ledger)
    book.policy = replace(under(book.policy, LADDER), rule_packs={})
    book.customer("C1", days_overdue=(12, 5, -4), country="DE")
    book.run_day()
    book.pass_days(7)
    with book.ledger.write() as connection:
        part = NewHold(1, "dispute", "r", open_item_id=2, amount_minor=2_500, currency="EUR")
        add_hold(connection, part, book.occasion())
    print_account(explained(book) | {"facts": "as they stand"})
    printed = re.sub(r"\b[0-9a-f]{12}\b", "<hash>", capsys.readouterr().out)
    assert printed == (GOLDEN / "account.txt").read_text(encoding="utf-8")


def test_the_moment_of_a_run_explains_what_the_run_planned(book: PastBook) -> None:
    """Under a clock that stands still, a run's own notice stood among the facts, and each answer was to wait for it."""
    book.plan()
    (planned_at,) = book.column("planned_at")
    (found,) = explained_then(book, replace(book.occasion(), at=planned_at))["currencies"]
    assert (found["decision"]["name"], found["decision"]["level"]) == ("NoticeDue", 1)

"""Who is written to out of courtesy, and whether it may leave: pure decisions; and statements that must add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from workers.errors import InvariantViolation
from workers.outbox.rules.courtesy_gate import CourtesyGate, judge_courtesy
from workers.outbox.rules.send_gate import Cancel, Defer, GateFacts, Send
from workers.policy.robot import ContactCap, ContactRules
from workers.receivables.customer import Contact
from workers.receivables.notice import Creditor, NoticeItem
from workers.receivables.period_statement import Figures, Movement, PeriodStatement, month_before, statement_from
from workers.receivables.standing import Reach
from workers.reports.facts import CourtesyFacts
from workers.reports.rules.courtesy import addressee

CLERK, BOSS = Contact(1, "ap_clerk", "ap@c.example"), Contact(2, "manager", "boss@c.example")
FACTS = CourtesyFacts(
    "live", False, "", "", ((BOSS, Reach(2, "manager", ("email",))), (CLERK, Reach(1, "ap_clerk", ("email", "sms")))),
    ("ap_clerk", "manager"),
)  # fmt: skip
NOON = datetime(2026, 4, 1, 10, tzinfo=UTC)  # a Wednesday
GATE = CourtesyGate(
    GateFacts("email", 1, "ap@c.example", "ap@c.example", 0, (), None, ("Europe/Berlin",), "DE"), "", reachable=True
)
DAY = date(2026, 3, 9)


def test_the_first_role_that_can_be_reached_is_written_to() -> None:
    assert addressee(FACTS) == CLERK
    silent_clerk = (FACTS.people[0], (CLERK, Reach(1, "ap_clerk", ("sms",))))
    assert addressee(replace(FACTS, people=silent_clerk)) == BOSS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"barred": "stop: attorney"}, "stop: attorney"),
        ({"mode": "shadow", "approved": True}, "the segment is in shadow"),
        ({"mode": "approve"}, "the ladder waits for approval"),
        ({"paused": "holidays"}, "pause: holidays"),
        ({"people": ()}, "nobody can be reached by e-mail"),
        ({"roles": ("finance_head",)}, "nobody can be reached by e-mail"),
    ],
)
def test_why_nobody_is_written_to(changes: dict[str, object], reason: str) -> None:
    assert addressee(replace(FACTS, **changes)) == reason  # type: ignore[arg-type]


def test_an_approved_ladder_lets_courtesies_go() -> None:
    assert addressee(replace(FACTS, mode="approve", approved=True)) == CLERK


def test_at_the_gate_what_is_wrong_is_cancelled_and_what_is_untimely_waits() -> None:
    rules = ContactRules(cap=ContactCap(1, 7))
    assert isinstance(judge_courtesy(GATE, rules, NOON), Send)
    assert judge_courtesy(replace(GATE, wrong="stop: attorney"), rules, NOON) == Cancel("stop: attorney")
    assert isinstance(judge_courtesy(replace(GATE, reachable=False), rules, NOON), Cancel)
    moved = replace(GATE, gate=replace(GATE.gate, recipient_now="new@c.example"))
    assert judge_courtesy(moved, rules, NOON) == Cancel("the contact's address changed")
    assert judge_courtesy(replace(GATE, paused_days=2), rules, NOON) == Defer(NOON + timedelta(days=2), "pause")
    capped = replace(GATE, gate=replace(GATE.gate, contacted_at=(NOON - timedelta(days=1),)))
    assert isinstance(judge_courtesy(capped, rules, NOON), Defer)
    assert isinstance(judge_courtesy(GATE, rules, NOON + timedelta(hours=12)), Defer)
    stale = replace(GATE, gate=replace(GATE.gate, stale_feeds=("bank",)))
    assert isinstance(judge_courtesy(stale, rules, NOON), Defer)


def test_a_statement_that_does_not_add_up_cannot_be_made() -> None:
    item, move = NoticeItem("INV-1", DAY, DAY, 150, 0), Movement(DAY, "invoice", "INV-1", 100)
    assert Figures(50, 150, (move,), (item,)).closing == 150
    with pytest.raises(InvariantViolation, match="opens with 50, moves 100, closes with 151"):
        Figures(50, 151, (move,), (item,))
    with pytest.raises(InvariantViolation, match="closes with 150, but 149 is open"):
        Figures(50, 150, (move,), (item,), on_account=1)


def test_a_statement_survives_the_outbox() -> None:
    item, move = NoticeItem("INV-1", DAY, DAY, 150, 0, "PO-1"), Movement(DAY, "payment", "SEPA", -50, "INV-1")
    creditor = Creditor("Brightwater", "1 Mill Road", "+15550100", "ar@us.example", "First Bank")
    figures = Figures(200, 150, (move,), (item,))
    stated = PeriodStatement(creditor, "C1", "Acme", "BW-C1", "EUR", *month_before(DAY), figures)
    assert statement_from(stated.facts()) == stated

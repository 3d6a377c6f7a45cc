"""A payment plan from its proposal to its end: what is silent meanwhile, who agrees, and when the ladder is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import delete, insert

from tests.arranged_book import ArrangedBook
from tests.disputed_book import DEBT, hear_laws, item_of
from workers.errors import UserError
from workers.ledger.operations.feeds import mark_received
from workers.ledger.schema import advices
from workers.policy.robot import Feed


def test_a_plan_that_is_kept_silences_its_items_until_all_is_paid(book: ArrangedBook) -> None:
    account, item = item_of(book)
    proposed = book.propose(account)
    assert (proposed.state, [part.amount for part in proposed.instalments]) == ("proposed", [33_334, 33_333, 33_333])
    assert proposed.balance == DEBT
    book.run_day()
    assert book.given() == ["friendly_reminder"], "a proposal silences nothing"
    plan = book.accept(proposed)
    assert (plan.state, plan.acceptance, plan.accepted_by) == ("accepted", "mail 17", "ann")
    for part in plan.instalments:
        book.pass_days((part.due_on - book.today).days)
        book.run_day()
        book.pay(account, {item: part.amount})
    assert book.judge() == {"kept": 1}
    assert book.given() == ["friendly_reminder"], "nothing was sent while it ran"
    assert hear_laws(book) == []


def test_on_the_day_after_the_grace_of_a_missed_instalment_the_ladder_is_back(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    sqlite_book.run_day()
    plan = sqlite_book.arrange(account)
    sqlite_book.pass_days(7)
    sqlite_book.pay(account, {item: 33_334})
    assert sqlite_book.judge() == {"active": 1}
    last_day = plan.instalments[1].due_on + timedelta(days=plan.grace_days)
    for day in (plan.instalments[1].due_on, last_day):
        sqlite_book.pass_days((day - sqlite_book.today).days)
        sqlite_book.run_day()
    assert (sqlite_book.state_of(plan), sqlite_book.given()) == ("active", ["friendly_reminder"])
    sqlite_book.pass_days(1)
    sqlite_book.run_day()
    assert sqlite_book.state_of(plan) == "broken"
    assert sqlite_book.given()[1:] != [], "dunned on the very day"
    assert sqlite_book.asked()[-1] == DEBT - 33_334
    assert sqlite_book.again(plan).note == f"instalment 2 of {plan.instalments[1].due_on} was not paid"


@pytest.mark.parametrize(("on_broken", "passes_over"), [("next_level", 1), ("same_level", 0)])
def test_a_broken_plan_passes_over_a_level_where_its_terms_say_so(
    sqlite_book: ArrangedBook, on_broken: Literal["next_level", "same_level"], passes_over: int
) -> None:
    sqlite_book.planning(on_broken=on_broken)
    account = sqlite_book.customer(days_overdue=(), segment="key")
    sqlite_book.item(account, "INV-7", 10, DEBT)
    sqlite_book.run_day()
    sqlite_book.arrange(account)
    for days in (10, 14):
        sqlite_book.pass_days(days)
        sqlite_book.run_day()
    names = [level.name for level in sqlite_book.policy.ladders["key_accounts"].levels]
    assert sqlite_book.given()[:2] == [names[0], names[1 + passes_over]]
    assert hear_laws(sqlite_book) == []


def test_an_item_outside_the_plan_is_asked_for_as_ever(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    sqlite_book.item(account, "INV-8", 10, 5_000)
    sqlite_book.arrange(account, items=(item,))
    sqlite_book.run_day()
    assert sqlite_book.asked() == [5_000]


def test_what_was_planned_before_does_not_leave_once_the_plan_is_accepted(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    sqlite_book.plan()
    sqlite_book.arrange(account)
    sqlite_book.send()
    assert set(sqlite_book.states()) == {"cancelled"}


def test_two_live_plans_never_cover_one_item(book: ArrangedBook) -> None:
    account, item = item_of(book)
    first = book.propose(account)
    second = book.propose(account, 4)
    assert (book.state_of(first), book.again(first).note) == ("cancelled", "replaced")
    book.accept(second)
    with pytest.raises(UserError, match=r"plan 2 covers INV-7 already"):
        book.propose(account, items=(item,))


def test_an_approval_taken_while_its_plan_was_cancelled_can_be_put_away(sqlite_book: ArrangedBook) -> None:
    account = sqlite_book.customer(days_overdue=())
    sqlite_book.item(account, "INV-1", 10, 5_000_01)
    plan = sqlite_book.propose(account)
    sqlite_book.take_case("arrangement_approval", by="boss")
    sqlite_book.cancel(plan)
    with pytest.raises(UserError, match="is cancelled, not approval_pending"):
        sqlite_book.decide_case("arrangement_approval", "approve", by="boss")
    sqlite_book.decide_case("arrangement_approval", "refuse", by="boss")
    assert sqlite_book.state_of(plan) == "cancelled"
    assert sqlite_book.cases("arrangement_approval")[0][2] == "resolved"


def test_above_one_persons_limit_a_second_person_agrees_within_that_persons_limit(sqlite_book: ArrangedBook) -> None:
    account = sqlite_book.customer(days_overdue=())
    sqlite_book.item(account, "INV-1", 10, 5_000_01)
    plan = sqlite_book.propose(account)
    assert (plan.state, sqlite_book.cases("arrangement_approval")) == (
        "approval_pending", [("arrangement:1", "management", "open")],
    )  # fmt: skip
    with pytest.raises(UserError, match="is approval_pending, not proposed"):
        sqlite_book.accept(plan)
    for nobody, why in (("Ann", "a second person"), ("lead", "may not decide"), ("eve", "may not decide")):
        with pytest.raises(UserError, match=why):
            sqlite_book.decide(plan, True, nobody)
    agreed = sqlite_book.decide(plan, True, "boss")
    assert (agreed.state, agreed.agreed_by, sqlite_book.cases("arrangement_approval")[0][2]) == (
        "proposed",
        "boss",
        "resolved",
    )
    assert sqlite_book.accept(agreed).state == "accepted"


def test_a_refused_proposal_is_over_and_dunning_goes_on(sqlite_book: ArrangedBook) -> None:
    account = sqlite_book.customer(days_overdue=())
    sqlite_book.item(account, "INV-1", 10, 2_000_01)
    plan = sqlite_book.propose(account)
    assert sqlite_book.decide(plan, False, "lead").state == "refused"
    sqlite_book.run_day()
    assert sqlite_book.asked() == [2_000_01]
    assert sqlite_book.propose(account).id == 2, "its items are free again"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda book, account, item: book.stop(account), "nothing is arranged with this account: stop"),
        (lambda book, account, item: book.dispute(account, item_id=item), "dispute 1 of INV-7 is not resolved"),
        (lambda book, account, item: book.dispute(account), "dispute 1 of the account is not resolved"),
    ],
    ids=["stop", "disputed item", "disputed account"],
)
def test_what_bars_a_plan_bars_its_acceptance_too(sqlite_book: ArrangedBook, spoil: object, says: str) -> None:
    account, item = item_of(sqlite_book)
    proposed = sqlite_book.propose(account)
    spoil(sqlite_book, account, item)  # type: ignore[operator]
    with pytest.raises(UserError, match=says):
        sqlite_book.accept(proposed)
    with pytest.raises(UserError, match=says):
        sqlite_book.propose(account)
    assert sqlite_book.state_of(proposed) == "proposed"


def test_a_proposal_is_accepted_in_writing_in_time_and_for_the_same_debt(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    proposed = sqlite_book.propose(account)
    with pytest.raises(UserError, match="in writing"):
        sqlite_book.accept(proposed, " ")
    sqlite_book.pay(account, {item: 1})
    with pytest.raises(UserError, match="has changed since"):
        sqlite_book.accept(proposed)
    again = sqlite_book.propose(account)
    sqlite_book.pass_days(8)
    with pytest.raises(UserError, match="could be accepted until"):
        sqlite_book.accept(again)
    assert sqlite_book.judge() == {"expired": 1}
    assert sqlite_book.judge() == {}


def test_cancelling_brings_the_ladder_back_at_once_where_it_stood(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    plan = sqlite_book.arrange(account)
    sqlite_book.run_day()
    assert sqlite_book.asked() == []
    assert sqlite_book.cancel(plan).state == "cancelled"
    with pytest.raises(UserError, match="cancelled already"):
        sqlite_book.cancel(plan)
    sqlite_book.run_day()
    assert sqlite_book.asked() == [DEBT], "on the same day"
    sqlite_book.pass_days(30)
    sqlite_book.run_day()
    names = [level.name for level in sqlite_book.policy.ladders["standard"].levels]
    assert sqlite_book.given() == names[:2], "no level passed over"


def test_cash_that_we_have_not_applied_breaks_no_plan_and_a_person_is_asked(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    plan = sqlite_book.arrange(account)
    sqlite_book.pay(account, 33_334)
    sqlite_book.pass_days(20)
    sqlite_book.run_day()
    assert (sqlite_book.state_of(plan), sqlite_book.asked()) == ("accepted", [])
    assert sqlite_book.cases("on_account_cash") == [("arrangement:1", "cash_application", "open")]
    assert sqlite_book.judge() == {}, "asked once"
    sqlite_book.take_back_all(account)
    assert sqlite_book.judge() == {"broken": 1}
    assert sqlite_book.cases("on_account_cash")[0][2] == "resolved"
    assert item


def test_cash_that_came_after_its_advice_was_waited_for_is_a_persons_too(sqlite_book: ArrangedBook) -> None:
    book = sqlite_book
    account, _ = item_of(book)
    plan = book.arrange(account)
    with book.ledger.write() as connection:
        row = {"entity": "default", "state": "announced", "payer_id": plan.customer_id, "policy_hash": ""}
        connection.execute(insert(advices).values(row | {"decided_at": book.occasion().at}))
    book.pass_days(20)
    assert (book.judge(), book.cases("on_account_cash")) == ({"accepted": 1}, [])
    book.pay(account, 33_334)
    with book.ledger.write() as connection:
        connection.execute(delete(advices))
    assert (book.judge(), book.judge()) == ({"accepted": 1}, {})
    assert book.cases("on_account_cash") == [("arrangement:1", "cash_application", "open")]


def test_while_the_banks_statements_are_missing_no_instalment_is_missed(sqlite_book: ArrangedBook) -> None:
    book = sqlite_book
    book.policy = replace(book.policy, robot=replace(book.policy.robot, feeds={"bank": Feed(96)}))
    account, item = item_of(book)
    plan = book.arrange(account)
    book.pass_days(20)
    book.judge()
    assert (book.state_of(plan), book.judge()) == ("accepted", {})
    with book.ledger.write() as connection:
        mark_received(connection, "bank", book.occasion().at)
    assert book.judge() == {"broken": 1}
    assert item


def test_an_instalment_taken_back_by_the_bank_is_missed(sqlite_book: ArrangedBook) -> None:
    account, item = item_of(sqlite_book)
    plan = sqlite_book.arrange(account)
    sqlite_book.pay(account, {item: 33_334})
    assert sqlite_book.judge() == {"active": 1}
    sqlite_book.take_back_all(account)
    assert sqlite_book.judge() == {"accepted": 1}
    sqlite_book.pass_days(10)
    sqlite_book.run_day()
    assert (sqlite_book.state_of(plan), sqlite_book.asked()) == ("broken", [DEBT])

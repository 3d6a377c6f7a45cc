"""Orders against a real book: asked once, answered alike, referred once, and decided by a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from tests.credit_book import CreditBook
from workers.clock import real_now
from workers.credit.explanation import explain
from workers.credit.order_desk import ask_person
from workers.errors import UserError
from workers.exception_queue.desk import claim_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.promises import NewPromise, add_promise
from workers.ledger.book.stops import add_stop
from workers.ledger.credit.order_reviews import find_reviews
from workers.ledger.schema import cod_receipts, order_reviews, payments

KIND = CaseKind.ORDER_REVIEW


def rules_of(book: CreditBook, account: int, **told: object) -> tuple[str, list[str]]:
    """The answer about a fresh order, and the rules that are not answered."""
    with book.ledger.read() as connection:
        number = f"O-{len(find_reviews(connection)) + 1}"
    reviewed = book.ask(account, number, **told)  # type: ignore[arg-type]
    return reviewed.answer, [r["rule"] for r in reviewed.reasons if not r["eased_by"] and r["asks"] != "warn"]


def test_an_order_is_decided_once_and_answered_alike(book: CreditBook) -> None:
    account = book.customer(days_overdue=())
    first = book.ask(account)
    book.item(account, "INV-9", 90, 9_000_00)
    assert book.ask(account, open_orders=5_00) == first, "neither new debt nor other orders change what was said"
    assert first.answer == "release"
    with pytest.raises(UserError, match="other figures"):
        book.ask(account, amount=200_00)
    second = book.ask(account, again=True)
    assert (second.answer, second.round) == ("hold", 2)
    assert book.ask(account) == second
    assert book.journal_kinds(account, "order.") == ["order.reviewed"] * 2
    assert book.heard() == []


def test_two_who_ask_at_once_get_one_answer(book: CreditBook) -> None:
    account = book.customer(days_overdue=(40,))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: book.ask(account), range(4)))
    assert len({answer.id for answer in answers}) == 1
    assert len(book.waiting(KIND)) == 1


def test_what_an_account_owes_is_seen(book: CreditBook) -> None:
    account = book.customer(days_overdue=())
    assert rules_of(book, account) == ("release", [])
    held = book.item(account, "INV-1", 31, 1_500_00)
    assert rules_of(book, account) == ("hold", ["overdue", "overdue", "oldest_item"])
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(account, "dispute", "price", held, 1_400_00), book.occasion())
    assert rules_of(book, account) == ("refer", ["oldest_item"]), "what is disputed is not overdue"
    assert rules_of(book, account, amount=3_500_01)[1] == ["oldest_item", "over_limit"], "and it is owed all the same"
    book.pay(account, {held: 1_500_00})
    assert rules_of(book, account) == ("release", [])
    assert rules_of(book, account, amount=5_000_01, currency="USD") == ("refer", ["over_limit"])
    assert rules_of(book, account, amount=1, currency="CHF") == ("refer", ["no_limit"])


def test_cash_that_no_bank_line_confirmed_releases_nothing(book: CreditBook) -> None:
    account = book.customer(days_overdue=())
    items = [book.item(account, f"INV-{n}", 40, 1_000_00) for n in (1, 2)]
    before = rules_of(book, account)
    book.pay(account, dict.fromkeys(items, 1_000_00))
    with book.ledger.write() as connection:
        connection.execute(update(payments).values(clearing="in_transit"))
    assert rules_of(book, account) == before == ("hold", ["overdue", "overdue", "oldest_item", "past_due_invoices"])
    with book.ledger.write() as connection:
        connection.execute(update(payments).values(clearing="cleared"))
    assert rules_of(book, account) == ("release", [])


def test_stops_notices_promises_and_cheques_are_seen(small_book: CreditBook) -> None:
    book = small_book
    stopped, dunned, promised, payer = (book.customer(f"C{n}", days_overdue=(12,)) for n in (1, 2, 3, 4))
    with book.ledger.write() as connection:
        add_stop(connection, stopped, "insolvency", book.occasion())
        on = book.occasion().business_date + timedelta(days=3)
        new = NewPromise(promised, "EUR", 100_00, on, on, "call")
        add_promise(connection, new, book.occasion())
        cheque = {
            "entity": "default", "account_id": payer, "kind": "cheque", "number": "4711", "currency": "EUR",
            "amount_minor": 1, "received_on": on, "state": "returned", "shares": [], "actor": "ann",
            "registered_at": book.occasion().at,
        }  # fmt: skip
        connection.execute(insert(cod_receipts).values(cheque))
    book.plan()
    book.send()
    assert rules_of(book, stopped, payment="in_advance") == ("hold", ["stop"])
    assert rules_of(book, payer, payment="cheque") == ("hold", ["returned_cheque"])
    levels = [r["figures"] for r in book.ask(dunned, "L", again=True).reasons if r["rule"] == "dunning_level"]
    assert levels == []
    book.item(dunned, "INV-8", 70, 100_00)
    for _ in range(3):
        book.pass_days(7)
        book.plan()
        book.send()
    levels = [r["figures"]["level"] for r in book.ask(dunned, "L", again=True).reasons if r["rule"] == "dunning_level"]
    assert levels[0] >= 2
    assert levels[0] == max(level for level in book.column("level") if level)


def test_a_referred_order_is_one_case_whose_decision_is_the_answer(book: CreditBook) -> None:
    account = book.customer(days_overdue=(40,))
    assert [book.ask(account).answer for _ in range(3)] == ["refer"] * 3
    (case,) = book.waiting(KIND)
    assert (case.amount_minor, case.evidence["order"], case.occurrences) == (100_00, "O-1", 1)
    assert "40 days overdue" in case.evidence["reasons"][0]
    book.decide(case, "release", note="paid tomorrow")
    answer = book.ask(account)
    assert (answer.answer, answer.verdict, answer.decided_by) == ("release", "refer", "ann")
    assert book.ask(account, again=True) == answer, "what a person released is not asked about again"
    assert book.ask(account, "O-2").answer == "refer", "one order was released, not the account"
    (other,) = book.waiting(KIND)
    book.decide(other, "hold")
    assert book.ask(account, "O-2").answer == "hold"
    book.pay(account, {1: 100_00})
    assert book.ask(account, "O-2", again=True).answer == "release"
    assert book.heard() == []


def test_a_case_ends_by_itself_when_the_order_no_longer_needs_a_person(small_book: CreditBook) -> None:
    book = small_book
    account = book.customer(days_overdue=(40,))
    book.ask(account)
    book.pay(account, {1: 100_00})
    assert book.ask(account, again=True).answer == "release"
    assert book.waiting(KIND) == []


def test_a_released_account_is_held_again_after_its_days_of_grace(small_book: CreditBook) -> None:
    book = small_book
    account = book.customer(days_overdue=(61,))
    held = book.ask(account)
    assert held.answer == "hold"
    with book.ledger.write() as connection:
        case_id = ask_person(connection, held, book.policy, book.occasion("ann"))
        assert ask_person(connection, held, book.policy, book.occasion("bob")) == case_id
    (case,) = book.waiting(KIND)
    book.decide(case, "release_all", note="agreed with sales")
    book.decide(case, "release_all", by="bob")
    assert [book.ask(account, f"N-{n}").answer for n in (1, 2)] == ["release"] * 2
    book.pass_days(7)
    assert book.ask(account, "N-3").answer == "release"
    book.pass_days(1)
    assert book.ask(account, "N-4").answer == "hold"
    assert "order.account_released" in book.journal_kinds(account, "order.")


def test_above_the_limit_a_second_person_releases_an_order(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(40,))
    small_book.ask(account, amount=25_000_01)
    with small_book.ledger.write() as connection:
        known = find_reviews(connection)[0]
        ask_person(connection, known, small_book.policy, small_book.occasion())
    (case,) = small_book.waiting(KIND)
    assert small_book.decide(case, "release", by="ann").state == "open"
    with pytest.raises(UserError, match="second person"):
        small_book.decide(case, "release", by="Ann")
    small_book.decide(case, "release", by="bob")
    assert small_book.ask(account, amount=25_000_01).decided_by == "bob"


def test_a_small_order_lets_nobody_release_all_orders_alone(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(40,))
    small_book.ask(account, "O-small", 1_00)
    (case,) = small_book.waiting(KIND)
    assert small_book.decide(case, "release_all", by="ann").state == "open", "proposed"
    assert small_book.ask(account, "O-big", 900_000_00).answer != "release"


def test_a_persons_word_is_the_answer_though_the_order_was_asked_about_again(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(40,))
    small_book.ask(account)
    (case,) = small_book.waiting(KIND)
    with small_book.ledger.write() as connection:
        claim_case(connection, case.id, small_book.occasion("ann"), real_now(), 30)
    small_book.pay(account, {1: 100_00})
    assert small_book.ask(account, again=True).answer == "release", "the case stays with ann"
    small_book.decide(case, "hold")
    assert small_book.ask(account).answer == "hold"


def test_what_a_person_did_not_see_is_not_released_with_what_was_seen(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(40,))
    small_book.ask(account, amount=1_00)
    (case,) = small_book.waiting(KIND)
    with small_book.ledger.write() as connection:
        claim_case(connection, case.id, small_book.occasion("ann"), real_now(), 30)
    small_book.item(account, "INV-9", 90, 500_000_00)
    assert small_book.ask(account, amount=900_000_00, again=True).answer == "hold"
    with pytest.raises(UserError, match="other figures"):
        small_book.decide(case, "release")
    assert small_book.ask(account, amount=900_000_00).answer == "hold"


def test_nobody_releases_an_order_of_a_stopped_account(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(40,))
    small_book.ask(account)
    with small_book.ledger.write() as connection:
        add_stop(connection, account, "insolvency", small_book.occasion())
    (case,) = small_book.waiting(KIND)
    with pytest.raises(UserError, match="stopped: insolvency"):
        small_book.decide(case, "release")
    assert len(small_book.waiting(KIND)) == 1, "the resolution went back with it"


def test_a_released_order_is_held_when_the_account_is_stopped_meanwhile(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(40,))
    small_book.ask(account)
    (case,) = small_book.waiting(KIND)
    small_book.decide(case, "release")
    with small_book.ledger.write() as connection:
        add_stop(connection, account, "insolvency", small_book.occasion())
    assert small_book.ask(account, again=True).answer == "hold"
    assert small_book.ask(account).answer == "hold", "from then on"


def test_a_profile_without_grace_releases_orders_one_by_one(small_book: CreditBook) -> None:
    credit = small_book.policy.credit
    profiles = tuple(replace(profile, grace_days=0) for profile in credit.profiles)
    small_book.policy = replace(small_book.policy, credit=replace(credit, profiles=profiles))
    small_book.ask(small_book.customer(days_overdue=(40,)))
    (case,) = small_book.waiting(KIND)
    small_book.decide(case, "release_all")
    with pytest.raises(UserError, match="grace_days"):
        small_book.decide(case, "release_all", by="bob")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"number": " "}, "number"),
        ({"amount": -1}, "below zero"),
        ({"open_orders": -1}, "below zero"),
        ({"currency": "XYZ"}, "not a currency"),
        ({"payment": "barter"}, "no way to pay"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(small_book: CreditBook, told: dict[str, object], says: str) -> None:
    account = small_book.customer()
    with pytest.raises(UserError, match=says):
        small_book.ask(account, **told)  # type: ignore[arg-type]
    with small_book.ledger.read() as connection:
        assert connection.scalar(select(func.count()).select_from(order_reviews)) == 0


def test_an_answer_is_explained_and_decided_again(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(61, 3))
    reviewed = small_book.ask(account)
    small_book.pay(account, {1: 100_00})
    with small_book.ledger.read() as connection:
        told = explain(connection, reviewed)
    assert (told["decided_again"], told["profile"], told["exposure"]) == ("the same", "standard", "200.00")
    assert [row["owed"] for row in told["owed"]] == ["100.00", "100.00"], "the facts of then, not of now"
    assert [rule["rule"] for rule in told["rules"]] == ["oldest_item", "past_due_invoices"]

"""Limits on a real book: who may set one, breaches within one run, reviews when they are due, and the brief."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.credit_book import CreditBook
from workers.credit.brief import brief_lines
from workers.credit.limit_file import read_limits, want_listed
from workers.errors import UserError
from workers.exception_queue.kinds import CaseKind
from workers.ledger.credit.history import breaches
from workers.ledger.schema import customers, payments

LEAD = "finance-lead@brightwater-components.example"
DIRECTOR = "finance-director@brightwater-components.example"


def test_a_limit_within_ones_own_is_set_and_above_it_waits_for_another(book: CreditBook) -> None:
    account = book.customer(days_overdue=())
    assert book.want(account, 10_000_00) is None
    assert book.terms(account) == (10_000_00, "open", "ann", "")
    case_id = book.want(account, 10_000_01)
    assert book.terms(account) == (10_000_00, "open", "ann", ""), "nothing is set before somebody else agrees"
    (case,) = book.waiting(CaseKind.LIMIT_APPROVAL)
    assert (case.id, case.amount_minor) == (case_id, 10_000_01)
    with pytest.raises(UserError, match="waits for a second person"):
        book.want(account, 90_000_00, by="bob")
    with pytest.raises(UserError, match="somebody else has to agree"):
        book.decide(case, "approve", by="Ann ")
    with pytest.raises(UserError, match="may not agree"):
        book.decide(case, "approve", by="bob")
    book.decide(case, "approve", by=LEAD)
    assert book.terms(account) == (10_000_01, "open", "ann", LEAD)
    assert book.want(account, 10_000_00) is None, "less takes one person"
    assert book.journal_kinds(account, "credit.") == ["credit.terms_set"] * 3


def test_an_approvers_own_limit_binds_and_no_limit_at_all_takes_one_without(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=())
    small_book.want(account, 100_000_01)
    (case,) = small_book.waiting(CaseKind.LIMIT_APPROVAL)
    with pytest.raises(UserError, match="may not agree"):
        small_book.decide(case, "approve", by=LEAD)
    small_book.decide(case, "approve", by=DIRECTOR)
    small_book.want(account, None)
    (case,) = small_book.waiting(CaseKind.LIMIT_APPROVAL)
    with pytest.raises(UserError, match="may not agree"):
        small_book.decide(case, "approve", by=LEAD)
    small_book.decide(case, "refuse", by=LEAD)
    assert small_book.terms(account) == (100_000_01, "open", "ann", DIRECTOR)


def test_a_limit_of_the_system_of_record_is_not_taken_away_alone(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=(-5,))
    with small_book.ledger.write() as connection:
        connection.execute(update(customers).values(credit_limit_minor=500_00))
    small_book.want(account, None)
    assert (small_book.terms(account), small_book.brief(account).limit) == (None, 500_00)
    (case,) = small_book.waiting(CaseKind.LIMIT_APPROVAL)
    small_book.decide(case, "approve", by=DIRECTOR)
    assert small_book.brief(account).limit is None


@pytest.mark.parametrize(
    ("limit", "told", "says"),
    [
        (-1, {}, "below zero"),
        (1, {"terms": "net"}, "no terms"),
        (1, {"reason": " "}, "reason"),
        (1, {"review_on": "today"}, "no day to come"),
    ],
    ids=["negative", "terms", "reason", "day"],
)
def test_a_wrong_limit_is_refused(small_book: CreditBook, limit: int, told: dict[str, str], says: str) -> None:
    account = small_book.customer(days_overdue=())
    more: dict[str, Any] = {name: small_book.today if word == "today" else word for name, word in told.items()}
    with pytest.raises(UserError, match=says):
        small_book.want(account, limit, **more)
    assert small_book.terms(account) is None


def test_a_breach_is_a_case_and_holds_orders_within_one_run(book: CreditBook) -> None:
    account, other = book.customer(days_overdue=()), book.customer("C2", days_overdue=())
    item = book.item(account, "INV-1", -10, 1_000_01)
    book.item(other, "INV-2", -10, 1_000_00)
    for each in (account, other):
        book.want(each, 1_000_00)
    assert book.watch() == {"breached": 1}
    assert book.watch() == {}, "once"
    (case,) = book.waiting(CaseKind.CREDIT_BREACH)
    assert (case.account_id, case.amount_minor) == (account, 1)
    assert book.ask(account, amount=0).answer == "hold"
    assert book.ask(other, amount=0).answer == "release"
    book.pay(account, {item: 1})
    with book.ledger.write() as connection:
        connection.execute(update(payments).values(clearing="in_transit"))
    assert book.watch() == {}, "the bank has not confirmed it"
    with book.ledger.write() as connection:
        connection.execute(update(payments).values(clearing="cleared"))
    assert book.watch() == {"kept": 1}
    assert book.waiting(CaseKind.CREDIT_BREACH) == []
    assert book.ask(account, amount=0, again=True).answer == "release"
    assert book.journal_kinds(account, "credit.limit") == ["credit.limit_breached", "credit.limit_kept"]
    with book.ledger.read() as connection:
        assert breaches(connection) == {}


def test_a_limit_of_the_system_of_record_counts_in_the_one_currency_of_the_account(book: CreditBook) -> None:
    one, two = book.customer("C1", days_overdue=(-5,)), book.customer("C2", days_overdue=(-5,))
    book.item(two, "USD-1", -5, 10_000, currency="USD")
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(credit_limit_minor=99_99))
    assert book.watch() == {"breached": 1}
    assert [case.account_id for case in book.waiting(CaseKind.CREDIT_BREACH)] == [one]
    assert (book.brief(one).limit, book.brief(two).limit) == (99_99, None)
    book.want(one, 500_00)
    assert book.watch() == {"kept": 1}, "what is set here wins"


def test_a_limit_is_looked_at_again_when_its_day_comes(small_book: CreditBook) -> None:
    book = small_book
    account = book.customer(days_overdue=())
    book.want(account, 500_00, review_on=book.today + timedelta(days=2))
    assert book.watch() == {}
    book.pass_days(2)
    assert [book.watch(), book.watch()] == [{"reviews": 1}, {}]
    (case,) = book.waiting(CaseKind.CREDIT_REVIEW)
    assert any("limit 500.00 EUR" in line for line in case.evidence["brief"])
    with pytest.raises(UserError, match="nothing was set"):
        book.decide(case, "handled")
    book.decide(case, "renew")
    assert book.watch() == {}
    book.pass_days(365)
    assert book.watch() == {"reviews": 1}
    book.want(account, 400_00)
    assert book.waiting(CaseKind.CREDIT_REVIEW) == [], "other terms settle the question"


def test_payment_on_delivery_as_terms(small_book: CreditBook) -> None:
    account = small_book.customer(days_overdue=())
    small_book.want(account, 500_00, terms="cod")
    assert small_book.ask(account).answer == "hold"
    assert small_book.ask(account, "O-2", payment="cash").answer == "release"
    assert small_book.want(account, 10_000_01) is not None, "credit again above one's own limit takes two"


def test_the_brief_tells_history_and_proposal(book: CreditBook) -> None:
    account = book.customer(days_overdue=())
    items = [book.item(account, f"INV-{n}", 40, 1_000_00) for n in range(3)]
    for item in items:
        book.pay(account, {item: 1_000_00}, days_ago=30)
    book.item(account, "INV-9", 3, 650_00)
    brief = book.brief(account)
    assert (len(brief.history.paid), brief.history.days_late, brief.history.term_days) == (3, 10, 30)
    assert (brief.exposure, brief.overdue, brief.history.billed) == (650_00, 650_00, 3_650_00)
    # 10.00 a day x 40 days x 1.5 x 90 % = 540.00
    assert (brief.proposal.score, brief.proposal.limit, brief.proposal.terms) == (90, 540_00, "open")
    text = "\n".join(brief_lines(brief))
    assert "score 90 of 100: proposed limit 540.00 EUR, terms open" in text
    assert "paid 3 invoices, 10 days late on terms of 30 days" in text


def test_a_file_of_limits_is_taken_whole_or_not_at_all(small_book: CreditBook, tmp_path: Path) -> None:
    for number in ("C1", "C2"):
        small_book.customer(number, days_overdue=())
    file = tmp_path / "limits.csv"

    def take() -> list[int]:
        with small_book.ledger.write() as connection:
            return want_listed(connection, file, read_limits(file), small_book.policy, small_book.occasion("ann"))

    head = "customer_id,currency,limit,terms,reason,review_on\n"
    file.write_text(
        head + "C1,EUR,100.00,open,yearly,\nC9,EUR,1.00,open,x,\nC2,EUR,ten,open,x,\nC2,EUR,1,open,x,soon\n"
    )
    with pytest.raises(UserError) as raised:
        take()
    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["3", "4", "5"]
    assert small_book.terms(1) is None
    file.write_text(head + "C1,EUR,100.00,open,yearly,2027-01-31\nC2,EUR,20000.00,cod,yearly,\n")
    assert len(take()) == 1
    assert small_book.terms(1) == (100_00, "open", "ann", "")
    assert small_book.terms(2) is None
    for text, says in (("customer_id\n", "column currency is missing"), (head.strip() + ",colour\n", "unknown column")):
        file.write_text(text)
        with pytest.raises(UserError, match=says):
            read_limits(file)

"""What customers are written about arrangements: each thing once, through the send gate, and only while it is so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import insert, update

from tests.arranged_book import ArrangedBook
from tests.disputed_book import DEBT, hear_laws, item_of
from workers.channels.base import OutgoingMessage
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.book.courtesy import ARRANGEMENT
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.schema import advices, contacts
from workers.policy.arrangements import ArrangementMails
from workers.reports.arrangements import tell_of_arrangements

ALL = ArrangementMails(("offered", "accepted", "declined", "ended"), 3)
_SLOW = pytest.mark.slow


def mailing(book: ArrangedBook, mails: ArrangementMails = ALL) -> ArrangedBook:
    book.policy = replace(book.policy, arrangements=replace(book.policy.arrangements, mails=mails))
    return book


def tell(book: ArrangedBook) -> int:
    """A look of the robot's: how many mails it recorded."""
    return len(tell_of_arrangements(book.ledger, book.policy, book.occasion()))


def heard(book: ArrangedBook) -> list[OutgoingMessage]:
    """What a look records and the outbox then sends."""
    before = len(book.mails())
    recorded = tell(book)
    assert (book.send()["handed_over"], recorded) == (recorded, recorded), stated(book)
    return book.mails()[before:]


def go_to(book: ArrangedBook, day: date) -> None:
    book.pass_days((day - book.today).days)


def stated(book: ArrangedBook) -> list[tuple[Any, ...]]:
    """(state, reason) of every mail to a customer."""
    rows = zip(*(book.column(name) for name in ("purpose", "state", "reason")), strict=True)
    return [(state, reason) for purpose, state, reason in rows if purpose == ARRANGEMENT]


def test_who_agreed_reads_every_instalment_with_its_day_and_sum_once(book: ArrangedBook) -> None:
    account, _ = item_of(mailing(book))
    plan = book.arrange(account)
    (mail,) = heard(book)
    assert (mail.recipient, mail.subject) == ("ap@c1.example", "Your payment plan is agreed [BW-C1]")
    lines = [line.strip() for line in mail.text.splitlines() if line.startswith("  ")]
    assert lines == ["March 10, 2026: €333.34", "March 24, 2026: €333.33", "April 7, 2026: €333.33"]
    assert sum(part.amount for part in plan.instalments) == DEBT
    assert "€1,000.00" in mail.text
    assert "INV-7" in mail.text
    assert [tell(book) for _ in range(2)] == [0, 0]
    assert hear_laws(book) == []


def test_two_processes_write_one_mail(book: ArrangedBook) -> None:
    account, _ = item_of(mailing(book))
    book.arrange(account)
    start = Barrier(2)

    def look() -> int:
        start.wait()
        return tell(book)

    with ThreadPoolExecutor(2) as pool:
        made = [future.result() for future in [pool.submit(look) for _ in range(2)]]
    assert sorted(made) == [0, 1]
    assert book.states() == ["planned"]


def test_unless_switched_on_nobody_is_written_to(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(sqlite_book)
    sqlite_book.arrange(account)
    assert tell(sqlite_book) == 0


def test_what_is_proposed_is_offered_in_writing_and_each_new_offer_of_the_robots_too(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(mailing(sqlite_book))
    plan = sqlite_book.propose(account)
    (mail,) = heard(sqlite_book)
    assert "March 24, 2026: €333.33" in mail.text
    assert "by March 10, 2026" in mail.text
    sqlite_book.cancel(plan)
    first = sqlite_book.offer(account)
    (opening,) = heard(sqlite_book)
    second = sqlite_book.counter(first, 700_00)
    (countered,) = heard(sqlite_book)
    assert second.state == "proposed"
    for offered, mail in ((first, opening), (second, countered)):
        assert " ".join(offered.terms.split()) in " ".join(mail.text.split())
    assert opening.text != countered.text


def test_an_offer_that_was_answered_before_its_mail_left_is_not_made(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(mailing(sqlite_book))
    plan = sqlite_book.propose(account)
    assert tell(sqlite_book) == 1
    sqlite_book.accept(plan)
    (mail,) = heard(sqlite_book)
    assert "agreed" in mail.subject
    assert stated(sqlite_book)[0] == ("cancelled", "the plan is accepted now")


def test_what_the_second_person_refused_is_declined(sqlite_book: ArrangedBook) -> None:
    account = mailing(sqlite_book).customer(days_overdue=())
    sqlite_book.item(account, "INV-9", 10, 2_500_00)
    waiting = sqlite_book.propose(account)
    assert (waiting.state, tell(sqlite_book)) == ("approval_pending", 0)
    sqlite_book.decide(waiting, False, "lead")
    (mail,) = heard(sqlite_book)
    assert "cannot agree" in mail.text
    assert "€2,500.00 are open" in mail.text
    assert tell(sqlite_book) == 0


@pytest.mark.parametrize(
    ("how", "said"),
    [
        pytest.param("kept", "Nothing more is owed", marks=_SLOW),
        ("broken", "€333.34 that were due on March 10, 2026 have not arrived"),
        pytest.param("cancelled", "€1,000.00 are still open", marks=_SLOW),
    ],
    ids=["kept", "broken", "cancelled"],
)
def test_the_end_is_told_once(sqlite_book: ArrangedBook, how: str, said: str) -> None:
    account, item = item_of(mailing(sqlite_book))
    plan = sqlite_book.arrange(account)
    heard(sqlite_book)
    match how:
        case "kept":
            sqlite_book.pay(account, {item: DEBT})
            sqlite_book.judge()
        case "broken":
            go_to(sqlite_book, plan.instalments[0].due_on + timedelta(days=plan.grace_days + 1))
            sqlite_book.judge()
        case _:
            sqlite_book.cancel(plan)
    assert sqlite_book.state_of(plan) == how
    (mail,) = heard(sqlite_book)
    assert said in mail.text
    assert tell(sqlite_book) == 0
    assert hear_laws(sqlite_book) == []


def test_nobody_hears_of_the_end_of_what_was_never_agreed(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(mailing(sqlite_book, ArrangementMails(("ended",))))
    sqlite_book.cancel(sqlite_book.propose(account))
    assert tell(sqlite_book) == 0


def near_an_instalment(book: ArrangedBook) -> tuple[int, int]:
    """A plan that runs, on the first day on which its second instalment is reminded of."""
    account, item = item_of(mailing(book, ArrangementMails((), 4)))
    plan = book.arrange(account)
    book.pay(account, {item: plan.instalments[0].amount})
    go_to(book, plan.instalments[1].due_on - timedelta(days=5))
    book.judge()
    assert tell(book) == 0, "five days before"
    book.pass_days(1)
    return account, item


def test_an_instalment_is_reminded_of_once_before_its_day(book: ArrangedBook) -> None:
    account, item = near_an_instalment(book)
    book.pay(account, {item: 33_00})
    (mail,) = heard(book)
    assert "€300.33 are due on March 24, 2026" in mail.text
    for _ in range(5):
        book.pass_days(1)
        assert heard(book) == []
    assert hear_laws(book) == []


def test_who_agreed_within_those_days_is_not_reminded(sqlite_book: ArrangedBook) -> None:
    account, _ = item_of(mailing(sqlite_book, ArrangementMails((), 7)))
    plan = sqlite_book.arrange(account)
    assert (plan.instalments[0].due_on - sqlite_book.today).days == 7
    for _ in range(7):
        assert tell(sqlite_book) == 0
        sqlite_book.pass_days(1)


def paid(book: ArrangedBook, account: int, item: int) -> None:
    book.pay(account, {item: 333_33})


def paid_in_part(book: ArrangedBook, account: int, item: int) -> None:
    book.pay(account, {item: 300_00})


def paid_on_account(book: ArrangedBook, account: int, item: int) -> None:
    book.pay(account, 333_33)


def announced(book: ArrangedBook, account: int, item: int) -> None:
    with book.ledger.write() as connection:
        told = {"entity": "default", "payer_id": "C1", "policy_hash": "", "decided_at": book.occasion().at}
        connection.execute(insert(advices).values(**told, state="announced"))


def disputed(book: ArrangedBook, account: int, item: int) -> None:
    book.dispute(account, item_id=item)


def held(book: ArrangedBook, account: int, item: int) -> None:
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(account, "hold", "a new buyer calls back"), book.occasion("ann"))


def ended(book: ArrangedBook, account: int, item: int) -> None:
    with book.ledger.read() as connection:
        (plan,) = find_arrangements(connection, account_id=account)
    book.cancel(plan)


def stopped(book: ArrangedBook, account: int, item: int) -> None:
    book.stop(account)


def opted_out(book: ArrangedBook, account: int, item: int) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(email_valid=False))


@pytest.mark.parametrize(
    ("happens", "why", "again"),
    [
        (paid, "the instalment is paid", 0),
        pytest.param(paid_in_part, "what is open has changed", 1, marks=_SLOW),
        pytest.param(paid_on_account, "money of the customer waits to be applied", 0, marks=_SLOW),
        (announced, "money of the customer waits to be applied", 0),
        pytest.param(ended, "the plan is cancelled now", 0, marks=_SLOW),
        pytest.param(disputed, "on hold: dispute", 0, marks=_SLOW),
        (held, "on hold: hold", 0),
        (stopped, "stop: insolvency", 0),
        pytest.param(opted_out, "the contact can no longer be reached there", 0, marks=_SLOW),
    ],
    ids=["paid", "paid in part", "on account", "announced", "ended", "disputed", "held", "stopped", "unreachable"],
)
def test_a_reminder_that_became_wrong_before_it_left_is_cancelled(
    sqlite_book: ArrangedBook, happens: Any, why: str, again: int
) -> None:
    account, item = near_an_instalment(sqlite_book)
    assert tell(sqlite_book) == 1
    happens(sqlite_book, account, item)
    assert sqlite_book.send()["cancelled"] == 1
    assert stated(sqlite_book) == [("cancelled", why)]
    assert tell(sqlite_book) == again
    assert "ap@c1.example" not in [mail.recipient for mail in sqlite_book.mails()]


def test_a_reminder_waits_for_its_window_and_does_not_leave_after_the_day(sqlite_book: ArrangedBook) -> None:
    near_an_instalment(sqlite_book)
    assert tell(sqlite_book) == 1
    sqlite_book.offset += timedelta(hours=12)
    assert sqlite_book.send()["deferred"] == 1
    sqlite_book.pass_days(5)
    assert sqlite_book.send()["cancelled"] == 1
    assert stated(sqlite_book) == [("cancelled", "the day of the instalment is over")]

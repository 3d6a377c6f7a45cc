"""F13: an escalated notice goes to the finance head, comes from the controller, and its account's owner is told."""

from __future__ import annotations

from dataclasses import replace
from email.utils import parseaddr
from typing import Any

import pytest
from sqlalchemy import insert, update

from tests.dunned_book import DunnedBook, live_policy
from workers.channels.base import OutgoingMessage
from workers.channels.recording import Outcome
from workers.ledger.operations import job_runs
from workers.ledger.schema import contacts, customers, messages
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.sender import Sender
from workers.reports.digest import JOB, send_digests

OWNER, LEAD = "olga@us.example", "lead@us.example"


def escalating_policy(**changes: Any) -> PolicySet:
    """Every ladder gets a fourth rung: to the finance head, from the controller, with copies to two of us."""
    policy = live_policy(
        senders={"controller": Sender("Jo Doe, Controller", "controller@brightwater-components.example")}
    )
    ladders = {}
    for name, ladder in policy.ladders.items():
        top = replace(
            ladder.levels[0],
            number=4,
            name="to_the_top",
            days_after_due=45,
            channels=("email", "sms"),
            recipients=("finance_head",),
            sender="controller",
            internal_copy=("account_owner", LEAD),
            **changes,
        )
        lower = [
            replace(level, number=n, days_after_due=n, min_interval_days=1)
            for n, level in enumerate(ladder.levels[:2], 1)
        ]
        third = replace(ladder.levels[1], number=3, name="third", days_after_due=3, min_interval_days=1)
        ladders[name] = replace(ladder, levels=(*lower, third, replace(top, min_interval_days=1)), referral=None)
    return replace(policy, ladders=ladders)


def escalated(ledger: Ledger, policy: PolicySet) -> DunnedBook:
    """A customer with an owner at us, whose three first levels were given."""
    book = DunnedBook(ledger, policy)
    add_customer(book, "C1")
    for _ in range(3):
        book.plan()
        book.send()
        book.pass_days(1)
    return book


def add_customer(book: DunnedBook, number: str, owner: str = OWNER) -> None:
    book.customer(number, days_overdue=(60,), owner_email=owner)
    head = {
        "customer_id": number,
        "role": "finance_head",
        "email": f"cfo@{number.lower()}.example",
        "phone": "+4915112345999",
    }
    with book.ledger.write() as connection:
        connection.execute(insert(contacts).values(head))


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    return escalated(ledger, escalating_policy())


def mails_to(book: DunnedBook, address: str) -> list[OutgoingMessage]:
    return [prepared.message for prepared in book.email.accepted if prepared.message.recipient == address]


def digest(book: DunnedBook) -> None:
    """The morning's digests, and what they lead to."""
    send_digests(book.ledger, book.policy, book.occasion())
    book.send()


def test_rung_4_goes_to_the_finance_head_from_the_controller_and_the_owner_hears_of_it(book: DunnedBook) -> None:
    assert mails_to(book, "cfo@c1.example") == []
    book.plan()
    book.send()
    (notice,) = mails_to(book, "cfo@c1.example")
    assert parseaddr(notice.sender) == ("Jo Doe, Controller", "controller@brightwater-components.example")
    assert notice.reply_to == book.policy.robot.company.reply_to
    assert "Jo Doe, Controller\nBrightwater" in notice.text
    assert "Jo Doe, Controller<br>" in notice.html
    book.pass_days(1)
    digest(book)
    (told,) = mails_to(book, OWNER)
    assert "C1  Customer C1" in told.text
    assert "to the top (level 4) to the finance head by email and sms: €100.00" in told.text
    assert told.subject.endswith(": 1 notice to customers you look after")


def test_answers_go_where_the_sender_wants_them(ledger: Ledger) -> None:
    policy = escalating_policy()
    jo = replace(policy.robot.senders["controller"], reply_to="jo@brightwater-components.example")
    book = escalated(ledger, replace(policy, robot=replace(policy.robot, senders={"controller": jo})))
    book.plan()
    book.send()
    (notice,) = mails_to(book, "cfo@c1.example")
    assert notice.reply_to == "jo@brightwater-components.example"


def test_lower_rungs_are_signed_by_the_company_and_nobody_is_told(book: DunnedBook) -> None:
    digest(book)
    assert {parseaddr(prepared.message.sender)[1] for prepared in book.email.accepted} == {
        book.policy.robot.company.email_from
    }
    assert (mails_to(book, OWNER), mails_to(book, LEAD)) == ([], [])


def run_days(book: DunnedBook, days: int) -> None:
    """Days with their run, from today on; levels fall due on working days."""
    for _ in range(days):
        book.plan()
        book.send()
        book.pass_days(1)


def test_there_is_one_mail_per_recipient_and_day_however_many_notices_and_runs(book: DunnedBook) -> None:
    add_customer(book, "C2")
    add_customer(book, "C3", owner="Other@us.example")
    run_days(book, 6)  # friday to wednesday: the two climb to the fourth rung
    for _ in range(3):
        digest(book)
    (lead,) = mails_to(book, LEAD)
    assert lead.subject == "Collectbot Mar 11, 2026: 2 notices to customers you look after"
    assert "€200.00" in lead.text
    for owner, own, other in ((OWNER, "C2", "C3"), ("other@us.example", "C3", "C2")):
        (told,) = mails_to(book, owner)
        assert own in told.text
        assert other not in told.text


def test_days_without_a_digest_of_their_own_are_caught_up_with_one_mail_each(book: DunnedBook) -> None:
    with book.ledger.write() as connection:
        job_runs.begin(connection, JOB, book.today, book.occasion().at)
        job_runs.finish(connection, JOB, book.today, book.occasion().at, {})
    add_customer(book, "C2")
    run_days(book, 9)
    digest(book)
    days = [mail.subject.split(":")[0] for mail in mails_to(book, LEAD)]
    assert days == ["Collectbot Mar 6, 2026", "Collectbot Mar 11, 2026"]


def test_nothing_happened_and_nobody_is_written_to(book: DunnedBook) -> None:
    book.pass_days(1)
    assert send_digests(book.ledger, book.policy, book.occasion()) == []


def test_an_account_without_an_owner_tells_only_the_others(book: DunnedBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(owner_email=""))
    book.plan()
    book.send()
    book.pass_days(1)
    digest(book)
    assert (mails_to(book, OWNER), len(mails_to(book, LEAD))) == ([], 1)


def test_of_a_pinned_customer_those_are_told_whom_its_own_ladder_names(ledger: Ledger) -> None:
    """The digest used to look for the segment by the rules alone, and told the wrong people, or nobody."""
    policy = escalating_policy()
    standard = policy.ladders["standard"]
    silent = replace(standard, levels=tuple(replace(level, internal_copy=()) for level in standard.levels))
    book = DunnedBook(ledger, replace(policy, ladders={**policy.ladders, "standard": silent}))
    add_customer(book, "C1")
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(pinned_segment="key_accounts"))
    for _ in range(4):
        book.plan()
        book.send()
        book.pass_days(1)
    digest(book)
    assert (len(mails_to(book, OWNER)), len(mails_to(book, LEAD))) == (1, 1)


def test_who_is_told_was_decided_with_the_notice_and_not_by_a_later_edit(book: DunnedBook) -> None:
    book.plan()
    book.send()
    book.policy = escalating_policy(minimum_percent=1)
    book.policy = replace(
        book.policy,
        ladders={
            name: replace(ladder, levels=tuple(replace(level, internal_copy=()) for level in ladder.levels))
            for name, ladder in book.policy.ladders.items()
        },
    )
    book.pass_days(1)
    digest(book)
    assert len(mails_to(book, OWNER)) == 1


def test_a_notice_that_did_not_leave_is_not_told_of(book: DunnedBook) -> None:
    book.plan()
    book.email.script(Outcome.REFUSED)
    book.sms.script(Outcome.REFUSED)
    book.send()
    book.pass_days(1)
    assert send_digests(book.ledger, book.policy, book.occasion()) == []


def test_a_notice_that_came_back_is_not_told_of(book: DunnedBook) -> None:
    book.plan()
    book.send()
    with book.ledger.write() as connection:
        connection.execute(update(messages).where(messages.c.level == 4).values(state="bounced"))
    book.pass_days(1)
    assert send_digests(book.ledger, book.policy, book.occasion()) == []


def test_a_message_planned_before_senders_existed_is_signed_by_the_company(book: DunnedBook) -> None:
    book.plan()
    with book.ledger.write() as connection:
        old = [(row.id, row.payload) for row in connection.execute(messages.select().where(messages.c.level == 4))]
        for number, payload in old:
            without = payload.replace('"signatory":{', '"ignored":{')
            assert without != payload
            connection.execute(
                update(messages).where(messages.c.id == number).values(payload=payload.replace(_signatory(payload), ""))
            )
    book.send()
    (notice,) = mails_to(book, "cfo@c1.example")
    assert parseaddr(notice.sender)[1] == book.policy.robot.company.email_from


def _signatory(payload: str) -> str:
    begins = payload.index('"signatory":{')
    return payload[begins : payload.index("}", begins) + 2]

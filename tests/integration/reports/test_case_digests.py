"""F77, F59: one mail a morning for each person who works the queue, with the own cases and what is due first."""

from __future__ import annotations

import re

import pytest

from tests.staffed_book import ANN, BOB, EVA, StaffedBook
from workers.channels.base import OutgoingMessage
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.people.users import set_language
from workers.ledger.queue import cases
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import queue_policy
from workers.reports.case_digest import send_case_digests

LEAD = "lead@us.example"


@pytest.fixture
def office(sqlite_ledger: Ledger) -> StaffedBook:
    book = StaffedBook(sqlite_ledger).open_office(business_days=2, tell=(LEAD,))
    while book.today.weekday() != 0:  # a Monday, with nothing closed around it
        book.pass_days(1)
    return book


def mails(office: StaffedBook) -> dict[str, OutgoingMessage]:
    """What leaves this morning, by recipient; a second asking changes nothing."""
    before = len(office.email.accepted)
    for _ in range(2):
        send_case_digests("https://collect.example", office.ledger, office.policy, office.occasion())
    office.send()
    sent = [mail.message for mail in office.email.accepted[before:]]
    assert len(sent) == len({mail.recipient for mail in sent})
    return {mail.recipient: mail for mail in sent}


def test_each_person_gets_one_mail_with_the_own_cases_and_what_is_due_first(office: StaffedBook) -> None:
    notice = office.put(CaseKind.NOT_A_REMITTANCE, subject="old")
    office.customer("C1")
    account_id = office.customer("C2")
    later, today = office.put(CaseKind.UNCLEAR_MAIL, account_id), office.put(CaseKind.RUN_APPROVAL, account_id)
    found = mails(office)
    assert set(found) == {BOB, EVA}
    assert f"https://collect.example/cases/{notice}" in found[BOB].text
    text = found[EVA].text
    assert text.index(f"/cases/{today}") < text.index(f"/cases/{later}")
    assert "2, of which 1 is late or due today" in text
    assert found[EVA].subject.startswith("1 case due today")


def test_repeats_about_one_customer_are_one_line(office: StaffedBook) -> None:
    account_id = office.customer("C1")
    for number, amount in enumerate((1_00, 2_00, 3_50)):
        new = NewCase(CaseKind.DELIVERY_FAILED, f"message:{number}", "bounced", account_id, "EUR", amount)
        with office.ledger.write() as connection:
            open_case(connection, new, office.occasion(), queue_policy(office.policy.robot))
    (mail,) = mails(office).values()
    assert re.findall(r"delivery failed x 3, \S+ \S+, €6\.50", mail.text)
    assert mail.text.count("/cases/") == 1
    assert "more" not in mail.text


def test_who_is_away_hears_nothing_and_the_deputy_has_it_all(office: StaffedBook) -> None:
    with office.ledger.write() as connection:
        set_language(connection, office.user(BOB).id, "de")
    for number in range(6):
        office.put(CaseKind.UNCLEAR_MAIL, office.customer(f"C{number}"))
    office.away(ANN, 0, 4, deputy=BOB)
    found = mails(office)
    assert set(found) == {BOB, EVA}
    assert "Ihre Fälle am" in found[BOB].text
    assert found[BOB].text.count("/cases/") == 4
    assert "4 Fälle für Sie" in found[BOB].subject


def test_the_lead_reads_what_others_let_lie(office: StaffedBook) -> None:
    office.put(CaseKind.UNCLEAR_MAIL, office.customer("C1"))
    dispute = office.put(CaseKind.DISPUTE_RESOLUTION, 1)
    with office.ledger.write() as connection:
        cases.hand_over(connection, dispute, "pricing@us.example")  # who is reminded of it anyway
    office.pass_days(3)
    assert LEAD not in mails(office)
    office.pass_days(4)
    text = mails(office)[LEAD].text
    assert re.findall(r"1  unclear mail, collections", text)
    assert "dispute" not in text


def test_who_stands_in_for_the_lead_reads_what_others_let_lie(sqlite_ledger: Ledger) -> None:
    office = StaffedBook(sqlite_ledger).open_office(business_days=2, tell=(EVA,))
    while office.today.weekday() != 0:
        office.pass_days(1)
    office.put(CaseKind.UNCLEAR_MAIL, office.customer("C1"))
    office.pass_days(7)
    office.away(EVA, 0, 4, deputy=ANN)
    found = mails(office)
    assert EVA not in found
    assert re.findall(r"1  unclear mail, collections", found[ANN].text)


def test_no_mail_without_a_case_nor_on_a_weekend(office: StaffedBook) -> None:
    assert mails(office) == {}
    office.put(CaseKind.UNCLEAR_MAIL, office.customer("C1"))
    office.pass_days(5)
    assert mails(office) == {}
    office.pass_days(2)
    assert BOB in mails(office)


def test_a_dispute_whose_owner_is_reminded_anyway_is_not_told_twice(office: StaffedBook) -> None:
    case_id = office.put(CaseKind.DISPUTE_RESOLUTION)
    with office.ledger.write() as connection:
        cases.hand_over(connection, case_id, ANN)
    assert mails(office) == {}


def test_nobody_is_written_to_while_away_even_where_nobody_stands_in(office: StaffedBook) -> None:
    case_id = office.put(CaseKind.NO_CONTACT)
    with office.ledger.write() as connection:
        cases.hand_over(connection, case_id, ANN)
    office.away(ANN, 0, 2)
    assert mails(office) == {}
    office.pass_days(3)
    assert ANN in mails(office)

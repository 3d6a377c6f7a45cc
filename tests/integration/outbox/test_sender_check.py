"""The sender's self-test before mail leaves, against a DNS server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.dunned_book import DunnedBook
from tests.servers.dns_server import DnsServer
from workers.channels.dns_records import DnsRecords, DnsSilent
from workers.errors import ConfigurationError
from workers.ledger.operations.sender_state import sender_state
from workers.ledger.schema import cases, journal
from workers.ledger.unit_of_work import Ledger
from workers.outbox.sender_check import examine_from, examine_sender, keep_watch

US = "brightwater-components.example"
ALIGNED = {f"_dmarc.{US}": ["v=DMARC1; p=reject"], US: ["v=spf1 include:mail.example -all"]}
MISALIGNED = {f"_dmarc.{US}": ["v=DMARC1; p=reject"]}
# Seconds in which a DNS server on this machine answers, if there is one.
NOT_LONG = 0.5


@pytest.fixture
def dns() -> Iterator[DnsServer]:
    with DnsServer(ALIGNED) as server:
        yield server


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    book = DunnedBook(ledger)
    book.customer()
    book.plan()
    return book


def watch(book: DunnedBook, dns: DnsServer) -> None:
    keep_watch(book.ledger, book.policy.robot, DnsRecords(dns.url), book.occasion())


def kinds(book: DunnedBook) -> list[str]:
    with book.ledger.read() as connection:
        return list(connection.scalars(select(cases.c.kind).order_by(cases.c.id)))


def test_an_aligned_sender_sends(book: DunnedBook, dns: DnsServer) -> None:
    watch(book, dns)
    assert (book.send()["handed_over"], kinds(book)) == (1, [])


def test_a_misaligned_sender_sends_no_mail_and_says_what_to_do(book: DunnedBook, dns: DnsServer) -> None:
    dns.records = dict(MISALIGNED)
    watch(book, dns)
    assert book.send()["handed_over"] == 0
    assert (book.states(), kinds(book)) == (["planned"], ["operations"])
    with book.ledger.read() as connection:
        reason = connection.scalar(select(cases.c.reason))
    assert "can pass its DMARC policy p=reject" in str(reason)
    assert f"publish one TXT {US}" in str(reason)


def test_what_is_no_mail_goes_on(book: DunnedBook, dns: DnsServer) -> None:
    dns.records = dict(MISALIGNED)
    watch(book, dns)
    with book.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE messages SET channel = 'sms', recipient = '+491511234502'")
        connection.exec_driver_sql("UPDATE contacts SET phone = '+491511234502'")
    assert book.send()["handed_over"] == 1


def test_a_mended_record_lets_the_mail_go_within_minutes(book: DunnedBook, dns: DnsServer) -> None:
    dns.records = dict(MISALIGNED)
    watch(book, dns)
    dns.records = dict(ALIGNED)
    watch(book, dns)
    assert book.send()["handed_over"] == 0
    book.offset += timedelta(minutes=11)
    watch(book, dns)
    assert book.send()["handed_over"] == 1


def test_the_dns_is_asked_once_in_hours_while_all_is_well(book: DunnedBook, dns: DnsServer) -> None:
    watch(book, dns)
    asked = len(dns.asked)
    watch(book, dns)
    assert len(dns.asked) == asked
    book.offset += timedelta(hours=7)
    watch(book, dns)
    assert len(dns.asked) == 2 * asked
    with book.ledger.read() as connection:
        noted = connection.scalars(select(journal.c.kind).where(journal.c.kind == "control.sender_refusal")).all()
    assert len(noted) == 1


def test_no_dns_is_said_and_stops_nothing(book: DunnedBook) -> None:
    with DnsServer() as closed:
        url = closed.url
    report = examine_sender(book.policy.robot, DnsRecords(url, NOT_LONG))
    assert "DNS does not answer" in report.silent
    keep_watch(book.ledger, book.policy.robot, DnsRecords(url, NOT_LONG), book.occasion())
    with book.ledger.read() as connection:
        assert sender_state(connection) is None
    assert book.send()["handed_over"] == 1


def test_a_dkim_key_may_be_long_and_is_looked_up_by_its_selector(book: DunnedBook, dns: DnsServer) -> None:
    robot = book.policy.robot
    company = replace(robot.company, bounce_address="bounces@bulk.example")
    signing = replace(robot.mail_authentication, dkim_selector="s2026")
    robot = replace(robot, company=company, mail_authentication=signing)
    assert examine_from(robot, dns.url).refusal
    dns.records[f"s2026._domainkey.{US}"] = ["v=DKIM1; k=rsa; p=" + "A" * 392]
    assert not examine_from(robot, dns.url).refusal


def test_a_name_that_does_not_exist_has_no_records(dns: DnsServer) -> None:
    assert DnsRecords(dns.url).txt("nobody.example") == ()


@pytest.mark.parametrize("url", ["127.0.0.1:53", "dns://", "http://127.0.0.1", "dns://h:port"])
def test_a_wrong_address_of_a_server_is_said(url: str) -> None:
    with pytest.raises(ConfigurationError, match="COLLECTBOT_DNS_URL"):
        DnsRecords(url)


def test_silence_is_told_from_absence() -> None:
    with DnsServer() as closed:
        url = closed.url
    with pytest.raises(DnsSilent):
        DnsRecords(url, NOT_LONG).txt("us.example")

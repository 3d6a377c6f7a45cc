"""Mails that want to deceive: each ends as a case about its sender; nothing is applied, answered or changed."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from tests.mailroom import CLERK, Mailroom, write_mail
from workers.ledger.schema import (
    cases,
    consents,
    contacts,
    customers,
    holds,
    messages,
    open_items,
    payments,
    postings,
    promises,
    stops,
)

_UNTOUCHED = (consents, contacts, customers, holds, messages, open_items, payments, postings, promises, stops)
PDF = b"%PDF-1.7\n%..."


def state(room: Mailroom) -> list[Any]:
    with room.book.ledger.read() as connection:
        return [sorted(map(repr, connection.execute(select(table)).all())) for table in _UNTOUCHED]


def with_file(
    name: str, content: bytes, kind: str = "application/pdf", text: str = "Please see the attached remittance advice."
) -> bytes:
    mail = EmailMessage()
    mail["Authentication-Results"] = "mx.us.example; dmarc=pass"
    mail["From"], mail["To"], mail["Subject"] = CLERK, "ar@us.example", "Remittance advice"
    mail["Message-ID"] = f"<{name.encode().hex()[:40]}@adler.example>"
    mail.set_content(text)
    main, _, sub = kind.partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def from_two() -> bytes:
    return write_mail("We will pay on 2026-03-10.").replace(b"From: ", b"From: boss@evil.example\nFrom: ", 1)


DECEIT = {
    "new_bank": write_mail("Our bank details have changed. Please use the new account from today."),
    "new_bank_de": write_mail("Bitte überweisen Sie ab sofort auf unser neues Konto DE02120300000000202051."),
    "pay_to": write_mail("Please pay to the following account: GB33BUKB20201555555555."),
    "new_bank_fr": write_mail("Nos coordonnées bancaires ont changé."),
    "new_bank_es": write_mail("Nuestros datos bancarios han cambiado."),
    "refund": write_mail("We paid twice. Please refund EUR 100.00 today."),
    "refund_unknown": write_mail("Please process the refund to our account.", "Overpayment", "cfo@strange.example"),
    "advice_and_bank": with_file(
        "remittance.pdf", PDF, text="Remittance advice attached. Please note our new bank details: IBAN DE02120300."
    ),
    "dmarc": write_mail("We will pay on 2026-03-10.", dmarc="fail"),
    "reply_to": write_mail("We dispute this invoice.", Reply_To="ap@adler-payments.evil.example"),
    "look_alike": write_mail("We dispute this invoice.", sender="ap@ad1er.example"),
    "look_alike_script": write_mail("We will pay on 2026-03-10.", sender="ap@xn--dler-43d.example"),
    "look_alike_ending": write_mail("Please unsubscribe us.", sender="ap@adler.com"),
    "look_alike_words": write_mail("Please send a copy.", sender="ap@adler-accounts-payable.com"),
    "look_alike_unknown": write_mail("We dispute this.", "Re: invoices", "ap@ad1er.example"),
    "imitates_us": write_mail("We will pay on 2026-03-10.", "Re: x", "ar@brightvvater.example"),
    "name_shows_other": write_mail("We dispute this invoice.", sender='"ap@adler.example" <x@evil.example>'),
    "name_of_customer": write_mail("We will pay on 2026-03-10.", sender='"Adler GmbH" <adler.ap@evil.example>'),
    "two_froms": from_two(),
    "two_senders": write_mail("We will pay on 2026-03-10.", sender="ap@adler.example, x@evil.example"),
    "program": with_file("remittance.pdf", b"MZ\x90\x00\x03"),
    "program_name": with_file("remittance.pdf.exe", b"\x00\x01"),
    "two_endings": with_file("remittance.pdf.hta", b"hello"),
    "page": with_file("remittance.html", b"<html><body>Sign in</body></html>", "text/html"),
    "page_as_pdf": with_file("remittance.pdf", b"<html><script>go()</script></html>"),
    "link": write_mail(
        "Your payment remittance is ready. Click here to view the document: https://evil.example/x", "Remittance advice"
    ),
}


@pytest.fixture
def watched(room: Mailroom) -> Mailroom:
    """The customer's domain is known, and one of ours is long enough to be imitated."""
    with room.book.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE customers SET domain = 'adler.example'")
    room.book.customer("C9", "Brightwater Sales")
    with room.book.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE customers SET domain = 'brightwater.example' WHERE id = 'C9'")
    return room


def test_every_deceit_is_a_case_and_changes_nothing(watched: Mailroom) -> None:
    before = state(watched)
    for raw in DECEIT.values():
        watched.poll(raw)
    assert state(watched) == before
    assert watched.recorded == []
    found = dict(zip(DECEIT, watched.endings(), strict=True))
    wrong = {name: end for name, end in found.items() if end[0] != "case" or not end[1].startswith("suspicious_sender")}
    assert wrong == {}


def test_the_case_quotes_the_sentence_and_names_the_rule(watched: Mailroom) -> None:
    watched.poll(DECEIT["new_bank"])
    with watched.book.ledger.read() as connection:
        (case,) = connection.execute(select(cases)).all()
    assert case.evidence["quote"] == "Our bank details have changed."
    assert case.evidence["rule"].startswith("en bank_change: ")
    assert "fraud_risk" in case.reason


@pytest.mark.parametrize(
    "raw",
    [
        write_mail("We dispute this invoice.", Reply_To="tickets@help.adler.example"),
        write_mail("We dispute this invoice.", sender='"Adler GmbH" <ap@adler.example>'),
        write_mail("We dispute this invoice.", sender='"ap@adler.example" <ap@adler.example>'),
        write_mail("We dispute this invoice, whatever your bank says.", sender="jo@mail.adler.example"),
    ],
)
def test_an_honest_writer_is_believed(watched: Mailroom, raw: bytes) -> None:
    watched.poll(raw)
    assert watched.book.cases() == ["dispute"]


def test_an_honest_advice_is_read(watched: Mailroom) -> None:
    watched.poll(with_file("remittance.pdf", PDF))
    assert watched.outcomes() == ["applied"]

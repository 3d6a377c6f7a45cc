"""A mail that says nothing but carries a file the readers know, or refuse with a case, is never passed over."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.phrases import PHRASES
from workers.inbox.rules.triage import Kind, triage
from workers.receivables.mail import parse_mail


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("advice.docx", b"PK"),
        ("advice.xls", b"\xd0\xcf\x11\xe0"),
        ("advice.820", b"x"),
        ("fax.tif", b"II*\x00"),
        ("noname", b"ISA*00*          *00*          *ZZ*"),
        ("noname", b"%PDF-1.7"),
    ],
)
def test_a_mail_that_only_carries_a_document_goes_to_the_readers(name: str, content: bytes) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ap@payer.example", "scan 4711"
    mail.set_content("")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    assert triage(parse_mail(bytes(mail)), PHRASES).kind is Kind.REMITTANCE

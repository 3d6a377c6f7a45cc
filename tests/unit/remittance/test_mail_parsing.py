"""Raw mails to values: names, charsets, nested mails, and rubbish that must not stop the mailbox."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from workers.errors import UnreadableDocument
from workers.receivables.mail import parse_mail


def _mail(body: str = "Hello") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ann <ann@payer.example>"
    message["Subject"] = "Zahlungsavis für März"
    message["Message-ID"] = "<1@payer.example>"
    message["Date"] = "Fri, 13 Nov 2026 10:00:00 +0100"
    message.set_content(body)
    return message


def test_headers_and_body_are_decoded() -> None:
    mail = parse_mail(bytes(_mail("Grüße")))
    assert (mail.subject, mail.sender.name, mail.sender.domain) == ("Zahlungsavis für März", "Ann", "payer.example")
    assert mail.message_id == "<1@payer.example>"
    assert mail.sent_at is not None
    assert mail.texts[0].strip() == "Grüße"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=utf-8''Avis%20f%C3%BCr%20M%C3%A4rz.pdf", "Avis für März.pdf"),
        ('attachment; filename*0="Remittance "; filename*1="Advice.pdf"', "Remittance Advice.pdf"),
        ('attachment; filename="=?utf-8?q?R=C3=A8glement.pdf?="', "Règlement.pdf"),
        ('attachment; filename="C:\\\\dir\\\\a.pdf"', "a.pdf"),
    ],
)
def test_file_names_in_every_notation(header: str, name: str) -> None:
    raw = f"From: a@b.example\r\nContent-Type: application/pdf\r\nContent-Disposition: {header}\r\n\r\nx"
    assert parse_mail(raw.encode()).attachments[0].name == name


def test_a_forwarded_mail_is_a_mail_inside() -> None:
    inner, outer = _mail("inner text"), _mail("outer text")
    inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="advice.pdf")
    outer.add_attachment(inner)
    mail = parse_mail(bytes(outer))
    assert mail.attachments == ()
    assert [part.name for part in mail.inner[0].attachments] == ["advice.pdf"]
    assert len(list(mail.walk())) == 2


def test_a_mail_saved_as_a_file_is_a_mail_inside() -> None:
    outer = _mail()
    outer.add_attachment(bytes(_mail("inner")), maintype="application", subtype="octet-stream", filename="fw.eml")
    assert parse_mail(bytes(outer)).inner[0].texts[0].strip() == "inner"


def test_raw_latin_letters_in_a_header_are_read() -> None:
    raw = "From: a@b.example\r\nSubject: Gebr. Lühr\r\n\r\n".encode("cp1252")
    assert parse_mail(raw).subject == "Gebr. Lühr"


def test_an_unknown_charset_does_not_stop_reading() -> None:
    raw = b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nnet 5"
    assert parse_mail(raw).texts == ("net 5",)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\r\nDate: not a date\r\nMessage-ID: x\r\n\r\n",
        b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!",
        b"From: \xff\xfe<>\r\nSubject: =?utf-8?b?!!!?=\r\n\r\n",
    ],
)
def test_broken_mails_still_are_values(raw: bytes) -> None:
    mail = parse_mail(raw)
    assert (mail.sent_at, mail.message_id) == (None, "")


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02"])
def test_what_is_no_mail_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        parse_mail(raw)


def test_nesting_without_end_is_refused() -> None:
    mail = _mail("innermost")
    for _ in range(12):
        outer = _mail()
        outer.add_attachment(mail)
        mail = outer
    with pytest.raises(UnreadableDocument, match="nesting"):
        parse_mail(bytes(mail))

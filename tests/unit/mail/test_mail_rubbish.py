"""What mails look like that no standard allows: each is read as far as it can be, or refused with its reason, soon."""

from __future__ import annotations

from base64 import b64encode
from email.message import EmailMessage
from time import process_time

import pytest

from tests.phrases import PHRASES
from tests.soon import assert_soon
from workers.errors import UnreadableDocument
from workers.inbox.rules.triage import triage
from workers.receivables.mail import parse_mail
from workers.receivables.mail_bounds import MAIL_BYTES_MAX
from workers.receivables.mail_sealed import refuse_sealed

HEAD = b"From: ap@payer.example\r\nSubject: Remittance advice\r\n"
INNER = b"From: clerk@payer.example\r\nSubject: inner\r\n\r\nInner text.\r\n"


def part(headers: bytes, body: bytes) -> bytes:
    return HEAD + headers + b"\r\n\r\n" + body


def test_a_forwarded_mail_that_was_encoded_as_a_whole_is_read() -> None:
    headers = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64"
    (inner,) = parse_mail(part(headers, b64encode(INNER))).inner
    assert (inner.subject, inner.texts) == ("inner", ("Inner text.\r\n",))


@pytest.mark.parametrize("content_type", [b"text/plain", b"pdf", b"application/octet-stream", b"multipart/mixed"])
def test_a_pdf_is_a_file_whatever_the_mail_calls_it(content_type: bytes) -> None:
    mail = parse_mail(part(b"Content-Type: " + content_type, b"%PDF-1.7 content"))
    assert [file.content for file in mail.attachments] == [b"%PDF-1.7 content"]
    assert mail.texts == ()


@pytest.mark.parametrize("content_type", [b"multipart/mixed", b"multipart/mixed; boundary=never"])
def test_a_multipart_without_parts_is_the_text_that_it_holds(content_type: bytes) -> None:
    mail = parse_mail(part(b"Content-Type: " + content_type, b"We paid INV-1."))
    assert (mail.texts, mail.attachments) == (("We paid INV-1.",), ())


def test_several_files_keep_their_order() -> None:
    message = EmailMessage()
    message["From"] = "ap@payer.example"
    message.set_content("Two.")
    for name in ("a.pdf", "b.csv", "c.xlsx"):
        message.add_attachment(name.encode(), maintype="application", subtype="octet-stream", filename=name)
    assert [file.name for file in parse_mail(bytes(message)).attachments] == ["a.pdf", "b.csv", "c.xlsx"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*0*=utf-8''=?utf-8?q?Avis=5FM=C3=A4rz?=; filename*1*=.pdf", "Avis_März.pdf"),
        ("attachment; filename*=klingon''Avis.pdf", "Avis.pdf"),
        ("attachment; filename*=utf-7''%2B2AA-.pdf", "\N{REPLACEMENT CHARACTER}.pdf"),
        ('attachment; filename="ad\u202evice\u200b.pdf"', "advice.pdf"),
        ('attachment; filename="../../etc/advice.pdf"', "advice.pdf"),
        (f'attachment; filename="{"x" * 400}.pdf"', f"{'x' * 251}.pdf"),
    ],
)
def test_names_that_trick_or_break_programs(disposition: str, name: str) -> None:
    mail = parse_mail(part(b"Content-Disposition: " + disposition.encode(), b"content"))
    assert [file.name for file in mail.attachments] == [name]


@pytest.mark.parametrize(
    "charset", ["klingon", "punycode", "idna", "undefined", "utf-7", "unicode_escape", "a\0b", '"']
)
def test_no_charset_stops_reading_or_makes_text_that_cannot_be_stored(charset: str) -> None:
    mail = parse_mail(part(f"Content-Type: text/plain; charset={charset}".encode(), b"net 5 +2AA- \\ud800 \x00"))
    (text,) = mail.texts
    assert text.startswith("net 5")
    text.encode()
    assert "\x00" not in text


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "8bit", "nonsense"])
def test_a_broken_transfer_encoding_is_read_as_far_as_it_goes(encoding: str) -> None:
    mail = parse_mail(part(f"Content-Transfer-Encoding: {encoding}".encode(), b"=ZZ We paid \xff!"))
    assert len(mail.texts) == 1


def test_headers_of_eight_bits_and_nul_are_text() -> None:
    mail = parse_mail(b"From: L\xfchr <ap@payer.example>\r\nSubject: \x00\xe4\r\n\r\nx")
    assert (mail.sender.name, mail.subject) == ("Lühr", "\N{REPLACEMENT CHARACTER}ä")


@pytest.mark.parametrize(
    ("headers", "body", "kind", "reason"),
    [
        (b"Content-Type: application/ms-tnef", b"x", "unreadable", "winmail.dat"),
        (b"Content-Disposition: attachment; filename=winmail.dat", b"x", "unreadable", "TNEF"),
        (b"Content-Type: application/octet-stream", b"\x78\x9f\x3e\x22rest", "unreadable", "TNEF"),
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data", b"x", "encrypted", "S/MIME"),
        (b"Content-Type: application/pgp-encrypted", b"Version: 1", "encrypted", "PGP"),
        (b"Content-Type: message/partial; number=1; total=2; id=1", b"x", "unreadable", "pieces"),
    ],
)
def test_a_sealed_mail_is_a_persons(headers: bytes, body: bytes, kind: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as refused:
        refuse_sealed(parse_mail(part(headers, body)))
    assert refused.value.kind == kind


def test_a_signature_seals_nothing() -> None:
    refuse_sealed(parse_mail(part(b"Content-Disposition: attachment; filename=smime.p7s", b"x")))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"From: a@b.example\r\n\r\n" + b"x" * MAIL_BYTES_MAX, "larger than 50 MiB"),
        (b"From: a@b.example\r\n" + b"a:\r\n" * 300_000 + b"\r\n", "headers"),
        (part(b"", b"\r\n" * 2_000_001), "lines"),
        (part(b"", b"text " * 1_000_001), "bytes of text"),
        (part(b"Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\n" * 10_000), "too many parts"),
        (part(b"Content-Type: text/plain" + b";" * 200_000, b"x"), "about its type"),
        (HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(300)),
         "nesting"),
    ],
    ids=["size", "headers", "lines", "text", "parts", "parameters", "nesting"],
)  # fmt: skip
def test_what_costs_too_much_is_refused_before_it_is_parsed(raw: bytes, reason: str) -> None:
    began = process_time()
    with pytest.raises(UnreadableDocument, match=reason):
        parse_mail(raw)
    assert_soon(began)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
        b"From: " + b'"\\' * 10_000 + b"\r\n\r\nx",
        b"From: " + b"a@b," * 5_000 + b"\r\nReferences: " + b"<" * 19_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?" * 2_000 + b"\r\n\r\nx",
        HEAD + b"\r\nremittance " + b"1" * 40_000,
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<style" * 20_000,
        b"Authentication-Results: " + b"(" * 4_000 + b"\r\n" + HEAD + b"\r\nx",
    ],
    ids=["comments", "quotes", "addresses", "words", "digits", "tags", "results"],
)
def test_what_patterns_choke_on_is_read_soon(raw: bytes) -> None:
    began = process_time()
    mail = parse_mail(raw)
    triage(mail, PHRASES)
    assert isinstance(mail.sender.address, str)
    assert_soon(began)

"""Whatever bytes a mailbox gives: a value whose every text can be stored, or a refusal; nothing else, and soon."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from tests.phrases import PHRASES
from tests.soon import assert_soon
from workers.errors import UnreadableDocument
from workers.inbox.rules.triage import triage
from workers.receivables.mail import Mail, parse_mail
from workers.receivables.mail_sealed import refuse_sealed
from workers.receivables.sender_trust import judge_sender

_NAMES = [
    "From", "Subject", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Message-ID", "Date",
    "In-Reply-To", "Authentication-Results", "Auto-Submitted",
]  # fmt: skip
_WORDS = [
    b"text/plain", b"text/html", b"multipart/mixed; boundary=b", b'multipart/report; boundary="b"', b"message/rfc822",
    b"message/delivery-status", b"text/rfc822-headers", b"application/pdf", b"; charset=", b"utf-7", b"utf-16", b"idna",
    b"base64", b"quoted-printable", b"x-uuencode", b"attachment; filename=", b"; filename*0*=utf-8''", b"%ff%00",
    b"=?utf-8?b?", b"?=", b"=?x?q?", b"a@b.example", b"<", b">", b'"', b"\\", b"(", b";", b"=", b"\x00", b"\xff",
    b"\xed\xa0\x80",
    b"--b\r\n", b"--b--\r\n", b"\r\n\r\n", b"%PDF-1.7", b"Remittance 1.234,56", b"winmail.dat", b"mail.eml",
    b"mx; dmarc=pass",
    b"Fri, 99 Nov 99999 10:00:00 +9999", b64encode(b"From: a@b.example\r\n\r\n--b\r\n"),
]  # fmt: skip

values = st.lists(st.sampled_from(_WORDS) | st.binary(max_size=6), max_size=6).map(b"".join)
headers = st.lists(st.tuples(st.sampled_from(_NAMES), values), max_size=8).map(
    lambda pairs: b"".join(name.encode() + b": " + value + b"\r\n" for name, value in pairs)
)
bodies = st.lists(st.sampled_from(_WORDS) | headers | st.binary(max_size=30), max_size=12).map(b"".join)
mails = st.builds(lambda head, body: head + b"\r\n" + body, headers, bodies) | st.binary(max_size=200)


@given(mails)
def test_any_bytes_are_a_mail_or_refused(raw: bytes) -> None:
    began = process_time()
    try:
        mail = parse_mail(raw)
        triage(mail, PHRASES)
        judge_sender(mail, "mx", "us.example")
        refuse_sealed(mail)
    except UnreadableDocument:
        pass
    else:
        for text in _texts(mail):
            assert "\x00" not in text
            text.encode()
    assert_soon(began)


def _texts(mail: Mail) -> Iterator[str]:
    """Everything of a mail that may come to stand in the ledger."""
    for each in mail.walk():
        yield from (word for header in each.headers for word in header)
        yield from (*each.texts, *each.htmls, *each.in_reply_to, *each.references)
        yield from (each.message_id, each.subject, each.sender.name, each.sender.address, each.reply_to.address)
        yield from (file.name for file in each.attachments)
        yield from (word for block in each.delivery_status for header in block for word in header)
        assert each.sent_at is None or each.sent_at.year > 0

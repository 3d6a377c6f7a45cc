"""The corpus of delivery reports in tests/golden/dsn: each is read as what a postmaster would say that it says."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.phrases import PHRASES
from workers.inbox.rules.delivery_report import Action, DeliveryReport, find_report
from workers.inbox.rules.triage import Kind, triage
from workers.receivables.delivery_status import Failure, judge_failure
from workers.receivables.mail import parse_mail
from workers.receivables.return_path import ReturnPath

CORPUS = Path(__file__).parents[2] / "golden" / "dsn"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text())
OWN_DOMAIN = "brightwater-components.example"
RETURN_PATH = ReturnPath(f"bounces@{OWN_DOMAIN}", "golden secret")


def report_in(name: str) -> DeliveryReport:
    found = find_report(parse_mail((CORPUS / f"{name}.eml").read_bytes()))
    assert found is not None
    return found


def test_the_corpus_is_whole() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)
    assert len(EXPECTED) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_report_says_what_became_of_which_mail_for_whom(name: str) -> None:
    want, found = EXPECTED[name], report_in(name)
    about = found.about(want["recipient"])
    assert (about.action, about.status) == (want["action"], want["status"])
    assert want["recipient"] in about.addresses
    if about.action is Action.FAILED:
        assert about.failure == want["failure"]
    assert (
        any(one.endswith(f"@{OWN_DOMAIN}>") and "account." not in one for one in found.message_ids)
        is want["names_ours"]
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_return_address_names_the_message_and_a_tampered_one_is_found_out(name: str) -> None:
    tag, want = RETURN_PATH.tag_among(report_in(name).sent_to), EXPECTED[name]["tag"]
    found = None if tag is None else tag.message_id if tag.is_genuine else -tag.message_id
    assert found == want


@pytest.mark.parametrize("name", EXPECTED)
def test_triage_takes_every_report_for_one(name: str) -> None:
    assert triage(parse_mail((CORPUS / f"{name}.eml").read_bytes()), PHRASES).kind is Kind.REPORT


@pytest.mark.parametrize(
    ("status", "words", "failure"),
    [
        ("5.1.0", "", Failure.ADDRESS),
        ("5.1.0", "sender address rejected", Failure.SENDER),
        ("5.1.7", "", Failure.SENDER),
        ("550", "550 mailbox unavailable", Failure.ADDRESS),
        ("550", "550 blocked by policy, user unknown", Failure.MESSAGE),
        ("5.7.1", "550 5.7.1 user unknown", Failure.SENDER),
        ("5.0.0", "550 5.1.1 gone", Failure.ADDRESS),
        ("", "550 5.2.2 over quota", Failure.MESSAGE),
        ("4.4.7", "550 5.1.1 unknown user", Failure.MESSAGE),
        ("", "", Failure.MESSAGE),
    ],
)
def test_words_count_where_the_status_says_nothing(status: str, words: str, failure: Failure) -> None:
    assert judge_failure(status, words) is failure


def test_a_list_of_which_one_member_is_gone_was_reached() -> None:
    raw = (CORPUS / "postfix_user_unknown.eml").read_bytes()
    more = b"\r\n\r\nFinal-Recipient: rfc822; boss@kunde.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
    raw = raw.replace(b"virtual mailbox table\r\n\r\n--4ZbQ", b"virtual mailbox table" + more + b"\r\n--4ZbQ")
    found = find_report(parse_mail(raw))
    assert found is not None
    assert len(found.recipients) == 2
    assert found.about("ap@kunde.example").action is Action.FAILED
    assert found.about("list@kunde.example").action is Action.DELIVERED


@pytest.mark.parametrize(
    "raw",
    [
        b"From: Ann <ann@payer.example>\r\nSubject: Undeliverable parcel\r\n\r\nThe goods came back to you.",
        b"From: postmaster@payer.example\r\nSubject: New mail server\r\n\r\nPlease note our new address.",
    ],
)
def test_what_only_looks_like_a_report_is_none(raw: bytes) -> None:
    assert find_report(parse_mail(raw)) is None


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_packed_report_that_a_mail_is_late_is_no_bounce(encoding: str) -> None:
    """RFC 6533 lets a report be packed: unread, its words alone said that the mail had come back."""
    status = b"Reporting-MTA: dns; mx.payer.example\r\n\r\nFinal-Recipient: rfc822; ann+b@payer.example\r\n"
    status += b"Action: delayed\r\nStatus: 4.4.1\r\n"
    packed = b64encode(status) if encoding == "base64" else status.replace(b"+", b"=2B").replace(b"@", b"=40")
    raw = (
        b"From: Mail Delivery System <mailer-daemon@mx.payer.example>\r\nSubject: Delivery status notification\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        b"--B\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--B\r\nContent-Type: message/delivery-status\r\n"
        b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n" + packed + b"\r\n--B--\r\n"
    )
    found = find_report(parse_mail(raw))
    assert found is not None
    assert [(one.action, one.status, one.addresses) for one in found.recipients] == [
        (Action.DELAYED, "4.4.1", ("ann+b@payer.example",))
    ]

"""Triage of incoming mail: kinds, intents of replies, bounces, and the traps between them."""

from __future__ import annotations

import pytest

from tests.phrases import PHRASES
from workers.inbox.rules.triage import Kind, Triage, triage
from workers.receivables.mail import parse_mail

OURS = "<notice-1@robot.example>"


def _triage(headers: str, body: str = "") -> Triage:
    raw = f"From: Ann <ann@payer.example>\n{headers}\n\n{body}".replace("\n", "\r\n").encode()
    return triage(parse_mail(raw), PHRASES, lambda message_id: message_id == OURS)


def _reply(body: str) -> Triage:
    return _triage(f"Subject: Re: Your account\nIn-Reply-To: {OURS}", body)


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("We dispute invoice 4711: the goods arrived damaged.", "dispute"),
        ("Die Ware haben wir bis heute nicht erhalten.", "dispute"),
        ("Wir haben die Lieferung bereits reklamiert.", "dispute"),
        ("We will pay this on 14 March.", "promise"),
        ("Die Zahlung erfolgt am 14.03.", "promise"),
        ("This invoice was paid on 2 March by wire.", "already_paid"),
        ("Der Betrag wurde bereits überwiesen.", "already_paid"),
        ("Could you please send us a copy of invoice 4711?", "copy_request"),
        ("Bitte senden Sie uns eine Rechnungskopie.", "copy_request"),
        ("Please unsubscribe this address.", "opt_out"),
        ("The company is insolvent; please contact the administrator.", "insolvency"),
        ("Wir haben Insolvenz angemeldet.", "insolvency"),
        ("Please address all further letters to our attorney.", "attorney"),
        ("My husband has passed away.", "deceased"),
        ("We will lodge a complaint about your manner.", "regulator_complaint"),
        ("Thanks, noted.", "unclear"),
        ("We do not dispute this invoice.", "unclear"),
        ("Invoice 1 was paid on Monday. We dispute invoice 2.", "unclear"),
    ],
)
def test_a_reply_means_what_its_words_say(body: str, intent: str) -> None:
    found = _reply(body)
    assert found.kind is Kind.REPLY
    assert found.reason == intent
    assert found.intent is not None


def test_a_stop_word_wins_over_a_promise() -> None:
    found = _reply("We will pay on Friday. Our lawyer will contact you.")
    assert (found.reason, found.quote) == ("attorney", "Our lawyer will contact you.")


def test_what_a_reply_quotes_is_not_what_it_says() -> None:
    quoted = "Thanks.\n\nOn Mon, 2 Mar 2026, Robot wrote:\n> Please tell us if you dispute invoice 4711."
    assert _reply(quoted).reason == "unclear"


def test_an_automatic_answer_is_told_by_its_header_or_subject() -> None:
    assert _triage("Subject: Hello\nAuto-Submitted: auto-replied", "I am away").kind is Kind.OUT_OF_OFFICE
    assert _triage("Subject: Abwesenheitsnotiz: Mahnung", "Ich bin im Urlaub").kind is Kind.OUT_OF_OFFICE


def test_the_wish_to_suppress_answers_is_not_an_answer() -> None:
    found = _triage(f"Subject: Re: x\nIn-Reply-To: {OURS}\nX-Auto-Response-Suppress: All", "We will pay tomorrow.")
    assert (found.kind, found.reason) == (Kind.REPLY, "promise")


def test_a_generated_advice_is_no_automatic_answer() -> None:
    found = _triage("Subject: Remittance advice 81\nAuto-Submitted: auto-generated", "see attachment")
    assert found.kind is Kind.REMITTANCE


def test_an_advice_in_the_body_is_a_remittance() -> None:
    body = "We have paid the following invoices:\n4711  100.00\n4712  250.00\nTotal paid 350.00"
    assert _triage("Subject: March", body).kind is Kind.REMITTANCE


def test_a_newsletter_is_not_ours() -> None:
    assert _triage("Subject: Autumn news\nList-Unsubscribe: <mailto:x@y.example>", "Offers!").kind is Kind.NOT_OURS


def test_an_advice_that_answers_a_notice_without_documents_is_a_reply() -> None:
    assert _reply("Your payment reminder came too late, this was paid on 3 March.").kind is Kind.REPLY


DSN = f"""Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822; clerk@payer.example
Final-Recipient: rfc822; other@payer.example
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {OURS}
Subject: Your account
--b--"""


def _report(action: str, status: str) -> Triage:
    head, _, body = DSN.replace("ACTION", action).replace("STATUS", status).partition("\n\n")
    return _triage(head, body)


def test_a_failure_report_names_recipient_status_and_message() -> None:
    report = _report("failed", "5.1.1").report
    assert report is not None
    assert report.message_ids == (OURS,)
    about = report.about("clerk@payer.example")
    assert (about.action, about.status) == ("failed", "5.1.1")
    assert about.addresses == ("clerk@payer.example", "other@payer.example")


@pytest.mark.parametrize("action", ["failed", "delayed", "delivered", "relayed", "expanded"])
def test_a_report_of_any_action_is_a_report(action: str) -> None:
    report = _report(action, "2.0.0").report
    assert report is not None
    assert report.recipients[0].action == action


def test_a_report_without_an_action_is_read_by_its_status() -> None:
    report = _report("unheard-of", "4.2.2").report
    assert report is not None
    assert report.recipients[0].action == "delayed"


def test_an_old_style_bounce_is_read_from_its_text() -> None:
    raw = (
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n"
        f"<clerk@payer.example>: host said: 550 5.1.1 unknown user\r\n\r\nMessage-ID: {OURS}\r\n"
    )
    report = triage(parse_mail(raw.encode()), PHRASES).report
    assert report is not None
    assert report.message_ids == (OURS,)
    assert (report.recipients[0].addresses, report.recipients[0].status) == (("clerk@payer.example",), "5.1.1")

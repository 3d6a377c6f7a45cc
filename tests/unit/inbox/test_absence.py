"""Automatic answers: what marks one, what does not, when somebody is back, and who stands in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.phrases import PHRASES
from workers.inbox.rules.absence import find_return_day, find_stand_in
from workers.inbox.rules.triage import Kind, Triage, triage
from workers.receivables.mail import Mail, parse_mail

OURS = "<notice-1@robot.example>"
TODAY = date(2026, 3, 2)


def read(headers: str, body: str = "") -> Mail:
    raw = f"From: Ann <ann@payer.example>\nIn-Reply-To: {OURS}\n{headers}\n\n{body}"
    return parse_mail(raw.replace("\n", "\r\n").encode())


def sorted_as(headers: str, body: str = "") -> Triage:
    return triage(read(headers, body), PHRASES, lambda message_id: message_id == OURS)


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: Re: x\nAuto-Submitted: auto-replied",
        "Subject: Re: x\nAuto-Submitted: auto-replied (vacation)",
        "Subject: Re: x\nAuto-Submitted: auto-generated; owner=ticket",
        "Subject: Re: x\nX-Autoreply: yes",
        "Subject: Re: x\nX-Autorespond: yes",
        "Subject: Re: x\nPrecedence: auto_reply",
        "Subject: Re: x\nDelivered-To: Autoresponder",
        "Subject: Out of Office: Re: x",
        "Subject: Automatische Antwort: Mahnung",
        "Subject: Réponse automatique : rappel",
        "Subject: Respuesta automática: recordatorio",
    ],
)
def test_a_mark_makes_an_automatic_answer_whatever_it_says(headers: str) -> None:
    assert sorted_as(headers, "We will pay on 20 March.").kind is Kind.OUT_OF_OFFICE


@pytest.mark.parametrize(
    "body",
    [
        "I am out of the office until 20 March.",
        "Ich bin bis zum 20.03. nicht im Büro.",
        "Je suis en congé jusqu'au 20 mars.",
        "Estoy fuera de la oficina hasta el 20 de marzo.",
    ],
)
def test_an_unmarked_one_is_told_by_how_it_begins(body: str) -> None:
    assert sorted_as("Subject: Re: x", body).kind is Kind.OUT_OF_OFFICE
    assert find_return_day(read("Subject: Re: x", body), PHRASES, TODAY) == date(2026, 3, 20)


@pytest.mark.parametrize("value", ["All", "OOF, AutoReply", "DR, RN, NRN"])
def test_the_trap_header_marks_no_automatic_answer(value: str) -> None:
    found = sorted_as(f"Subject: Re: x\nX-Auto-Response-Suppress: {value}", "We will pay on 20 March.")
    assert (found.kind, found.reason) == (Kind.REPLY, "promise")


@pytest.mark.parametrize("headers", ["Auto-Submitted: no", "X-Autoreply: no", "Precedence: normal"])
def test_a_mark_that_says_no_is_none(headers: str) -> None:
    assert sorted_as(f"Subject: Re: x\n{headers}", "We dispute this.").reason == "dispute"


def test_an_absence_that_seems_to_promise_is_a_persons() -> None:
    found = sorted_as("Subject: Re: x", "I am on vacation. We will pay on 20 March.")
    assert (found.kind, found.reason) == (Kind.REPLY, "unclear")


def test_somebody_who_writes_while_away_still_disputes() -> None:
    assert sorted_as("Subject: Re: x", "I am on vacation, but we dispute this invoice.").reason == "dispute"


@pytest.mark.parametrize(
    ("words", "reason"), [("The company is insolvent.", "insolvency"), ("He has died.", "deceased")]
)
def test_what_a_house_tells_everybody_stops_us_even_when_a_machine_says_it(words: str, reason: str) -> None:
    found = sorted_as("Subject: Automatic reply: x\nAuto-Submitted: auto-replied", words)
    assert (found.kind, found.reason) == (Kind.REPLY, reason)


def test_a_law_firms_signature_in_an_automatic_answer_stops_nothing() -> None:
    found = sorted_as("Subject: Automatic reply: x", "I am away. Ann Smith, Attorney at Law")
    assert found.kind is Kind.OUT_OF_OFFICE


def test_a_read_receipt_is_none_of_ours() -> None:
    head = 'Subject: Read: x\nContent-Type: multipart/report; report-type=disposition-notification; boundary="b"'
    assert sorted_as(head, "--b\n\nread\n--b--").kind is Kind.NOT_OURS


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("I will be back on March 9, 2026.", date(2026, 3, 9)),
        ("I am away from 3 March until 20 March 2026.", date(2026, 3, 20)),
        ("Ich bin ab dem 9. März wieder im Büro.", date(2026, 3, 9)),
        ("De retour le 9 mars.", date(2026, 3, 9)),
        ("Regreso el 9 de marzo.", date(2026, 3, 9)),
        ("Back on 2026-01-15.", None),
        ("Back on 04/05/2026.", date(2026, 5, 4)),
        ("Back soon.", None),
        ("We were founded on 9 March. Please write again.", None),
        ("Back in 2030 on 2030-01-01.", None),
    ],
)
def test_the_day_of_return_is_one_to_come_that_a_sentence_about_it_names(body: str, day: date | None) -> None:
    assert find_return_day(read("Subject: Re: x", body), PHRASES, TODAY) == day


def test_the_stand_in_is_the_one_colleague_named() -> None:
    body = "I am away. Write to jane.doe@payer.example, not to ann@payer.example or x@elsewhere.example."
    assert find_stand_in(read("Subject: x", body), PHRASES) == "jane.doe@payer.example"
    assert find_stand_in(read("Subject: x", body + " Or to joe@payer.example."), PHRASES) == ""

"""Mails of the simulated world are taken by the inbox's own rules for what they are meant to be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.phrases import PHRASES
from workers.demo.advice import Announcement, PaidLine
from workers.demo.company import Firm, found_company
from workers.demo.customers import Answer, Tone
from workers.demo.letters import Letter
from workers.demo.looks import LOOKS, Look
from workers.demo.mail import OUR_SERVER, advice_mail, answer_mail, bounce_mail, phishing_mail
from workers.inbox.rules.delivery_report import Action
from workers.inbox.rules.triage import Kind, triage
from workers.receivables.mail import parse_mail
from workers.receivables.sender_trust import judge_sender

OUR_DOMAIN = "brightwater-components.example"
AT = datetime(2026, 2, 3, 11, tzinfo=UTC)
LETTER = Letter("<abc123@brightwater-components.example>", "ap@firm.example", "Payment reminder [BW-C20001]", "")
FIRMS = {firm.language: firm for firm in found_company(1, date(2026, 1, 5), 30).firms}


def _advice(firm: Firm) -> Announcement:
    line = PaidLine("INV-2026-10001", date(2026, 1, 7), 123_450)
    return Announcement(firm.name, "Brightwater Components", "ZA-1", AT.date(), firm.currency, firm.language, (line,))


@pytest.mark.parametrize(
    ("language", "tone", "kind", "intent"),
    [
        *((language, Tone.DISPUTE, Kind.REPLY, "dispute") for language in ("en", "de")),
        *((language, Tone.PROMISE, Kind.REPLY, "promise") for language in ("en", "de")),
        *((language, Tone.ABSENCE, Kind.OUT_OF_OFFICE, None) for language in ("en", "de")),
        ("en", Tone.INSOLVENCY, Kind.REPLY, "bankruptcy"),
        ("de", Tone.INSOLVENCY, Kind.REPLY, "insolvency"),
    ],
)
def test_an_answer_is_read_as_it_is_meant(language: str, tone: Tone, kind: Kind, intent: str | None) -> None:
    answer = Answer(FIRMS[language], LETTER, tone, "INV-2026-10001", date(2026, 2, 13))
    found = triage(parse_mail(answer_mail(answer, AT)), PHRASES, {LETTER.message_id}.__contains__)
    assert (found.kind, found.intent.name if found.intent else None) == (kind, intent)


def test_a_bounce_names_the_mail_that_came_back() -> None:
    found = triage(parse_mail(bounce_mail(LETTER, AT)), PHRASES)
    assert found.kind is Kind.REPORT
    assert found.report is not None
    assert found.report.message_ids == (LETTER.message_id,)
    assert found.report.about(LETTER.to).action is Action.FAILED


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__module__.rpartition(".")[2])
def test_an_advice_arrives_as_a_trusted_remittance(look: Look) -> None:
    firm = FIRMS["de"]
    mail = parse_mail(advice_mail(firm, "ZA-1", look(_advice(firm)), AT))
    assert triage(mail, PHRASES).kind is Kind.REMITTANCE
    assert not judge_sender(mail, OUR_SERVER, OUR_DOMAIN).suspicious


def test_a_forged_advice_is_not_trusted() -> None:
    firm = FIRMS["en"]
    mail = parse_mail(phishing_mail(firm, LOOKS[0](_advice(firm)), AT))
    assert judge_sender(mail, OUR_SERVER, OUR_DOMAIN).suspicious


def test_the_same_facts_give_the_same_bytes() -> None:
    firm = FIRMS["en"]
    assert advice_mail(firm, "ZA-1", LOOKS[0](_advice(firm)), AT) == advice_mail(
        firm, "ZA-1", LOOKS[0](_advice(firm)), AT
    )

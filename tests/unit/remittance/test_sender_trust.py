"""Who may be believed: our own server's topmost verdict, forwards by colleagues, look-alike domains."""

from __future__ import annotations

import pytest

from workers.receivables.look_alikes import imitates
from workers.receivables.mail import Mail
from workers.receivables.sender_trust import SenderVerdict, judge_sender

OURS = "mx.us.example"


def _mail(sender: str, *results: str, text: str = "", inner: tuple[Mail, ...] = ()) -> Mail:
    stamps = tuple(("authentication-results", result) for result in results)
    return Mail(headers=(*stamps, ("from", sender)), texts=(text,), inner=inner)


def _judge(mail: Mail) -> SenderVerdict:
    return judge_sender(mail, OURS, "us.example")


@pytest.mark.parametrize(
    ("results", "suspicious"),
    [
        ((f"{OURS}; dmarc=pass",), False),
        ((f"{OURS}; dmarc=none",), False),
        ((f"{OURS}; spf=pass; dmarc=fail (p=reject)",), True),
        ((f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"), True),
        (("mx.elsewhere.example; dmarc=fail", f"{OURS}; dmarc=pass"), False),
        (("mx.elsewhere.example; dmarc=pass",), True),
        ((), True),
        ((f'{OURS}; smtp.mailfrom="x; dmarc=pass"; dmarc=fail',), True),
        ((f"{OURS}; spf=none (dmarc=pass (nested)); dmarc=fail",), True),
        ((f"{OURS.upper()} 1; dmarc=pass",), False),
    ],
)
def test_only_the_topmost_stamp_of_our_own_server_counts(results: tuple[str, ...], suspicious: bool) -> None:
    assert _judge(_mail("ap@payer.example", *results)).suspicious is suspicious


def test_a_colleagues_forward_is_judged_by_the_mail_inside() -> None:
    stamp = f"{OURS}; dmarc=pass"
    inner = _mail("ap@payer.example", f"{OURS}; dmarc=fail")
    verdict = _judge(_mail("bob@us.example", stamp, inner=(inner,)))
    assert (verdict.suspicious, verdict.domains) == (True, ("payer.example",))
    good = _mail("ap@payer.example", stamp)
    assert not _judge(_mail("bob@us.example", stamp, inner=(good,))).suspicious


@pytest.mark.parametrize(
    "quoted",
    [
        "fyi\n\n-----Original Message-----\nFrom: Payer Ltd <ap@payer.example>\nSent: today",
        "Von: AP <ap@payer.example>\nGesendet: heute",
        "> From: ap@payer.example\n> To: bob@us.example",
        "De : Compta <mailto:ap@payer.example>",
    ],
)
def test_a_colleagues_forward_without_a_mail_inside_names_the_quoted_sender(quoted: str) -> None:
    verdict = _judge(_mail("bob@us.example", f"{OURS}; dmarc=pass", text=quoted))
    assert (verdict.suspicious, verdict.domains, verdict.forwarded) == (False, ("payer.example",), True)


def test_our_own_domain_without_a_pass_is_suspicious() -> None:
    assert _judge(_mail("bob@us.example", f"{OURS}; dmarc=none")).suspicious


def test_two_from_headers_are_suspicious() -> None:
    mail = Mail(
        headers=(("authentication-results", f"{OURS}; dmarc=pass"), ("from", "a@b.example"), ("from", "c@d.example"))
    )
    assert _judge(mail).suspicious


@pytest.mark.parametrize(
    ("domain", "known", "expected"),
    [
        ("vance-hydrau1ics.example", "vance-hydraulics.example", True),
        ("rnercer.example", "mercer.example", True),
        ("vancehydraulics.example", "vance-hydraulics.example", True),
        ("vance-hydraulic.example", "vance-hydraulics.example", True),
        ("vance-hyrdaulics.example", "vance-hydraulics.example", True),
        ("mail.vance-hydraulics.example", "vance-hydraulics.example", False),
        ("ogden-sons.example", "ogden-joinery.example", False),
        ("vance-hydraulics.example", "vance-hydraulics.example", False),
        ("vance-hydraulics.com", "vance-hydraulics.example", True),
        ("vance-hydraulics-billing.com", "vance-hydraulics.example", True),
        ("payvance-hydraulics.com", "vance-hydraulics.com", True),
        ("vance-hydraulics.example.evil.com", "vance-hydraulics.example", True),
        ("v\u0430nce-hydraulics.example", "vance-hydraulics.example", True),
        ("xn--vnce-hydraulics-ulm.example", "vance-hydraulics.example", True),
        ("vance-hydraulics.coupahost.com", "vance-hydraulics.example", False),
        ("advance-hydraulics.example", "vance-hydraulics.example", False),
        ("north.example", "northwind.example", False),
    ],
)
def test_imitated_domains(domain: str, known: str, expected: bool) -> None:
    assert imitates(domain, known) is expected

"""The mail around a document: our server's verdict on the sender, covering text, attachments; plain or forwarded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from random import Random

from tests.bench.remittance.family import Family
from tests.bench.remittance.model import Case
from tests.bench.remittance.truth import Attachment
from tests.bench.remittance.words import WORDS

OUR_DOMAIN = "brightwater-components.example"
_TO = f"remittance@{OUR_DOMAIN}"


def compose(case: Case, family: Family, text: str, html: str, attachments: tuple[Attachment, ...]) -> bytes:
    """The mail as our mailbox stores it. ``text`` and ``html`` are the body where the family writes into it."""
    rng = Random(case.id + case.seed)
    sent = _sent(case, rng)
    domain = _spoofed_domain(case.sender_domain) if case.delivery == "spoofed" else case.sender_domain
    mail = EmailMessage(policy=SMTP)
    _stamp(mail, domain, "fail" if case.delivery == "spoofed" else "pass")
    mail["From"] = f'"{case.printed_payer}" <payables@{domain}>'
    mail["To"] = _TO
    mail["Subject"] = _subject(case, family)
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = f"<{case.id}.{rng.randrange(10**12):012d}@{domain}>"
    text = text or _covering(case, family)
    _fill(mail, text, html, attachments)
    match family.forwarded:
        case "attached":
            outer = _forward(mail, case, sent)
            outer.set_content("Please book.\n\nDana\n")
            outer.add_attachment(mail)
            return outer.as_bytes()
        case "inline":
            outer = _forward(mail, case, sent)
            head = "".join(f"{name}: {mail[name]}\n" for name in ("From", "To", "Subject", "Date"))
            _fill(outer, f"Please book.\n\nDana\n\n-----Original Message-----\n{head}\n{text}", "", attachments)
            return outer.as_bytes()
        case "":
            return mail.as_bytes()


def _sent(case: Case, rng: Random) -> datetime:
    """On the day of payment; what is sent again comes days later."""
    day = case.payments[0].paid_on if case.payments else datetime(2026, 11, 2, tzinfo=UTC).date()
    later = timedelta(days=3 if case.duplicate_of else 0, hours=rng.randrange(7, 17), minutes=rng.randrange(60))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + later


def _spoofed_domain(domain: str) -> str:
    return domain.replace(".example", "-payments.example")


def _stamp(mail: EmailMessage, domain: str, dmarc: str) -> None:
    mail["Return-Path"] = f"<bounce@{domain}>"
    mail["Authentication-Results"] = (
        f"mx.{OUR_DOMAIN}; spf={dmarc} smtp.mailfrom=bounce@{domain}; dkim={dmarc} header.d={domain};"
        f" dmarc={dmarc} header.from={domain}"
    )


def _subject(case: Case, family: Family) -> str:
    title = WORDS[family.language].title
    if case.genre != "advice" or not case.payments:
        return f"{case.genre.capitalize()} {case.printed_payer}" if case.genre != "advice" else title
    return family.subject.format(title=title, reference=case.payments[0].reference, payer=case.printed_payer)


def _covering(case: Case, family: Family) -> str:
    words = WORDS[family.language]
    covering = words.covering if case.genre == "advice" else ""
    return f"{words.greeting}\n\n{covering}\n\n{case.printed_payer}\n"


def _fill(mail: EmailMessage, text: str, html: str, attachments: tuple[Attachment, ...]) -> None:
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for attachment in attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        mail.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name)


def _forward(inner: EmailMessage, case: Case, sent: datetime) -> EmailMessage:
    """The head of the mail in which a colleague hands the payer's mail on."""
    mail = EmailMessage(policy=SMTP)
    _stamp(mail, OUR_DOMAIN, "pass")
    mail["From"] = f"Dana Whitlock <dana.whitlock@{OUR_DOMAIN}>"
    mail["To"] = _TO
    mail["Subject"] = f"FW: {inner['Subject']}"
    mail["Date"] = format_datetime(sent + timedelta(hours=2))
    mail["Message-ID"] = f"<{case.id}.forwarded@{OUR_DOMAIN}>"
    return mail

"""Mails as they stand in the company's mailbox: stamped by its own mail server, from customers, robots and crooks.

Composes bytes only; the same facts give the same bytes. Must not decide who writes what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from workers.demo.advice import Dressed, File
from workers.demo.company import Firm
from workers.demo.customers import Answer, Tone
from workers.demo.letters import Letter

OUR_SERVER = "mx.brightwater-components.example"
OUR_MAILBOX = "receivables@brightwater-components.example"
BOUNCES = "bounces@brightwater-components.example"
_WORDS = {
    ("en", Tone.DISPUTE): (
        "Hello,\n\nwe dispute invoice {number}: the goods arrived damaged, as our warehouse told your driver.\n"
        "Please look into it.\n\nRegards\n{firm}\n"
    ),
    ("de", Tone.DISPUTE): (
        "Guten Tag,\n\nder Rechnung {number} widersprechen wir: die Ware kam beschädigt an.\n"
        "Bitte prüfen Sie das.\n\nMit freundlichen Grüßen\n{firm}\n"
    ),
    ("en", Tone.PROMISE): "Hello,\n\nsorry for the delay. We will pay the full amount on {iso}.\n\nRegards\n{firm}\n",
    ("de", Tone.PROMISE): (
        "Guten Tag,\n\nentschuldigen Sie die Verzögerung. Wir werden den vollen Betrag am {german} überweisen.\n\n"
        "Mit freundlichen Grüßen\n{firm}\n"
    ),
    ("en", Tone.ABSENCE): "Thank you for your message. I am out of the office until {iso} and do not read my mail.\n",
    ("de", Tone.ABSENCE): "Vielen Dank für Ihre Nachricht. Ich bin bis zum {german} nicht im Büro.\n",
    ("en", Tone.INSOLVENCY): (
        "To whom it may concern,\n\n{firm} has filed for bankruptcy. All claims go to the trustee that the court\n"
        "appointed; please do not write to us any more.\n\n{firm}\n"
    ),
    ("de", Tone.INSOLVENCY): (
        "Guten Tag,\n\nüber unser Vermögen wurde das Insolvenzverfahren eröffnet. Bitte wenden Sie sich an den\n"
        "Insolvenzverwalter und schreiben Sie uns nicht mehr.\n\n{firm}\n"
    ),
}
_ABSENCE_SUBJECT = {"en": "Out of office: {subject}", "de": "Abwesenheitsnotiz: {subject}"}


def advice_mail(firm: Firm, reference: str, dressed: Dressed, at: datetime) -> bytes:
    """A remittance advice of a customer."""
    subject = f"Zahlungsavis {reference}" if firm.language == "de" else f"Remittance advice {reference}"
    mail = _mail(firm.email, firm.name, subject, at)
    return _complete(mail, dressed.text, html=dressed.html, files=dressed.files)


def answer_mail(answer: Answer, at: datetime) -> bytes:
    """A customer's reply to a letter, or its mailbox's automatic one."""
    firm, subject = answer.firm, f"Re: {answer.letter.subject}"
    if answer.tone is Tone.ABSENCE:
        subject = _ABSENCE_SUBJECT[firm.language].format(subject=answer.letter.subject)
    mail = _mail(firm.email, firm.name, subject, at)
    mail["In-Reply-To"] = mail["References"] = answer.letter.message_id
    if answer.tone is Tone.ABSENCE:
        mail["Auto-Submitted"] = "auto-replied"
    on = answer.on or at.date()
    words = _WORDS[firm.language, answer.tone]
    return _complete(
        mail, words.format(number=answer.number, firm=firm.name, iso=on.isoformat(), german=f"{on:%d.%m.%Y}")
    )


def phishing_mail(victim: Firm, dressed: Dressed, at: datetime) -> bytes:
    """A crook writes in a customer's name, with an advice of its own making; our server sees that it is forged."""
    mail = _mail(victim.email, victim.name, "URGENT: our new bank details and remittance", at, dmarc="fail")
    mail["Reply-To"] = f"payments@{victim.domain.replace('.example', '-billing.example')}"
    text = f"Our bank account has changed. Use only the new one from now on.\n\n{dressed.text}"
    return _complete(mail, text, html=dressed.html, files=dressed.files)


def bounce_mail(letter: Letter, at: datetime) -> bytes:
    """The report of a mail server that knows no such mailbox (RFC 3464)."""
    domain = letter.to.rpartition("@")[2]
    boundary = f"=_{_digest(letter.message_id, 'bounce')}"
    parts = (
        "Content-Type: text/plain; charset=us-ascii\n\n"
        f"This is the mail system at host mail.{domain}.\n\n<{letter.to}>: 550 5.1.1 User unknown\n",
        "Content-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.{domain}\n\n"
        f"Final-Recipient: rfc822; {letter.to}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n",
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {letter.message_id}\nTo: {letter.to}\n",
    )
    head = (
        f"Return-Path: <>\nAuthentication-Results: {OUR_SERVER}; spf=none; dmarc=none header.from=mail.{domain}\n"
        f"From: Mail Delivery System <MAILER-DAEMON@mail.{domain}>\nTo: {BOUNCES}\n"
        f"Subject: Undelivered Mail Returned to Sender\nDate: {format_datetime(at)}\n"
        f"Message-ID: <{_digest(letter.message_id, 'dsn')}@mail.{domain}>\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\n\n'
    )
    body = "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
    return (head + body).replace("\n", "\r\n").encode("ascii")


def _mail(address: str, name: str, subject: str, at: datetime, *, dmarc: str = "pass") -> EmailMessage:
    domain = address.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    verdict = f"spf={dmarc} smtp.mailfrom={address}; dkim={dmarc} header.d={domain}; dmarc={dmarc} header.from={domain}"
    mail["Authentication-Results"] = f"{OUR_SERVER}; {verdict}"
    mail["From"] = f'"{name}" <{address}>'
    mail["To"] = OUR_MAILBOX
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{_digest(address, subject, at.isoformat())}@{domain}>"
    return mail


def _complete(mail: EmailMessage, text: str, *, html: str = "", files: Sequence[File] = ()) -> bytes:
    """Body and attachments; boundaries come from the mail's own id, so that nothing in it is random."""
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for file in files:
        maintype, _, subtype = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
    for depth, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{_digest(str(mail['Message-ID']), str(depth))}")
    return mail.as_bytes()


def _digest(*facts: str) -> str:
    return sha256("\n".join(facts).encode()).hexdigest()[:24]

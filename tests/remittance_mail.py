"""A remittance advice as a customer sends it: really rendered, in a mail that our own server stamped."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from workers.demo.advice import Announcement, PaidLine
from workers.demo.looks import Look, ruled
from workers.receivables.money import to_minor

# The server that config/robot.yaml believes.
OUR_SERVER = "mx.brightwater-components.example"


def advice_mail(
    payer: str,
    sender: str,
    paid: dict[str, str],
    reference: str,
    paid_on: date,
    *,
    look: Look = ruled.dress,
    dmarc: str = "pass",
) -> bytes:
    """``payer`` says that it paid these EUR amounts, by invoice number."""
    lines = tuple(PaidLine(number, paid_on, to_minor(amount, "EUR")) for number, amount in paid.items())
    dressed = look(Announcement(payer, "Brightwater Components", reference, paid_on, "EUR", "en", lines))
    domain = sender.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"{OUR_SERVER}; dkim=pass header.d={domain}; dmarc={dmarc} header.from={domain}"
    mail["From"], mail["To"] = f"{payer} <{sender}>", "receivables@brightwater-components.example"
    mail["Subject"] = f"Remittance advice {reference}"
    mail["Date"] = f"{paid_on:%a, %d %b %Y} 08:00:00 +0000"
    mail["Message-ID"] = f"<{reference}@{domain}>"
    mail.set_content(dressed.text)
    if dressed.html:
        mail.add_alternative(dressed.html, subtype="html")
    for file in dressed.files:
        maintype, _, subtype = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
    return mail.as_bytes()

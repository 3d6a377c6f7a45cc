"""A mailbox as it is on a Monday: advices that apply, some of them twice, replies, suspicious mail and rubbish.

Each mail comes with what it must have caused when all is over, whoever died in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from tests.open_items_file import item
from tests.remittance_mail import OUR_SERVER, advice_mail
from workers.demo.looks import Look, csv_file, mail_body, ruled

# Of ten mails: six advices, one of them rendered as PDF; one that came before, two replies, one of rubbish or worse.
_SHARES = ("advice",) * 6 + ("duplicate", "promise", "dispute", "rubbish")
_LOOKS: tuple[Look, ...] = (
    csv_file.dress,
    mail_body.dress,
    csv_file.dress,
    mail_body.dress,
    csv_file.dress,
    ruled.dress,
)
_RUBBISH: tuple[tuple[bytes, str], ...] = (
    (b"\x00\x01\x02 no mail at all", "case"),
    (b"From: ap@nobody.example\r\nContent-Type: application/ms-tnef\r\n\r\nx", "case"),
    (b"From: ap@nobody.example\r\nContent-Type: multipart/mixed\r\n\r\n\r\n", "ignored"),
    (b"From: ap@nobody.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.", "ignored"),
    (b"From: news@nobody.example\r\nList-Unsubscribe: <mailto:x@nobody.example>\r\n\r\nOffers!", "ignored"),
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A mail, and how it has to end; ``pays`` in minor units where it is to be applied."""

    raw: bytes
    outcome: str
    pays: int = 0
    invoice: str = ""


@dataclass
class FullMailbox:
    """Mails in order of arrival, and the rows of the open items that they speak of."""

    today: date
    deliveries: list[Delivery] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    disputes: int = 0
    promises: int = 0


def fill(count: int, today: date, random: Random) -> FullMailbox:
    """So many mails."""
    mailbox = FullMailbox(today)
    for number in range(count):
        match _SHARES[number % len(_SHARES)]:
            case "advice":
                _add_advice(mailbox, number, random)
            case "duplicate":
                earlier = random.choice([one for one in mailbox.deliveries if one.outcome == "applied"])
                mailbox.deliveries.append(Delivery(earlier.raw, "case"))
            case "promise":
                promised = mailbox.today + timedelta(days=3)
                _add_reply(mailbox, number, f"We will pay on {promised:%d %B %Y}.", "answered")
                mailbox.promises += 1
            case "dispute":
                _add_reply(mailbox, number, "We dispute this invoice.", "case")
                mailbox.disputes += 1
            case _ if number % 3:
                mailbox.deliveries.append(Delivery(*_RUBBISH[number // len(_SHARES) % len(_RUBBISH)]))
            case _:
                _add_advice(mailbox, number, random, dmarc="fail")
    return mailbox


def _add_advice(mailbox: FullMailbox, number: int, random: Random, dmarc: str = "pass") -> None:
    # All together stay below what one day may apply without a person.
    amount, invoice = random.randint(1_00, 499_99), _owe(mailbox, number, random)
    mailbox.rows[-1] |= {"amount": _decimal(amount), "open_amount": _decimal(amount)}
    raw = advice_mail(
        _name(number),
        _clerk(number),
        {invoice: _decimal(amount)},
        f"TR-{number:05}",
        mailbox.today - timedelta(days=1),
        look=_LOOKS[number % len(_LOOKS)],
        dmarc=dmarc,
    )
    trusted = dmarc == "pass"
    mailbox.deliveries.append(Delivery(raw, "applied" if trusted else "case", amount if trusted else 0, invoice))


def _add_reply(mailbox: FullMailbox, number: int, text: str, outcome: str) -> None:
    invoice = _owe(mailbox, number, Random(number))
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"{OUR_SERVER}; dmarc=pass"
    mail["From"], mail["To"] = _clerk(number), "receivables@brightwater-components.example"
    mail["Subject"], mail["Message-ID"] = f"Re: Reminder [BW-C{number}]", f"<reply.{number}@c{number}.example>"
    mail.set_content(text)
    mailbox.deliveries.append(Delivery(mail.as_bytes(), outcome, invoice=invoice))


def _owe(mailbox: FullMailbox, number: int, random: Random) -> str:
    """A customer with one open invoice, whose number nobody can guess from its neighbours."""
    invoice = f"BW-{number:04}-{random.randint(1000, 9999)}"
    mailbox.rows.append(
        item(invoice, customer_id=f"C{number}", customer_name=_name(number), customer_email=_clerk(number))
    )
    return invoice


def _name(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]} {number} GmbH"


def _clerk(number: int) -> str:
    return f"ap@c{number}.example"


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


_FIRST = ("Falkenberg", "Adler", "Nordlicht", "Kranich", "Birkenhof", "Seehaus", "Tannwald")
_SECOND = ("Anlagenbau", "Logistik", "Papier", "Technik", "Werkzeuge")

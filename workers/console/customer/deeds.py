"""What a customer does on the page: promise, dispute, send a proof, say who to talk to. Each once, in one transaction.

A promise and a dispute are taken by the functions that the commands use; what the robot may not take becomes a case.
A proof of payment is never applied, and no contact is changed: a person looks first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workers.console.customer.arranging import accept_offer, plan
from workers.console.customer.asking import TAKEN, ask
from workers.console.customer.entry import Guest, Refusal, admit
from workers.console.customer.sent import Declined, Sent
from workers.console.parts import Parts
from workers.disputes.intake import Claim, open_dispute
from workers.errors import UserError
from workers.exception_queue.cases import NewCase
from workers.exception_queue.kinds import CaseKind
from workers.inbox.rules.promise import FURTHEST_DAYS, REMEMBERED_DAYS
from workers.ledger.book import customer_page, disputes, promises
from workers.ledger.book.customer_page import Deed, PageItem
from workers.ledger.book.promised import promised_amounts
from workers.ledger.incoming.uploads import store_upload
from workers.receivables.money import to_decimal

_REASON_LENGTH = 2000
_REASON_LEAST = 5
_NAME_LENGTH = 120
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}")
_PHONE = re.compile(r"\+?[\d ()/.-]{6,30}")


class _Offer(NamedTuple):
    """What is promised, and what is due in that scope by then."""

    currency: str
    item: PageItem | None
    amount: int
    due: int
    day: date


def do(parts: Parts, token: str, sent: Sent) -> str | Refusal:
    """Do it once and return its key, whether now or by an earlier click; raises `Declined` with nothing done."""
    policy = parts.robot.policy
    with parts.robot.ledger.write() as connection:
        guest = admit(connection, parts, policy, token, lock=True)
        if guest is None:
            return Refusal.UNAVAILABLE
        if guest.to.barred:
            raise Declined("call")
        if customer_page.find_deed(connection, guest.account_id, sent.key) is not None:
            return sent.key
        today = guest.occasion.business_date
        if customer_page.deeds_on(connection, guest.account_id, today) >= policy.robot.customer_page.deeds_per_day:
            raise Declined("too_many")
        outcome = DEEDS[sent.kind](connection, guest, sent)
        deed = Deed(sent.key, guest.account_id, guest.message_id, sent.kind)
        customer_page.record_deed(connection, deed, outcome, guest.occasion)
    return sent.key


def promise(connection: Connection, guest: Guest, sent: Sent) -> str:
    """Take the promise; one that offers less than is due, or puts off, is a person's."""
    offer = _offer(connection, guest, sent)
    doubt = _doubt(connection, guest, offer)
    if doubt:
        return ask(connection, guest, sent, _doubtful(guest, offer, doubt))
    country = promises.country_of(connection, guest.account_id)
    new = promises.NewPromise(
        guest.account_id,
        offer.currency,
        offer.amount,
        offer.day,
        guest.policy.robot.promises.good_through(offer.day, country),
        guest.evidence,
        offer.item.id if offer.item else None,
    )
    promises.add_promise(connection, new, guest.occasion)
    return TAKEN


def dispute(connection: Connection, guest: Guest, sent: Sent) -> str:
    """Take the dispute in: its amount is not asked for, and its owner hears of it."""
    item, reason = _item(connection, guest, sent), sent.text("reason", _REASON_LENGTH)
    if len(reason) < _REASON_LEAST:
        raise Declined("reason")
    amount = sent.amount("amount", item.currency, guest.language)
    code = guest.policy.resolution_matrix.code_for(guest.policy.deduction_codes.code_of(reason))
    claim = Claim(guest.account_id, guest.evidence, code, item.id, amount, item.currency, reason)
    try:
        open_dispute(connection, claim, guest.policy, guest.occasion)
    except UserError:
        raise Declined("dispute") from None
    return TAKEN


def proof(connection: Connection, guest: Guest, sent: Sent) -> str:
    """Keep the file as a mail that a person reads."""
    file = sent.file
    if file is None:
        raise Declined("file")
    mail = EmailMessage()
    # A customer's number may hold signs that mean something in an address.
    mail["From"] = Address(guest.to.customer.id, addr_spec=guest.policy.robot.company.reply_to)
    mail["Subject"] = f"Proof of payment over the customer page, account {guest.to.customer.id}"
    mail["Date"] = format_datetime(guest.occasion.at)
    mail.set_content(sent.text("note", _REASON_LENGTH) or "(no words with it)")
    main, sub = file.content_type.split("/")
    mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    mail_id = store_upload(connection, mail.as_bytes(), guest.account_id, guest.occasion)
    reason = "the customer sent a proof of payment over the customer page; nothing was applied"
    evidence = {"mail": mail_id, "file": file.name}
    return ask(connection, guest, sent, NewCase(CaseKind.PAYMENT_PROOF, "", reason, evidence=evidence))


def contact(connection: Connection, guest: Guest, sent: Sent) -> str:
    """Tell a person whom to reach; who is reached is not changed."""
    told = {name: sent.line(name, _NAME_LENGTH) for name in ("name", "email", "phone")}
    if not told["name"] or not (told["email"] or told["phone"]):
        raise Declined("contact")
    if told["email"] and not _EMAIL.fullmatch(told["email"]):
        raise Declined("email")
    if told["phone"] and not _PHONE.fullmatch(told["phone"]):
        raise Declined("phone")
    reason = "the customer names, over the customer page, whom to talk to; nothing was changed"
    evidence = {key: value for key, value in told.items() if value} | {"by": guest.evidence}
    return ask(connection, guest, sent, NewCase(CaseKind.CONTACT_SUGGESTED, "", reason, evidence=evidence))


Doing = Callable[[Connection, Guest, Sent], str]
DEEDS: Mapping[str, Doing] = {
    "promise": promise,
    "dispute": dispute,
    "proof": proof,
    "contact": contact,
    "plan": plan,
    "offer": accept_offer,
}


def _item(connection: Connection, guest: Guest, sent: Sent) -> PageItem:
    """The open invoice that the form names: of this account, whatever number was sent."""
    number = sent.line("item", 15)
    found = number.isdecimal() and customer_page.open_item_of(connection, guest.account_id, int(number))
    if not found or found.open <= 0:
        raise Declined("item")
    return found


def _offer(connection: Connection, guest: Guest, sent: Sent) -> _Offer:
    today, day = guest.occasion.business_date, sent.day("day")
    if not today <= day <= today + timedelta(days=FURTHEST_DAYS):
        raise Declined("day")
    item, currency, due = None, sent.line("item", 15), 0
    if currency.isdecimal():
        item = _item(connection, guest, sent)
        held = disputes.held_elsewhere(connection, item.id)
        currency, due = item.currency, 0 if held is None else item.open - held
    else:
        owed = promised_amounts(connection, guest.account_id, (), today, day)
        due = next((amount for of, _, amount in owed if of == currency), 0)
    if due <= 0:
        raise Declined("nothing_due")
    amount = sent.amount("amount", currency, guest.language)
    if amount is None or amount > due:
        raise Declined("amount")
    return _Offer(currency, item, amount, due, day)


def _doubt(connection: Connection, guest: Guest, offer: _Offer) -> str:
    """Why a person has to look at it; empty when the robot may take it."""
    since = guest.occasion.business_date - timedelta(days=REMEMBERED_DAYS)
    if promises.has_broken_promise(connection, guest.account_id, since):
        return "a promise was broken before"
    if offer.amount < offer.due:
        return f"{to_decimal(offer.due, offer.currency)} is due"
    for other in promises.find_promises(connection, ("open",), guest.account_id):
        same = offer.item is None or other.open_item_id in (None, offer.item.id)
        if same and other.currency == offer.currency and other.promised_on < offer.day:
            return f"it puts off promise {other.id} of {other.promised_on}"
    return ""


def _doubtful(guest: Guest, offer: _Offer, doubt: str) -> NewCase:
    amount = f"{to_decimal(offer.amount, offer.currency)} {offer.currency}"
    of = f" for {offer.item.document_number}" if offer.item else ""
    reason = f"the customer offers {amount}{of} by {offer.day} over the customer page: {doubt}"
    evidence = {"offered": amount, "by": offer.day.isoformat(), "known": guest.evidence}
    return NewCase(CaseKind.PROMISE, "", reason, currency=offer.currency, amount_minor=offer.amount, evidence=evidence)

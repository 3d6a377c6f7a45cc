"""From a claimed message to what its channel takes: the texts, rendered from the figures that were judged.

Renders before the attempt's transaction. Must not read the ledger or decide.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email.utils import quote
from typing import Any

import orjson
from msgspec import structs

from workers.channels.base import Attachment, OutgoingMessage
from workers.errors import InvariantViolation
from workers.ledger.book import courtesy
from workers.ledger.outgoing.messages import Claimed
from workers.outbox.answer_files import answer_files
from workers.outbox.dispute_packet import DISPUTE, packet_file
from workers.outbox.enclosures import PDF, Enclosed, InvoiceCopies, enclose
from workers.outbox.key import mail_message_id
from workers.outbox.link import PageLinks
from workers.policy.level import Channel
from workers.policy.policy_set import PolicySet
from workers.receivables.evidence_packet import packet_from
from workers.receivables.notice import NoticeFacts, Signatory
from workers.receivables.open_item import days_overdue
from workers.receivables.period_statement import statement_from
from workers.rendering import RenderedNotice, Renderer

PLACEMENT = "placement"
DUNNING = "dunning"
REHEARSAL_FOLDER = "rehearsal"
_NO_COPIES = InvoiceCopies()


def compose(
    message: Claimed,
    policy: PolicySet,
    renderer: Renderer,
    as_of: date,
    copies: InvoiceCopies = _NO_COPIES,
    *,
    links: PageLinks | None = None,
) -> OutgoingMessage:
    """The outgoing message; `redirect_all_to` takes the place of the recipient in rehearsals.

    With ``links``, notices, statements and mails about arrangements by e-mail hold one to the customer's page.
    """
    page = links.link_in(message, as_of) if links is not None and message.channel == "email" else ""
    if message.purpose == DUNNING:
        facts = facts_as_sent(message.payload, as_of)
        if page:
            facts = structs.replace(facts, customer_page=page)
        outgoing = _notice(message, policy, renderer, facts, copies)
    elif message.purpose == PLACEMENT:
        outgoing = _file(message, policy)
    elif message.channel == "email":
        outgoing = _mail(message, policy, renderer, copies, page)
    elif message.channel == "sms":
        outgoing = _reply(message, policy, renderer)
    else:
        what = f"message {message.id}: no text for {message.purpose} over {message.channel}"
        raise InvariantViolation(what, accounts=[message.account_id])
    return _redirected(outgoing, policy)


def facts_as_sent(payload: str, as_of: date) -> NoticeFacts:
    """The figures as judged, with the dates of the day the notice leaves: days overdue, and the new deadline."""
    facts = NoticeFacts.from_json(payload)
    if facts.notice_date == as_of:
        return facts
    items = tuple(structs.replace(item, days_overdue=days_overdue(item.due_date, as_of)) for item in facts.items)
    return structs.replace(facts, items=items, notice_date=as_of, deadline=facts.deadline_from(as_of))


def _notice(
    message: Claimed, policy: PolicySet, renderer: Renderer, facts: NoticeFacts, copies: InvoiceCopies
) -> OutgoingMessage:
    company = policy.robot.company

    def texts(of: NoticeFacts, channel: Channel) -> RenderedNotice:
        return renderer.render_notice(message.template, message.language, of, frozenset({channel}))

    match message.channel:
        case "sms":
            text = texts(facts, "sms").sms
            return OutgoingMessage(message.key, "sms", message.recipient, company.sms_sender, text)
        case "call":
            text = texts(facts, "call").call
            return OutgoingMessage(message.key, "call", message.recipient, company.name, text)
        case "letter":
            enclosed = _enclosed(message, renderer, facts, copies)
            return _letter(message, texts(enclosed.facts, "letter").letter, renderer, enclosed)
        case _:
            enclosed = _enclosed(message, renderer, facts, copies)
            return _email(message, policy, texts(enclosed.facts, "email"), enclosed)


def _enclosed(message: Claimed, renderer: Renderer, facts: NoticeFacts, copies: InvoiceCopies) -> Enclosed:
    """The facts with what goes along; most notices go alone."""
    if facts.statement is None and not facts.encloses_copies:
        return Enclosed(facts)
    from workers.rendering.letter import print_statement  # reportlab takes most of a second to load

    wording = renderer.wording(message.template, message.language)
    statement = (wording.words["statement"], lambda: print_statement(facts, wording).content)
    return enclose(facts, message.entity, copies, statement)


def _letter(message: Claimed, text: str, renderer: Renderer, enclosed: Enclosed) -> OutgoingMessage:
    """One PDF for the printer: the letter, and behind it what is enclosed."""
    from workers.rendering.joining import join
    from workers.rendering.letter import print_letter

    facts = enclosed.facts
    pdf = print_letter(facts, message.recipient, text, renderer.wording(message.template, message.language))
    if enclosed.files:
        pdf = join([pdf.content, *(file.content for file in enclosed.files)])
    sheet = Attachment(f"{facts.notice_date.isoformat()}/letter.pdf", PDF, pdf.content, pdf.pages)
    return OutgoingMessage(
        key=message.key,
        channel="letter",
        recipient=f"{facts.customer_name}\n{message.recipient}",
        sender=facts.creditor.name,
        text=text,
        attachments=(sheet,),
        record=enclosed.record,
    )


def _email(message: Claimed, policy: PolicySet, texts: RenderedNotice, enclosed: Enclosed) -> OutgoingMessage:
    company = policy.robot.company
    signs = enclosed.facts.signatory or Signatory(company.name, company.email_from, company.reply_to)
    return OutgoingMessage(
        key=message.key,
        channel="email",
        recipient=message.recipient,
        sender=named_address(signs.name, signs.email),
        text=texts.text,
        html=texts.html,
        subject=texts.subject,
        message_id=mail_message_id(message.key, policy.robot.own_domain),
        reply_to=signs.reply_to,
        attachments=enclosed.files,
        record=enclosed.record,
    )


def _mail(message: Claimed, policy: PolicySet, renderer: Renderer, copies: InvoiceCopies, page: str) -> OutgoingMessage:
    company, facts = policy.robot.company, orjson.loads(message.payload)
    linked = {"customer_page": page} if message.purpose in (courtesy.STATEMENT, courtesy.ARRANGEMENT) else {}
    mail = renderer.render_mail(message.template, message.language, facts | linked)
    return OutgoingMessage(
        key=message.key,
        channel="email",
        recipient=message.recipient,
        sender=named_address(company.name, company.email_from),
        text=mail.text,
        subject=mail.subject,
        message_id=mail_message_id(message.key, policy.robot.own_domain),
        reply_to=company.reply_to if message.account_id is not None else "",
        attachments=_files(message, facts, renderer, copies),
    )


def _files(
    message: Claimed, facts: dict[str, Any], renderer: Renderer, copies: InvoiceCopies
) -> tuple[Attachment, ...]:
    match message.purpose:
        case courtesy.STATEMENT:
            return (_statement(message, facts, renderer),)
        case courtesy.ANSWER | courtesy.DISPUTE_ANSWER:
            return answer_files(message, facts, renderer, copies)
        case purpose if purpose == DISPUTE:
            return (packet_file(packet_from(facts), renderer, copies),)
        case _:
            return ()


def _statement(message: Claimed, facts: dict[str, Any], renderer: Renderer) -> Attachment:
    """The PDF that goes with a month's statement, printed from the figures of its mail."""
    from workers.rendering.period_statement import print_period_statement  # reportlab is slow to load

    pdf = print_period_statement(statement_from(facts), renderer.statement_wording(message.language))
    return Attachment(f"statement-{facts['first'][:7]}-{message.currency}.pdf", PDF, pdf.content, pdf.pages)


def _reply(message: Claimed, policy: PolicySet, renderer: Renderer) -> OutgoingMessage:
    text = renderer.render_sms(message.template, message.language, orjson.loads(message.payload))
    return OutgoingMessage(message.key, "sms", message.recipient, policy.robot.company.sms_sender, text)


def named_address(name: str, address: str) -> str:
    """A name before an address, quoted because a comma in a name would make two addresses of it.

    >>> named_address("Brightwater, Inc.", "ar@us.example")
    '"Brightwater, Inc." <ar@us.example>'
    """
    return f'"{quote(name)}" <{address}>'


def _file(message: Claimed, policy: PolicySet) -> OutgoingMessage:
    payload = orjson.loads(message.payload)
    attachment = Attachment(payload["file_name"], "text/csv", payload["content"].encode())
    company = policy.robot.company
    return OutgoingMessage(
        message.key, message.channel, message.recipient, company.name, text="", attachments=(attachment,)
    )


def _redirected(outgoing: OutgoingMessage, policy: PolicySet) -> OutgoingMessage:
    redirect = policy.robot.redirect_all_to
    if redirect is None:
        return outgoing
    match outgoing.channel:
        case "email":
            recipient = redirect.email
        case "sms" | "call":
            recipient = redirect.sms
        case "letter":
            # The mail house prints what lies in the folders of the days.
            (sheet,) = outgoing.attachments
            return replace(outgoing, attachments=(replace(sheet, name=f"{REHEARSAL_FOLDER}/{sheet.name}"),))
        case _:
            # An agency fetches what lies in its own folder, and would work on it.
            recipient = f"{REHEARSAL_FOLDER}/{outgoing.recipient}"
    return replace(outgoing, recipient=recipient)

"""From a raw mail or a bare PDF to a decision: reads, asks the book, lets the rules decide. Posts nothing.

The shell of the slice: everything it hands to the rules is a frozen value, everything it learns comes through ports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.customer import Customer
from workers.receivables.mail import Mail, parse_mail
from workers.receivables.mail_sealed import refuse_sealed
from workers.receivables.reference import canonical
from workers.receivables.sender_trust import SenderVerdict, judge_sender
from workers.remittance.decision import Decision, ExceptionCase
from workers.remittance.document import Document, Refusal, Source, kind_of
from workers.remittance.facts import ApplicationFacts, Payer
from workers.remittance.formats.genre import announces_advice
from workers.remittance.formats.interpret import Context, readable_lines
from workers.remittance.formats.layout import Line
from workers.remittance.formats.names import name_keys, payer_keys
from workers.remittance.formats.quoted import without_our_words
from workers.remittance.formats.select import Selection, select_advice
from workers.remittance.formats.unmade import why_unmade
from workers.remittance.hints import NO_HINTS, PayerHints
from workers.remittance.item_lookup import ItemLookup
from workers.remittance.neighbourhood import gather_suggestions, written_off_before
from workers.remittance.ports import Book, FindNotice, Readers
from workers.remittance.rules.application import decide
from workers.remittance.rules.duplicates import advice_key
from workers.remittance.rules.own_prefix import knows_behind, without_prefix
from workers.remittance.rules.payer import choose_payer, recheck_sender
from workers.remittance.rules.settling import writes_off
from workers.remittance.rules.suggesting.suggestion import Suggestion

_READ_KINDS = frozenset(("pdf", "csv", "xlsx", "docx", "x12", "ole", "html", "text", "zip"))
_MAX_BODY_BYTES = 1_000_000
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class MailReading:
    """A mail with its documents read: attached files, then the bodies. ``mail`` is None for a bare file."""

    name: str
    mail: Mail | None
    files: tuple[Document | Refusal, ...]
    bodies: tuple[Document | Refusal, ...]
    sent_on: date | None = None
    warning: str = ""  # what a document says that no honest payer's does


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision with everything it was made from. ``keys`` identify its payments; remember them once decided.

    ``suggestions`` are for the person who gets the case, and no part of the decision.
    """

    name: str
    facts: ApplicationFacts
    decision: Decision
    keys: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def is_remembered(self) -> bool:
        """A doubtful sender must not be able to make the true advice look like a duplicate."""
        return bool(self.keys) and not self.facts.sender.suspicious


def read_mail(raw: bytes, name: str, readers: Readers, hints: PayerHints = NO_HINTS) -> MailReading:
    """The mail in ``raw`` with its documents; raises `UnreadableDocument` when it is no mail, or a sealed one."""
    mail = parse_mail(raw)
    refuse_sealed(mail)
    files, bodies = _sources(mail, hints.password_for([part.sender.domain for part in mail.walk()]))
    documents = readers.read([*files, *bodies])
    sent = mail.sent_at
    return MailReading(
        name, mail, tuple(documents[: len(files)]), tuple(documents[len(files) :]), sent.date() if sent else None
    )


def read_bare_file(content: bytes, name: str, readers: Readers) -> MailReading:
    """A document that came without a mail: there is no sender to judge."""
    return MailReading(name, None, tuple(readers.read([Source(name, "", content)])), ())


def _sources(mail: Mail, password: str) -> tuple[list[Source], list[Source]]:
    """Attached files worth reading and the bodies, of the mail and of all mails inside it; HTML before plain text."""
    files, pictures, bodies = [], [], []
    for part in mail.walk():
        for attachment in part.attachments:
            source = Source(attachment.name, attachment.content_type, attachment.content, password)
            kind = kind_of(source)
            if kind in _READ_KINDS:
                files.append(source)
            elif kind == "image" and len(attachment.content) > 20_000:
                pictures.append(source)
        bodies += [Source("body.html", "text/html", _utf8(html)) for html in part.htmls]
        bodies += [Source("body.txt", "text/plain", _utf8(_unquoted(text))) for text in part.texts]
    return files or pictures, bodies


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")[:_MAX_BODY_BYTES] or b" "


def _unquoted(text: str) -> str:
    """A forwarded text without its quotation marks."""
    return "\n".join(line.lstrip("> ") if line.startswith(">") else line for line in text.splitlines())


def judge(reading: MailReading, book: Book, policy: CashApplicationPolicy, hints: PayerHints = NO_HINTS) -> Judgement:
    """The decision on one mail, against the book as it stands; a fixed number of queries."""
    reading = _as_the_payer_wrote(reading, policy.own_domain)
    sender = judge_sender(reading.mail, policy.authserv_id, policy.own_domain) if reading.mail else SenderVerdict()
    payer, named = _find_payer(reading, sender, book)
    sender = recheck_sender(sender, payer, named, policy.own_domain)
    if reading.warning:
        sender = replace(sender, suspicious=True, reason=reading.warning)
    lookup = ItemLookup(book, payer.customer_ids)
    lookup.expect(_texts(reading))
    only_currency = book.only_currency(payer.customer_ids) if payer.customer else ""
    subject = reading.mail.subject if reading.mail else ""
    hint = hints.formats.hint_for(payer.customer_id, sender.domains, subject)
    prefix = hint.reference_prefix
    knows = knows_behind(prefix, lookup.knows)
    context = Context(
        knows, reading.sent_on, only_currency, _announces(reading.mail), lookup.knows_order, hint, _unmade(reading)
    )
    selection = select_advice(reading.files, reading.bodies, context)
    if prefix:
        selection = replace(selection, advice=without_prefix(selection.advice, prefix, lookup.knows))
    facts = ApplicationFacts(selection.advice, sender, payer, lookup.items_of(selection.advice))
    keys = tuple(advice_key(payer, payment) for payment in selection.advice.payments)
    if not keys:
        return Judgement(reading.name, facts, _without_advice(selection, facts))
    facts = replace(facts, seen=book.seen(keys))
    decision = decide(facts, policy)
    if writes_off(decision):
        facts = replace(facts, written_off=written_off_before(book, payer, selection.advice))
        decision = decide(facts, policy)
    return Judgement(reading.name, facts, decision, keys, gather_suggestions(book, decision, facts))


def warned(reading: MailReading, find_notice: FindNotice) -> MailReading:
    """The reading with what its attached documents say of new bank details; the mail's own text was asked before."""
    for document in reading.files:
        if isinstance(document, Document):
            quote = find_notice([line.text for line in readable_lines(document)])
            if quote:
                return replace(reading, warning=f"{document.name} names new bank details: {quote[:_LONGEST_QUOTE]!r}")
    return reading


def _as_the_payer_wrote(reading: MailReading, own_domain: str) -> MailReading:
    """The reading without what the mail quotes of our own mails: our list of what is open says nothing of a payment."""
    if reading.mail is None:
        return reading
    senders = [part.sender.domain for part in reading.mail.walk() for _ in (*part.htmls, *part.texts)]
    bodies = (
        without_our_words(body, own_domain, is_ours=sender == own_domain) if isinstance(body, Document) else body
        for body, sender in zip(reading.bodies, senders, strict=True)
    )
    return replace(reading, bodies=tuple(bodies))


def _unmade(reading: MailReading) -> str:
    """What the subject or the mail's own text says against the payment being made."""
    bodies = [line.text for body in reading.bodies if isinstance(body, Document) for line in readable_lines(body)]
    return why_unmade([reading.mail.subject, "", *bodies]) if reading.mail else ""


def _texts(reading: MailReading) -> Iterator[str]:
    """Every line of every document of the mail."""
    for document in (*reading.files, *reading.bodies):
        if isinstance(document, Document):
            yield from (line.text for line in readable_lines(document))


def _announces(mail: Mail | None) -> bool:
    """Whether the covering mail says that it brings an advice."""
    return mail is not None and any(announces_advice(text) for text in (mail.subject, *mail.texts))


def _without_advice(selection: Selection, facts: ApplicationFacts) -> ExceptionCase:
    """Unreadable comes before the sender, the sender before what the document is (POLICY rules 1-3)."""
    if selection.kind != "not_a_remittance" or not facts.sender.suspicious:
        reason = {"encrypted": "password", "unreadable": "unreadable"}.get(selection.kind, selection.kind)
        return ExceptionCase(selection.kind, reason, selection.reason)
    return ExceptionCase("suspicious_sender", "suspicious_sender", facts.sender.reason)


def _find_payer(reading: MailReading, sender: SenderVerdict, book: Book) -> tuple[Payer, Sequence[Customer]]:
    """The payer with its children, and every customer whose name is printed; where nothing tells, a sentence may."""
    by_name = _customers_named(_keys_of(reading, name_keys), book)
    by_domain = book.customers_by_domain([d for d in sender.domains if d]) if any(sender.domains) else ()
    if not by_name and not by_domain:
        by_name = _customers_named(_keys_of(reading, payer_keys), book)
    payer = choose_payer(by_domain, by_name, by_name[0].name if by_name else _first_line(reading))
    if payer.customer is not None:
        payer = replace(payer, children=book.children_of([payer.customer.id]))
    return payer, by_name


def _customers_named(keys: Sequence[str], book: Book) -> tuple[Customer, ...]:
    """The customers of these names, in the order of the names."""
    order = {key: rank for rank, key in enumerate(keys)}
    found = book.customers_by_name(keys) if keys else ()
    return tuple(sorted(found, key=lambda c: (order.get(canonical(c.name), len(order)), c.id)))


def _keys_of(reading: MailReading, keys_in: Callable[[Sequence[Line]], Sequence[str]]) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for document in (*reading.files, *reading.bodies):
        if isinstance(document, Document):
            keys.update(dict.fromkeys(keys_in(readable_lines(document))))
    return tuple(keys)


def _first_line(reading: MailReading) -> str:
    """What stands at the head of the first document: the name of a payer we do not know."""
    for document in (*reading.files, *reading.bodies):
        if isinstance(document, Document) and document.has_text:
            return readable_lines(document)[0].text
    return ""

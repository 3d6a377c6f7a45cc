"""Who wrote: the message of ours a mail answers, the account it is about, and whether its sender may be believed.

Precision first: what fits several accounts, or two signs that name different ones, is nobody's, with the candidates for
a person. Must not change a contact, an address or a domain, whatever a mail says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.inbox.rules.own_marks import sent_to
from workers.inbox.rules.own_text import own_text
from workers.inbox.rules.writer import document_keys, recheck_writer
from workers.inbox.terms import InboxTerms
from workers.ledger.incoming import correspondence, writers
from workers.ledger.incoming.correspondence import SentMessage
from workers.receivables.mail import Mail
from workers.receivables.public_domains import is_public
from workers.receivables.sender_trust import SenderVerdict, judge_sender


@dataclass(frozen=True, slots=True)
class Correspondent:
    """``account_id`` is None where several accounts fit, or none; ``message_ids`` are our Message-IDs in the mail.

    ``found_by`` says which sign named the account: thread, return_path, token, contact, domain or documents. Whoever
    discloses something must ask for `contact` or `domain`: anybody can write a token or a number. ``candidates`` are
    all accounts that the signs name.
    """

    verdict: SenderVerdict
    account_id: int | None
    message_ids: frozenset[str]
    found_by: str = ""
    candidates: tuple[int, ...] = ()


def identify(connection: Connection, mail: Mail, terms: InboxTerms) -> Correspondent:
    """Our own Message-ID says most, then the return address, the token in the subject, the writer, and numbers last."""
    verdict = judge_sender(mail, terms.authserv_id, terms.own_domain)
    answered = find_ours(connection, (*mail.in_reply_to, *mail.references), terms)
    ids = frozenset(f"<{message.key}@{terms.own_domain}>" for message in answered)
    named = _named_by_documents(connection, mail, terms)
    account_id, found_by, candidates = None, "", frozenset[int]()
    for sign, found in _signs(connection, mail, terms, answered):
        if found:
            account_id, found_by, candidates = _only(found, named), sign, frozenset(found)
            break
    if not candidates:
        account_id, found_by, candidates = _only(named, named), "documents", named
    elif named and account_id is not None and account_id not in named:
        # The numbers are somebody else's: who is right, a person sees.
        account_id, candidates = None, candidates | named
    parties = writers.known_parties(connection, candidates)
    others = frozenset[str]() if candidates or is_public(mail.sender.domain) else writers.all_domains(connection)
    verdict = recheck_writer(verdict, mail, parties, others, terms.own_domain)
    found_by = found_by if account_id is not None else ""
    return Correspondent(verdict, account_id, ids, found_by, tuple(sorted(candidates)))


def find_ours(connection: Connection, message_ids: tuple[str, ...], terms: InboxTerms) -> list[SentMessage]:
    """Messages that we sent, among these Message-IDs."""
    keys = [key for message_id in message_ids if (key := terms.own_key(message_id))]
    return correspondence.find_sent(connection, keys) if keys else []


def _signs(
    connection: Connection, mail: Mail, terms: InboxTerms, answered: list[SentMessage]
) -> Iterator[tuple[str, set[int]]]:
    """What a mail says of its account, from the strongest sign to the weakest."""
    yield "thread", {message.account_id for message in answered if message.account_id is not None}
    yield "return_path", _by_return_path(connection, mail, terms)
    yield "token", correspondence.accounts_by_customer(connection, terms.customers_in(mail.subject))
    yield "contact", correspondence.accounts_by_address(connection, mail.sender.address)
    if not is_public(mail.sender.domain):
        yield "domain", correspondence.accounts_by_domain(connection, mail.sender.domain)


def _by_return_path(connection: Connection, mail: Mail, terms: InboxTerms) -> set[int]:
    """An answer to the tagged address that our mail came from names that mail."""
    tag = terms.return_path.tag_among(sent_to(mail))
    sent = correspondence.find_sent_by_id(connection, tag.message_id) if tag and tag.is_genuine else None
    return {sent.account_id} if sent is not None and sent.account_id is not None else set()


def _named_by_documents(connection: Connection, mail: Mail, terms: InboxTerms) -> frozenset[int]:
    """The accounts whose documents the writer's own words or subject name."""
    said = own_text(mail, terms.phrases, terms.own_domain).said
    return writers.accounts_by_documents(connection, document_keys((mail.subject, *said)))


def _only(found: set[int] | frozenset[int], named: frozenset[int]) -> int | None:
    """The one account; of several, the one whose documents are named."""
    fitting = found if len(found) == 1 else found & named
    return next(iter(fitting)) if len(fitting) == 1 else None

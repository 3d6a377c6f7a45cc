"""Who wrote: the message of ours a mail answers, the account it is about, and whether its sender may be believed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from workers.inbox.terms import InboxTerms
from workers.ledger.incoming import correspondence
from workers.ledger.incoming.correspondence import SentMessage
from workers.receivables.mail import Mail
from workers.receivables.sender_trust import SenderVerdict, judge_sender


@dataclass(frozen=True, slots=True)
class Correspondent:
    """``account_id`` is None where several accounts fit, or none; ``message_ids`` are our Message-IDs in the mail."""

    verdict: SenderVerdict
    account_id: int | None
    message_ids: frozenset[str]


def identify(connection: Connection, mail: Mail, terms: InboxTerms) -> Correspondent:
    """Our own Message-ID says most, then the token in the subject, the writer's address, and the domain last."""
    verdict = judge_sender(mail, terms.authserv_id, terms.own_domain)
    answered = find_ours(connection, (*mail.in_reply_to, *mail.references), terms)
    ids = frozenset(f"<{message.key}@{terms.own_domain}>" for message in answered)
    by_thread = {message.account_id for message in answered if message.account_id is not None}
    account_id = _only(by_thread)
    if not by_thread:
        account_id = _by_sender(connection, mail, terms)
    return Correspondent(verdict, account_id, ids)


def find_ours(connection: Connection, message_ids: tuple[str, ...], terms: InboxTerms) -> list[SentMessage]:
    """Messages that we sent, among these Message-IDs."""
    keys = [key for message_id in message_ids if (key := terms.own_key(message_id))]
    return correspondence.find_sent(connection, keys) if keys else []


def _by_sender(connection: Connection, mail: Mail, terms: InboxTerms) -> int | None:
    for found in (
        correspondence.accounts_by_customer(connection, terms.customers_in(mail.subject)),
        correspondence.accounts_by_address(connection, mail.sender.address),
        correspondence.accounts_by_domain(connection, mail.sender.domain),
    ):
        if found:
            return _only(found)
    return None


def _only(account_ids: set[int]) -> int | None:
    return next(iter(account_ids)) if len(account_ids) == 1 else None

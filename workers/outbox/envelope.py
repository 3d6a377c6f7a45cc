"""What turns a composed mail into a good citizen's: its place in the account's thread, its date, its return address.

One thread per account (RFC 5322, section 3.6.4): a mail answers the last one of the thread, also when that came from
the customer. Pure. Must not choose recipients or texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from workers.channels.base import OutgoingMessage
from workers.ledger.outgoing.threads import ThreadMail
from workers.outbox.key import mail_message_id

REFERENCES_LENGTH_MAX = 998 - len("References: ")
"""Characters of the whole chain, so that its header fits one line wherever a server unfolds it."""


def enveloped(
    outgoing: OutgoingMessage, sent_at: datetime, thread: Sequence[str], return_address: str
) -> OutgoingMessage:
    """``outgoing`` as it leaves; ``thread`` are the Message-IDs of its account, the root first."""
    return replace(
        outgoing,
        headers=(*outgoing.headers, ("Date", format_datetime(sent_at))),
        envelope_sender=return_address,
        in_reply_to=thread[-1] if len(thread) > 1 else "",
        references=trimmed(thread),
    )


def thread_of(account_id: int, mails: Iterable[ThreadMail], own_domain: str) -> tuple[str, ...]:
    """The Message-IDs of an account's thread.

    The first names no mail. It ties together what has no common ancestor: the first notices in two currencies, or a
    mail to a manager who was sent none of the earlier ones.

    >>> thread_of(7, [ThreadMail(datetime.min, key="abc"), ThreadMail(datetime.min, message_id="<1@x>")], "us.example")
    ('<account.7@us.example>', '<abc@us.example>', '<1@x>')
    """
    ids = (mail.message_id or mail_message_id(mail.key, own_domain) for mail in mails)
    return (f"<account.{account_id}@{own_domain}>", *ids)


def trimmed(chain: Sequence[str], longest: int = REFERENCES_LENGTH_MAX) -> tuple[str, ...]:
    """The root and as many of the last ones as fit: threads are built from the ends of a chain.

    >>> trimmed(["<root>", "<a>", "<b>", "<c>"], longest=15)
    ('<root>', '<b>', '<c>')
    """
    if not chain:
        return ()
    kept: list[str] = []
    room = longest - len(chain[0])
    for message_id in reversed(chain[1:]):
        room -= len(message_id) + 1
        if room < 0:
            break
        kept.append(message_id)
    return (chain[0], *reversed(kept))

"""Whether the writer of a mail is who they seem to be, once it is known which customers the mail may be about. Pure.

Must not ask the ledger: the parties come in as values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from workers.receivables.customer import name_key
from workers.receivables.known_party import KnownParty
from workers.receivables.look_alikes import imitates, is_within
from workers.receivables.mail import Mail
from workers.receivables.public_domains import is_public
from workers.receivables.reference import keys_in
from workers.receivables.sender_trust import SenderVerdict

_MIN_KEY, _MIN_DIGITS = 5, 3
_MOST_SENTENCES, _MOST_KEYS = 60, 4_000


def recheck_writer(
    verdict: SenderVerdict, mail: Mail, parties: Collection[KnownParty], others: Collection[str], own_domain: str
) -> SenderVerdict:
    """The verdict once the parties are known; ``others`` are the domains of customers it could imitate."""
    if verdict.suspicious or verdict.forwarded:
        return verdict
    family = {domain for party in parties for domain in party.domains}
    reason = _impostor(mail, parties, family, {*family, *others, own_domain} - {""}) or _stray_replies(
        verdict, family, own_domain
    )
    return replace(verdict, suspicious=True, reason=reason) if reason else verdict


def document_keys(texts: Iterable[str]) -> frozenset[str]:
    """What could be numbers of documents in some texts; short ones are left out, because they fit by chance."""
    keys = (key for text in tuple(texts)[:_MOST_SENTENCES] for key in keys_in(text))
    fitting = sorted(
        {key for key in keys if len(key) >= _MIN_KEY and sum(sign.isdigit() for sign in key) >= _MIN_DIGITS}
    )
    return frozenset(fitting[:_MOST_KEYS])


def _impostor(mail: Mail, parties: Collection[KnownParty], family: set[str], targets: set[str]) -> str:
    """A domain made to be taken for a known one, or a customer's name over somebody else's address."""
    domain = mail.sender.domain
    if not domain or any(is_within(domain, one) for one in family):
        return ""
    imitated = next((target for target in sorted(targets) if imitates(domain, target)), "")
    if imitated and not is_public(imitated):
        return f"{domain} imitates {imitated}"
    shown = name_key(mail.sender.name) if mail.sender.name else ""
    if shown and any(party.domains and party.name_key == shown for party in parties):
        return f"{domain} writes under the name of a customer who writes from elsewhere"
    return ""


def _stray_replies(verdict: SenderVerdict, family: set[str], own_domain: str) -> str:
    """Replies that would go where neither the sender nor the customer is at home."""
    reply_to = verdict.reply_to_domain
    expected = [domain for domain in (*family, *verdict.domains, own_domain) if domain]
    if not reply_to or any(is_within(reply_to, one) or is_within(one, reply_to) for one in expected):
        return ""
    return f"replies go to {reply_to}"

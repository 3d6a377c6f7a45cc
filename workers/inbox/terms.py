"""What the inbox knows of ourselves, from robot.yaml: how our mails are recognised, and who looks at cases. Values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workers.exception_queue.stopping import StopLaw, stop_law
from workers.inbox.rules.phrase_book import PhraseBook
from workers.policy.policy_set import PolicySet
from workers.policy.promises import PromisePolicy
from workers.policy.queue import QueuePolicy, queue_policy
from workers.receivables.return_path import ReturnPath


@dataclass(frozen=True, slots=True)
class InboxTerms:
    """``authserv_id`` is the mail server whose word counts; ``account_prefix`` begins the token in our subjects.

    ``return_path`` is where our mails come back to, ``law`` what rule packs add to a stop; ``own_addresses`` those that
    the robot writes from, in small letters. ``phrases`` are what replies say, in all languages.
    """

    own_domain: str
    authserv_id: str
    account_prefix: str
    queue: QueuePolicy
    return_path: ReturnPath
    phrases: PhraseBook
    law: StopLaw = field(default_factory=StopLaw)
    promises: PromisePolicy = field(default_factory=PromisePolicy)
    own_addresses: frozenset[str] = frozenset()

    def own_key(self, message_id: str) -> str:
        """The outbox key in a Message-ID of ours, empty for anybody else's.

        >>> returning = ReturnPath("bounces@us.example", "secret")
        >>> InboxTerms("us.example", "mx", "BW", QueuePolicy(), returning, PhraseBook({})).own_key("<abc1@us.example>")
        'abc1'
        """
        key, _, domain = message_id.strip("<>").partition("@")
        return key if domain.lower() == self.own_domain.lower() else ""

    def customers_in(self, subject: str) -> list[str]:
        """The customers whose thread token a subject holds.

        >>> returning = ReturnPath("bounces@us.example", "secret")
        >>> terms = InboxTerms("us.example", "mx", "BW", QueuePolicy(), returning, PhraseBook({}))
        >>> terms.customers_in("Re: Reminder [BW-C10006]")
        ['C10006']
        """
        return re.findall(rf"\[{re.escape(self.account_prefix)}-([^\[\]\s]+)\]", subject)


def inbox_terms(policy: PolicySet, secret_key: str) -> InboxTerms:
    """The inbox's part of the policy; the key is the one that signs the addresses our mails return to."""
    robot = policy.robot
    return InboxTerms(
        own_domain=robot.cash_application.own_domain or robot.own_domain,
        authserv_id=robot.cash_application.authserv_id or robot.authserv_id,
        account_prefix=robot.company.account_prefix,
        queue=queue_policy(robot),
        return_path=ReturnPath(robot.company.bounce_address, secret_key),
        phrases=PhraseBook(policy.reply_rules),
        law=stop_law(policy),
        promises=robot.promises,
        own_addresses=frozenset(sender.lower() for sender in robot.email_senders),
    )

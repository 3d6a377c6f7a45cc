"""What the inbox knows of ourselves, from robot.yaml: how our mails are recognised, and who looks at cases. Values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.policy.queue import QueuePolicy, queue_policy
from workers.policy.robot import RobotPolicy


@dataclass(frozen=True, slots=True)
class InboxTerms:
    """``authserv_id`` is the mail server whose word counts; ``account_prefix`` begins the token in our subjects."""

    own_domain: str
    authserv_id: str
    account_prefix: str
    queue: QueuePolicy

    def own_key(self, message_id: str) -> str:
        """The outbox key in a Message-ID of ours, empty for anybody else's.

        >>> InboxTerms("us.example", "mx", "BW", QueuePolicy()).own_key("<abc1@us.example>")
        'abc1'
        """
        key, _, domain = message_id.strip("<>").partition("@")
        return key if domain.lower() == self.own_domain.lower() else ""

    def customers_in(self, subject: str) -> list[str]:
        """The customers whose thread token a subject holds.

        >>> InboxTerms("us.example", "mx", "BW", QueuePolicy()).customers_in("Re: Reminder [BW-C10006]")
        ['C10006']
        """
        return re.findall(rf"\[{re.escape(self.account_prefix)}-([^\[\]\s]+)\]", subject)


def inbox_terms(robot: RobotPolicy) -> InboxTerms:
    """The inbox's part of robot.yaml."""
    policy = robot.cash_application
    return InboxTerms(
        own_domain=policy.own_domain or robot.own_domain,
        authserv_id=policy.authserv_id or robot.authserv_id,
        account_prefix=robot.company.account_prefix,
        queue=queue_policy(robot),
    )

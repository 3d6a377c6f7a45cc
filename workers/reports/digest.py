"""Internal copies: the notices of a day that somebody of us is to be told of, in one mail per recipient and day.

Levels name who is told (`internal_copy`). A day without such a notice has no mail; asking again finds the same mails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection

from workers.ledger.operations import job_runs
from workers.ledger.operations.policy_versions import find_content
from workers.ledger.outgoing.left import LeftMessage, PlannedBy, find_left, planned_by
from workers.ledger.people.users import list_users
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.level import Level
from workers.policy.lint.addressing import ACCOUNT_OWNER
from workers.policy.policy_set import PolicySet, policy_from_json
from workers.receivables.customer import Customer
from workers.receivables.occasion import Occasion

JOB = "reports.send_digests"
TEMPLATE = "report/digest"
_LINES_MOST = 500
_DAYS_MOST = 31


def send_digests(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> list[int]:
    """Record the digests of the days that are over and have none yet; returns the messages' ids."""
    with ledger.read() as connection:
        last = job_runs.last_done(connection, JOB)
        found = [(day, digests_of(connection, policy, day)) for day in _days(last, occasion.business_date)]
        languages = {user.name: user.language for user in list_users(connection)}
    with ledger.write() as connection:
        return [
            enqueue(connection, _mail(policy, recipient, facts, languages.get(recipient, "")), occasion)
            for _, digests in found
            for recipient, facts in digests.items()
        ]


def digests_of(connection: Connection, policy: PolicySet, day: date) -> dict[str, dict[str, Any]]:
    """The facts of ``templates/report/digest`` by recipient; a notice over several channels is one line."""
    copied = _Copies(connection, policy)
    wanted = [by for by in planned_by(connection, day) if copied.by_segment(by)]
    lines: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = defaultdict(dict)
    for message in find_left(connection, day, wanted):
        for recipient in copied.recipients(message):
            notice = (message.account_id, message.currency, message.by.level, message.occurrence)
            line = lines[recipient].setdefault(notice, _line(message))
            line["channels"].append(message.channel)
    return {recipient: _facts(day, list(notices.values())) for recipient, notices in sorted(lines.items())}


def _days(last: date | None, today: date) -> Iterator[date]:
    """The days that are over and that no digest covers: a digest of a day covers all before it."""
    first = max(last, today - timedelta(days=_DAYS_MOST)) if last else today - timedelta(days=1)
    for number in range((today - first).days):
        yield first + timedelta(days=number)


class _Copies:
    """Who is told of what, by the policy under which each notice was planned."""

    def __init__(self, connection: Connection, policy: PolicySet) -> None:
        self._connection = connection
        self._policies: dict[str, PolicySet | None] = {policy.hash: policy}

    def by_segment(self, by: PlannedBy) -> Mapping[str, tuple[str, ...]]:
        """For each segment whose ladder has that level, who is told; empty where nobody is."""
        policy = self._policy(by.policy_hash)
        if policy is None:
            return {}
        levels = {segment.name: _level(policy, segment.ladder, by) for segment in policy.robot.segments}
        return {name: level.internal_copy for name, level in levels.items() if level and level.internal_copy}

    def recipients(self, message: LeftMessage) -> Iterator[str]:
        """The addresses that are told of a message; an account without an owner tells none."""
        policy = self._policy(message.by.policy_hash)
        assert policy is not None  # or nothing of it would have been wanted
        customer = Customer(
            message.customer_id,
            message.customer_name,
            country=message.country,
            segment=message.segment,
            party=message.party,
            pinned_segment=message.pinned_segment,
        )
        for name in self.by_segment(message.by).get(policy.segment_of(customer).name, ()):
            address = message.owner_email if name == ACCOUNT_OWNER else name
            if address:
                yield address.lower()

    def _policy(self, policy_hash: str) -> PolicySet | None:
        if policy_hash not in self._policies:
            content = find_content(self._connection, policy_hash)
            self._policies[policy_hash] = policy_from_json(content) if content else None
        return self._policies[policy_hash]


def _level(policy: PolicySet, ladder_name: str, by: PlannedBy) -> Level | None:
    levels = policy.ladders[ladder_name].levels
    return next((level for level in levels if (level.number, level.name) == (by.level, by.level_name)), None)


def _line(message: LeftMessage) -> dict[str, Any]:
    return {
        "customer_id": message.customer_id,
        "customer_name": message.customer_name,
        "level": message.by.level,
        "level_name": message.by.level_name,
        "currency": message.currency,
        "amount": int(orjson.loads(message.payload)["amount_asked"]),
        "role": message.role,
        "channels": [],
    }


def _facts(day: date, notices: Sequence[dict[str, Any]]) -> dict[str, Any]:
    totals: dict[str, int] = defaultdict(int)
    for notice in notices:
        totals[notice["currency"]] += notice["amount"]
    return {
        "date": day.isoformat(),
        "count": len(notices),
        "notices": list(notices[:_LINES_MOST]),
        "totals": [{"currency": currency, "amount": amount} for currency, amount in sorted(totals.items())],
    }


def _mail(policy: PolicySet, recipient: str, facts: dict[str, Any], language: str) -> NewMessage:
    return NewMessage(
        entity=next(iter(policy.robot.entities)),
        purpose="digest",
        subject=f"digest {facts['date']}",
        channel="email",
        recipient=recipient,
        template=TEMPLATE,
        payload=facts,
        language=language or policy.robot.default_language,
    )

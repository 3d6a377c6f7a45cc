"""Records the daily report in the outbox: one mail per recipient and business date, also when nothing ran."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workers.ledger.people.users import list_users
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.reports.daily import daily_facts

TEMPLATE = "report/daily"
# What must have run for a day to be complete.
DAILY_JOBS = ("dunning.run", "escalation.run")


def send_daily(ledger: Ledger, policy: PolicySet, occasion: Occasion, jobs: Sequence[str] = DAILY_JOBS) -> list[int]:
    """Record the report of the occasion's business date; asked again, it finds the same messages."""
    with ledger.read() as connection:
        facts = daily_facts(connection, policy.robot, occasion.business_date, occasion.at, jobs)
        languages = {user.name: user.language for user in list_users(connection)}
    with ledger.write() as connection:
        return [
            enqueue(connection, _mail(policy, address, facts, languages.get(address, "")), occasion)
            for address in policy.robot.report.to
        ]


def _mail(policy: PolicySet, address: str, facts: dict[str, Any], language: str) -> NewMessage:
    return NewMessage(
        entity=next(iter(policy.robot.entities)),
        purpose="report",
        subject=f"daily report {facts['date']}",
        channel="email",
        recipient=address,
        template=TEMPLATE,
        payload=facts,
        language=language or policy.robot.default_language,
    )

"""Levels with `approval: always`: their notices wait, as one case per run and level, until a person decides.

A refused notice is cancelled, and its account is held: what is due would otherwise be asked for again tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.outgoing import run_gates
from workers.ledger.outgoing.run_gates import Waiting
from workers.policy.level import Level
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion

SUBJECT = "level:"


def waits(level: Level) -> bool:
    """Whether every notice of the level needs a person."""
    return level.approval == "always"


def waiting_reason(segment: str, level: Level, day: date) -> str:
    """The reason that stands on notices of a level that one day's runs planned."""
    return _reason(_subject(segment, level, day))


def ask(connection: Connection, policy: PolicySet, occasion: Occasion) -> None:
    """One case for every level of which the day's runs planned notices that wait."""
    for segment, level in _levels(policy):
        subject = _subject(segment, level, occasion.business_date)
        waiting = run_gates.find_waiting(connection, _reason(subject))
        if waiting.notices:
            open_case(connection, _case(subject, level, waiting), occasion, queue_policy(policy.robot))


def decide(connection: Connection, subject: str, approved: bool, hold_days: int, occasion: Occasion) -> int:
    """A person approved or refused a level's notices of one day; returns how many messages that concerned.

    Whoever was refused is not asked again for ``hold_days`` days, over any channel or level.
    """
    reason = _reason(subject)
    if approved:
        return run_gates.release_waiting(connection, reason, occasion)
    accounts = run_gates.waiting_accounts(connection, reason)
    refused = run_gates.refuse_waiting(connection, reason)
    until = occasion.business_date + timedelta(days=hold_days - 1)
    for account_id in accounts:
        hold = NewHold(account_id, "hold", f"notice refused: {subject}", expires_on=until)
        add_hold(connection, hold, occasion)
    return refused


def _levels(policy: PolicySet) -> Iterator[tuple[str, Level]]:
    for segment in policy.robot.segments:
        for level in policy.ladders[segment.ladder].levels:
            if waits(level):
                yield segment.name, level


def _subject(segment: str, level: Level, day: date) -> str:
    return f"{SUBJECT}{segment}:{level.name}:{day.isoformat()}"


def _reason(subject: str) -> str:
    return f"waits for approval of {subject}"


def _case(subject: str, level: Level, waiting: Waiting) -> NewCase:
    totals = [str(Money(total, currency)) for currency, total in waiting.totals]
    return NewCase(
        CaseKind.RUN_APPROVAL,
        subject,
        f"every {level.name} needs a person: {waiting.notices} notices over {', '.join(totals)} wait",
        evidence={"notices": waiting.notices, "totals": totals, "samples": list(waiting.samples)},
    )

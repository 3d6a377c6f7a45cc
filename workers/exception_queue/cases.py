"""Opening a case: the one door through which the robot hands something to a person.

Must not know what a case is about; kinds are data, and what is at stake is said by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workers.exception_queue.kinds import CaseKind, rule_of
from workers.exception_queue.rules.priority import evaluate_priority
from workers.ledger.queue import cases
from workers.policy.queue import QueuePolicy
from workers.policy.robot import CaseRule
from workers.receivables.calendar import add_business_days
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion

_END_OF_WORK = time(18)


@dataclass(frozen=True, slots=True)
class NewCase:
    """What needs a person; there is one unresolved case per kind and ``subject`` (what it is about: ``message:12``).

    ``evidence`` holds ids, amounts and names of facts, so that a person sees what the robot saw.
    """

    kind: CaseKind
    subject: str
    reason: str
    account_id: int | None = None
    currency: str | None = None
    amount_minor: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str = ""
    # Where another table than robot.yaml says who looks at it and by when.
    rule: CaseRule | None = None


def open_case(connection: Connection, new: NewCase, occasion: Occasion, policy: QueuePolicy) -> int:
    """Open a case, or count another occurrence of the one that is open; returns its id.

    Only the opening is journalled: a repeat changes no state, and a sweep may repeat it every minute.
    """
    kind = rule_of(new.kind)
    rule = new.rule or policy.rule_for(new.kind, CaseRule(kind.owner, kind.due_days))
    cases.lock_account_of(connection, new.account_id)
    case_id, occurrences = cases.add_or_repeat(
        connection,
        {
            "kind": str(new.kind),
            "subject": new.subject,
            "reason": new.reason,
            "account_id": new.account_id,
            "currency": new.currency,
            "amount_minor": new.amount_minor,
            "priority": evaluate_priority(kind.weight, major_units(new.amount_minor, new.currency), days_late=0),
            "owner": rule.owner,
            "evidence": dict(new.evidence),
            "suggestion": new.suggestion or kind.suggestion,
            "opened_at": occasion.at,
            "opened_on": occasion.business_date,
            "due_at": due_instant(occasion, rule.due_in_business_days, policy),
        },
    )
    if occurrences == 1:
        cases.record(connection, (case_id, new.account_id), "case.opened", _journalled(new), occasion)
    return case_id


def major_units(amount_minor: int | None, currency: str | None) -> int | None:
    """Whole units of a currency, for ranking only."""
    if amount_minor is None or currency is None:
        return None
    return int(to_decimal(amount_minor, currency))


def due_instant(occasion: Occasion, business_days: int, policy: QueuePolicy) -> datetime:
    """The end of work on the day a case falls due, where the specialists work: one that is still to come."""
    day = add_business_days(occasion.business_date, business_days, policy.country)
    while (due := datetime.combine(day, _END_OF_WORK, ZoneInfo(policy.zone))) <= occasion.at:
        day = add_business_days(day, 1, policy.country)
    return due


def _journalled(new: NewCase) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": str(new.kind), "subject": new.subject}
    if new.amount_minor is not None:
        facts |= {"amount_minor": new.amount_minor, "currency": new.currency}
    return facts

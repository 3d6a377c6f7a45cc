"""One mail a day for each person who works the queue: the own cases, what is due today first, and what others let lie.

Sent on business days to whoever is there: who is away hears nothing, the deputy has it all. Nothing to do, no mail.
Must not rank: the queue does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workers.clock import real_now
from workers.exception_queue import desk
from workers.exception_queue.rules.assignment import stand_in
from workers.exception_queue.staffing import APART, Staff, hand_over_late, late_since, staff_on
from workers.ledger.people.users import list_users
from workers.ledger.queue import ranked
from workers.ledger.queue.ranked import Line, Wanted
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.policy_set import PolicySet
from workers.policy.queue import QueuePolicy, queue_policy
from workers.receivables.calendar import is_business_day
from workers.receivables.occasion import Occasion
from workers.receivables.people import plain_name

JOB = "reports.send_case_digests"
TEMPLATE = "report/cases"
_LINES_MOST = 60


@dataclass(frozen=True, slots=True)
class _Desk:
    """One morning at the queue."""

    connection: Connection
    policy: PolicySet
    queue: QueuePolicy
    staff: Staff
    occasion: Occasion

    @property
    def evening(self) -> datetime:
        """What is due before is due today, or late."""
        day = self.occasion.business_date + timedelta(days=1)
        return datetime.combine(day, time(), ZoneInfo(self.queue.zone))

    def lines(self, wanted: Wanted) -> list[Line]:
        return desk.page_of_cases(self.connection, wanted, self.occasion.at, after=None, limit=_LINES_MOST + 1)


def send_case_digests(public_url: str, ledger: Ledger, policy: PolicySet, occasion: Occasion) -> list[int]:
    """Record today's mails, after what is too late has changed hands; returns the messages' ids."""
    queue, staffing = queue_policy(policy.robot), policy.robot.staffing
    if not is_business_day(occasion.business_date, queue.country):
        return []
    with ledger.write() as connection:
        hand_over_late(connection, staffing.late, queue, occasion, real_now())
    with ledger.read() as connection:
        staff = staff_on(connection, policy.robot, occasion.business_date)
        morning = _Desk(connection, policy, queue, staff, occasion)
        found = {person: digest_of(morning, person) for person in _people(morning) if staff.is_there(person)}
        languages = {user.name: user.language for user in list_users(connection)}
    told = {
        person: {**facts, "console": public_url} for person, facts in found.items() if facts["count"] or facts["lying"]
    }
    with ledger.write() as connection:
        return [
            enqueue(connection, _mail(policy, person, languages.get(person, ""), facts), occasion)
            for person, facts in sorted(told.items())
        ]


def digest_of(morning: _Desk, person: str) -> dict[str, Any]:
    """The facts of ``templates/report/cases`` for one person; repeats about one customer are folded into a line."""
    own = Wanted(portfolio=morning.staff.portfolio(person), but_not=APART)
    due = morning.lines(replace(own, due_before=morning.evening))
    dated = {line.place.id for line in due}
    later = [line for line in morning.lines(own) if line.place.id not in dated]
    lying = _lying(morning, person)
    return {
        "date": morning.occasion.business_date.isoformat(),
        "count": ranked.count(morning.connection, own),
        "due": ranked.count(morning.connection, replace(own, due_before=morning.evening)),
        "lines": _folded(morning, [*due, *later][:_LINES_MOST]),
        "lying": lying[:_LINES_MOST],
        "lying_days": morning.policy.robot.staffing.late.business_days,
    }


def _people(morning: _Desk) -> set[str]:
    """Everybody who may have something to read: members of teams, owners by address, deputies, and who is told."""
    staff, staffing = morning.staff, morning.policy.robot.staffing
    members = {member for team in staff.teams.values() for member in team}
    owners = {tally.owner for tally in ranked.tally(morning.connection) if "@" in tally.owner}
    deputies = {deputy for deputy in staff.away.values() if deputy}
    return members | deputies | {plain_name(name) for name in (*owners, *staffing.late.tell)}


def _lying(morning: _Desk, person: str) -> list[dict[str, Any]]:
    """What others let lie, by owner and kind, for whoever is told of it today: the one named, or who stands in."""
    late, away = morning.policy.robot.staffing.late, morning.staff.away
    if person not in {stand_in(plain_name(name), away) for name in late.tell}:
        return []
    before = late_since(late, morning.occasion.business_date, morning.queue)
    tallies = ranked.tally(morning.connection, Wanted(due_before=before, but_not=APART))
    return [
        {"owner": tally.owner, "kind": tally.kind, "count": tally.cases}
        for tally in tallies
        if plain_name(tally.owner) != person
    ]


def _folded(morning: _Desk, lines: Iterable[Line]) -> list[dict[str, Any]]:
    """A line for each kind and customer, under its most urgent case."""
    folded: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        key = (line.kind, line.account_id if line.account_id is not None else -line.place.id, line.currency)
        if key in folded:
            folded[key]["cases"] += 1
            folded[key]["amount"] += line.amount_minor or 0
        else:
            folded[key] = _line(morning, line)
    return list(folded.values())


def _line(morning: _Desk, line: Line) -> dict[str, Any]:
    local = line.place.due_at.astimezone(ZoneInfo(morning.queue.zone))
    today = morning.occasion.business_date
    state = "late" if local.date() < today else "today" if local.date() == today else "later"
    return {
        "id": line.place.id,
        "kind": line.kind,
        "customer": line.customer_name or "",
        "reason": line.reason,
        "amount": line.amount_minor or 0,
        "currency": line.currency or "",
        "due": local.date().isoformat(),
        "state": state,
        "cases": 1,
        "second": bool(line.proposed_by),
    }


def _mail(policy: PolicySet, person: str, language: str, facts: Mapping[str, Any]) -> NewMessage:
    return NewMessage(
        entity=next(iter(policy.robot.entities)),
        purpose="case_digest",
        subject=f"cases {facts['date']}",
        channel="email",
        recipient=person,
        template=TEMPLATE,
        payload=dict(facts),
        language=language or policy.robot.default_language,
    )

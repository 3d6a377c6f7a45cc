"""Whose a case is today: the members of the teams, and who is away. Reads; what follows from it is `rules.assignment`.

Must not move a case, but for those that are later than robot.yaml lets them be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.rules.assignment import Away, Teams, person_for, portfolio_of
from workers.ledger.people.absences import who_is_away
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case
from workers.policy.queue import QueuePolicy
from workers.policy.robot import RobotPolicy
from workers.policy.staffing import LateCases
from workers.receivables.calendar import previous_business_day
from workers.receivables.occasion import Occasion
from workers.receivables.people import plain_name
from workers.receivables.portfolio import Portfolio

# Disputes have owners, reminders and an escalation of their own.
APART = CaseKind.DISPUTE_RESOLUTION


@dataclass(frozen=True, slots=True)
class Staff:
    """The teams of robot.yaml, and who is away on one day."""

    teams: Teams
    away: Away

    def portfolio(self, person: str) -> Portfolio:
        """What is that person's today."""
        return portfolio_of(plain_name(person), self.teams, self.away)

    def person_for(self, case: Case) -> str | None:
        """Whose a case is today; None where nobody is listed for its team."""
        return person_for(case.owner, case.account_id or case.id, self.teams, self.away)

    def is_there(self, person: str) -> bool:
        """Whether somebody works today."""
        return plain_name(person) not in self.away


def staff_on(connection: Connection, robot: RobotPolicy, day: date) -> Staff:
    """Who works the queue on a day."""
    teams = {name: [plain_name(member) for member in team] for name, team in robot.staffing.teams.items()}
    return Staff(teams, who_is_away(connection, day))


def late_since(late: LateCases, today: date, policy: QueuePolicy) -> datetime:
    """What was due before this moment is late by the business days that robot.yaml lets it be."""
    day = today
    for _ in range(late.business_days):
        day = previous_business_day(day - timedelta(days=1), policy.country)
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(policy.zone))


def hand_over_late(
    connection: Connection, late: LateCases, policy: QueuePolicy, occasion: Occasion, now: datetime
) -> int:
    """Give what lies too long to the first who is told of it; returns how many cases have another owner now.

    Whoever is working on a case keeps it; ``now`` is real time, as claims are.
    """
    if not late.hand_over or not late.tell:
        return 0
    taker, before, moved = late.tell[0], late_since(late, occasion.business_date, policy), 0
    # By account, as all who lock several do.
    for case in sorted(cases.find_late(connection, before), key=lambda case: (case.account_id or 0, case.id)):
        if case.kind == APART or plain_name(case.owner) == plain_name(taker):
            continue
        cases.lock_account_of(connection, case.account_id)
        # Whoever had the account until now may have taken the case, decided it or given it away.
        if not cases.hand_over_idle(connection, case, taker, now):
            continue
        # A team may stand in the journal; an address is a person's.
        told = {} if "@" in case.owner else {"from": case.owner}
        cases.record(connection, (case.id, case.account_id), "case.escalated", told, occasion)
        moved += 1
    return moved

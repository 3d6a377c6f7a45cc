"""A book whose exception queue has teams: two of them, three users, and days on which somebody is away."""

from __future__ import annotations

from datetime import timedelta

from tests.dunned_book import DunnedBook
from workers.exception_queue import desk
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.staffing import Staff, staff_on
from workers.ledger.people.absences import add_absence
from workers.ledger.people.users import User, add_user, user_named
from workers.ledger.queue.ranked import Wanted
from workers.policy.queue import queue_policy
from workers.policy.staffing import LateCases, Staffing

ANN, BOB, EVA = "ann@us.example", "bob@us.example", "eva@us.example"


class StaffedBook(DunnedBook):
    """Collections are three people's, cash application two's."""

    def open_office(self, **late: object) -> StaffedBook:
        teams = {"collections": (ANN, BOB, EVA), "cash_application": (EVA, BOB)}
        self.with_robot(staffing=Staffing(teams, LateCases(**late)))  # type: ignore[arg-type]
        with self.ledger.write() as connection:
            for name in (ANN, BOB, EVA):
                add_user(connection, name, ["specialist"], password_hash="", language="en", occasion=self.occasion())
        return self

    def user(self, name: str) -> User:
        with self.ledger.read() as connection:
            return user_named(connection, name)

    def put(self, kind: CaseKind, account_id: int | None = None, subject: str = "") -> int:
        new = NewCase(kind, subject or f"{kind}:{account_id}", "because", account_id=account_id)
        with self.ledger.write() as connection:
            return open_case(connection, new, self.occasion(), queue_policy(self.policy.robot))

    def staff(self, days: int = 0) -> Staff:
        with self.ledger.read() as connection:
            return staff_on(connection, self.policy.robot, self.today + timedelta(days=days))

    def of(self, name: str, days: int = 0) -> list[int]:
        """The cases that are somebody's, as the queue finds them."""
        with self.ledger.read() as connection:
            wanted = Wanted(portfolio=self.staff(days).portfolio(name))
            lines = desk.page_of_cases(connection, wanted, self.occasion().at, after=None, limit=99)
        return sorted(line.place.id for line in lines)

    def away(self, name: str, first: int, last: int, deputy: str = "") -> None:
        days = self.today + timedelta(days=first), self.today + timedelta(days=last)
        other = self.user(deputy) if deputy else None
        with self.ledger.write() as connection:
            add_absence(connection, self.user(name), other, days, self.occasion())

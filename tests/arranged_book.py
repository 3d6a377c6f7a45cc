"""A disputed book with arrangements: proposed, accepted and judged as people and the robot do it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from tests.disputed_book import DisputedBook
from tests.dunned_book import shipped_templates
from workers.arrangements import accepting, ending
from workers.arrangements.debt import Scope
from workers.arrangements.judging import judge_arrangements
from workers.arrangements.offering import OfferWish, counter, offer
from workers.arrangements.proposing import PlanWish, propose_plan
from workers.arrangements.settled import broken_consequence
from workers.arrangements.wording import OfferDesk
from workers.clock import real_now
from workers.dunning.recorder import RunResult
from workers.exception_queue.desk import Consequence, Resolution, claim_case, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import known_arrangement
from workers.ledger.book.stops import add_stop
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.returned import return_payment
from workers.ledger.schema import cases, payments
from workers.ledger.unit_of_work import Ledger
from workers.policy.approval_limits import ApprovalLimits, Approver
from workers.policy.arrangements import ArrangementPolicy, Delegation, PlanTerms, SettlementTerms
from workers.receivables.arrangement import Arrangement

TERMS = PlanTerms(
    valid_from=date(2026, 1, 1),
    minimum_instalment={"EUR": 50_00},
    limits=ApprovalLimits({"EUR": 2_000_00}, (Approver(("lead",), {"EUR": 5_000_00}), Approver(("boss",), None))),
    unasked_up_to={"EUR": 1_000_00},
    grace_days=2,
    every="two_weeks",
)


SETTLING = SettlementTerms(
    valid_from=date(2026, 1, 1),
    delegated=(
        Delegation(-60, 2, {"EUR": 5_000_00}),
        Delegation(0, 10, {"EUR": 5_000_00}),
        Delegation(90, 30, {"EUR": 2_000_00}),
    ),
    approvers=(Approver(("lead",), {"EUR": 400_00}), Approver(("boss",), None)),
    approved_percent=50,
)


class ArrangedBook(DisputedBook):
    """Plans are paid every two weeks; the lead agrees up to 5,000.00, the boss to any."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        super().__init__(ledger, folder)
        self.policy = replace(self.policy, arrangements=ArrangementPolicy((TERMS,), (SETTLING,)))

    def propose(self, account: int, count: int = 3, by: str = "ann", **scope: Any) -> Arrangement:
        wish = PlanWish(Scope(account, "EUR", **scope), count, "call of today")
        with self.ledger.write() as connection:
            return propose_plan(connection, wish, self.policy, self.occasion(by))

    def accept(self, found: Arrangement, how: str = "mail 17", by: str = "ann") -> Arrangement:
        with self.ledger.write() as connection:
            return accepting.accept(connection, found.id, how, self.occasion(by))

    def arrange(self, account: int, count: int = 3, **scope: Any) -> Arrangement:
        return self.accept(self.propose(account, count, **scope))

    def decide(self, found: Arrangement, approved: bool, by: str) -> Arrangement:
        with self.ledger.write() as connection:
            return accepting.decide(connection, found.id, (approved, "so"), self.policy, self.occasion(by))

    def cancel(self, found: Arrangement) -> Arrangement:
        with self.ledger.write() as connection:
            return ending.cancel(connection, found.id, "told so", self.occasion("ann"))

    def offer(self, account: int, agreed: int | None = None, by: str = "ann", **scope: Any) -> Arrangement:
        wish = OfferWish(Scope(account, "EUR", **scope), "call of today", agreed)
        with self.ledger.write() as connection:
            return offer(connection, wish, self.desk(), self.occasion(by))

    def counter(self, found: Arrangement, amount: int) -> Arrangement:
        with self.ledger.write() as connection:
            return counter(connection, found.id, (amount, "mail 18"), self.desk(), self.occasion("ann"))

    def settle(self, account: int, agreed: int | None = None, **scope: Any) -> Arrangement:
        return self.accept(self.offer(account, agreed, **scope))

    def desk(self) -> OfferDesk:
        return OfferDesk(self.policy, shipped_templates())

    def planning(self, **changes: Any) -> None:
        """Other terms for plans."""
        planned = ArrangementPolicy((replace(TERMS, **changes),), (SETTLING,))
        self.policy = replace(self.policy, arrangements=planned)

    def settling(self, **changes: Any) -> None:
        """Other terms for offers."""
        offered = ArrangementPolicy((TERMS,), (replace(SETTLING, **changes),))
        self.policy = replace(self.policy, arrangements=offered)

    def decide_case(self, kind: str, decision: str, by: str = "ann") -> None:
        """A person decides the case of a kind that waits."""
        with self.ledger.write() as connection:
            number = self.case_of(connection, kind)
            told: dict[CaseKind, Consequence] = {
                CaseKind.ARRANGEMENT_BROKEN: broken_consequence,
                CaseKind.ARRANGEMENT_APPROVAL: accepting.approval_consequence(lambda: self.policy),
            }
            occasion, resolution = self.occasion(by), Resolution(decision)
            resolve_case(connection, number, resolution, occasion=occasion, now=real_now(), consequences=told)

    def take_case(self, kind: str, by: str) -> None:
        """A person takes the case of a kind that waits."""
        with self.ledger.write() as connection:
            claim_case(connection, self.case_of(connection, kind), self.occasion(by), real_now(), 30)

    @staticmethod
    def case_of(connection: Connection, kind: str) -> int:
        waiting = select(cases.c.id).where(cases.c.kind == kind, cases.c.state != "resolved")
        return int(connection.execute(waiting).scalar_one())

    def judge(self) -> Counter[str]:
        return judge_arrangements(self.ledger, self.policy, self.occasion())

    def state_of(self, found: Arrangement) -> str:
        return self.again(found).state

    def again(self, found: Arrangement) -> Arrangement:
        with self.ledger.read() as connection:
            return known_arrangement(connection, found.id)

    def run_day(self) -> RunResult:
        """What a morning does: judge, then dun, then send."""
        self.judge()
        result = self.plan()
        self.send()
        return result

    def stop(self, account: int) -> None:
        with self.ledger.write() as connection:
            add_stop(connection, account, "insolvency", self.occasion("ann"), evidence="mail 3")

    def take_back_all(self, account: int) -> None:
        """The bank takes back every payment of the account."""
        c = payments.c
        with self.ledger.write() as connection:
            paid = connection.scalars(select(c.id).where(c.account_id == account, c.clearing != "reversed")).all()
            for payment in paid:
                return_payment(connection, payment, Basis("test", f"return:{payment}"), self.occasion())

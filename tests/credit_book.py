"""A dunned book whose orders are reviewed and whose accounts have limits, as people and the robot do it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.charged_book import ChargedBook
from tests.dunned_book import live_policy
from workers.credit.brief import Brief, briefs_of
from workers.credit.facts import Order
from workers.credit.limits import TermsWanted, limit_consequence, review_consequence, want_terms
from workers.credit.order_desk import Ask, order_consequence, review
from workers.credit.replay import replay_review
from workers.credit.watch import watch
from workers.dunning.replay import KINDS, replay_decision
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.credit.order_reviews import REVIEWED, OrderReview
from workers.ledger.credit.terms import find_terms
from workers.ledger.laws import Replays, verify
from workers.ledger.queue.cases import Case, find_unresolved
from workers.ledger.schema import journal
from workers.ledger.unit_of_work import Ledger


class CreditBook(ChargedBook):
    """Nothing is charged; amounts are minor units of EUR."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.policy = live_policy()

    def ask(self, account: int, number: str = "O-1", amount: int = 100_00, **told: Any) -> OrderReview:
        again = told.pop("again", False)
        order = Order(number, told.pop("currency", "EUR"), amount, **told)
        with self.ledger.write() as connection:
            return review(connection, Ask(account, order, again), self.policy, self.occasion("erp"))

    def decide(self, case: Case, decision: str, by: str = "ann", note: str = "") -> Case:
        with self.ledger.write() as connection:
            return resolve_case(
                connection,
                case.id,
                Resolution(decision, note),
                occasion=self.occasion(by),
                now=self.occasion().at,
                consequences=self.consequences(),
                limits=self.policy.robot.exception_queue.alone_up_to,
            )

    def consequences(self) -> dict[CaseKind, Any]:
        return {
            CaseKind.ORDER_REVIEW: order_consequence(lambda: self.policy),
            CaseKind.LIMIT_APPROVAL: limit_consequence(lambda: self.policy),
            CaseKind.CREDIT_REVIEW: review_consequence(lambda: self.policy),
        }

    def want(self, account: int, limit: int | None, by: str = "ann", **told: Any) -> int | None:
        wanted = TermsWanted(account, "EUR", limit, **{"terms": "open", "reason": "asked by sales", **told})
        with self.ledger.write() as connection:
            return want_terms(connection, wanted, self.policy, self.occasion(by))

    def terms(self, account: int) -> tuple[int | None, str, str, str] | None:
        """(limit, terms, set by, agreed by) in EUR."""
        with self.ledger.read() as connection:
            found = find_terms(connection, account, "EUR")
        return (found.limit_minor, found.terms, found.set_by, found.agreed_by) if found else None

    def brief(self, account: int) -> Brief:
        """The brief in EUR."""
        with self.ledger.read() as connection:
            found = briefs_of(connection, account, self.policy.credit, self.today)
        return next(brief for brief in found if brief.currency == "EUR")

    def watch(self) -> dict[str, int]:
        return dict(watch(self.ledger, self.policy, self.occasion()))

    def waiting(self, kind: CaseKind) -> list[Case]:
        with self.ledger.read() as connection:
            return find_unresolved(connection, kind=kind)

    def journal_kinds(self, account: int, prefix: str) -> list[str]:
        query = select(journal.c.kind).where(journal.c.account_id == account, journal.c.kind.like(f"{prefix}%"))
        with self.ledger.read() as connection:
            return list(connection.scalars(query.order_by(journal.c.seq)))

    def heard(self) -> list[str]:
        """Every violation of a law, decisions taken again included."""
        replays = Replays(dict.fromkeys(KINDS, replay_decision) | {REVIEWED: replay_review})
        results = verify(self.ledger, replays, self.occasion())
        return [f"{result.n}: {violation}" for result in results for violation in result.violations]

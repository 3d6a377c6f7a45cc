"""What a proposal would say before anybody makes it: the same limits, the same arithmetic, the same refusals.

Must not write, and must not word an offer: `proposing` and `offering` do when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from workers.arrangements.offering import OfferWish, offer_days, settleable, sum_offered
from workers.arrangements.proposing import PlanWish, debt_today, wanted_of
from workers.arrangements.rules.limits import Consent, consent_to, objections, plan_of
from workers.arrangements.terms import plan_terms, settlement_terms
from workers.errors import UserError
from workers.ledger.book.owed import OwedItem
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Instalment
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Preview:
    """A proposal that nobody made yet; ``consent`` says whose word it takes beside the customer's."""

    currency: str
    balance: int
    documents: tuple[str, ...]
    instalments: tuple[Instalment, ...]
    consent: Consent

    @property
    def let_off(self) -> int:
        return self.balance - sum(part.amount for part in self.instalments)


def preview_plan(connection: Connection, wish: PlanWish, policy: PolicySet, occasion: Occasion) -> Preview:
    """The plan that `propose_plan` would propose; raises `UserError` where it would."""
    today = occasion.business_date
    terms = plan_terms(policy, today)
    debt, items = debt_today(connection, wish.scope, occasion)
    wanted = wanted_of(wish, terms, today)
    if against := objections(debt, wanted, terms, today):
        raise UserError(f"no such plan: {'; '.join(against)}")
    return Preview(debt.currency, debt.balance, _named(items), plan_of(debt, wanted, terms), consent_to(debt, terms))


def preview_offer(connection: Connection, wish: OfferWish, policy: PolicySet, occasion: Occasion) -> Preview:
    """The settlement that `offer` would make; raises `UserError` where it would."""
    today = occasion.business_date
    terms = settlement_terms(policy, today)
    debt, items = settleable(connection, wish.scope, today)
    agreed, consent = sum_offered(debt, wish.agreed, terms)
    _, pay_by = offer_days(debt, items, terms, today)
    return Preview(debt.currency, debt.balance, _named(items), (Instalment(1, pay_by, agreed),), consent)


def _named(items: list[OwedItem]) -> tuple[str, ...]:
    return tuple(item.document_number for item in items)
